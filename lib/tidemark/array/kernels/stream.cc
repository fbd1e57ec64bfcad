// Loops whose results go past the caches.
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "tidemark/array/kernels/kernels.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tidemark::kernels {
namespace {

// The results of one piece of a loop. More than this, and reading and writing no longer overlap.
constexpr int64_t kPiece = 2048;

int64_t StreamingFrom() {
  const int64_t cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
  constexpr int64_t kUnknown = int64_t{24} << 20;
  return cache > 0 ? std::max(cache / 4 * 3, int64_t{4} << 20) : kUnknown;
}

#if defined(__SSE2__)
// Whole cache lines are written without being read first.
void CopyPastCaches(const std::byte* in, std::byte* out, int64_t bytes) {
  constexpr int64_t kVector = sizeof(__m128i);
  const int64_t misaligned = static_cast<int64_t>(reinterpret_cast<uintptr_t>(out) % kVector);
  if (misaligned != 0) {
    const int64_t head = std::min(kVector - misaligned, bytes);
    std::memcpy(out, in, static_cast<size_t>(head));
    in += head;
    out += head;
    bytes -= head;
  }
  int64_t i = 0;
  for (; i + kVector <= bytes; i += kVector) {
    _mm_stream_si128(reinterpret_cast<__m128i*>(out + i),
                     _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i)));
  }
  std::memcpy(out + i, in + i, static_cast<size_t>(bytes - i));
}

// Such stores are not ordered by what publishes a result to other threads.
void EndOfStream() { _mm_sfence(); }
#else
void CopyPastCaches(const std::byte* in, std::byte* out, int64_t bytes) {
  std::memcpy(out, in, static_cast<size_t>(bytes));
}
void EndOfStream() {}
#endif

// piece(first, count, results) for all elements; contiguous results of `item` bytes go to `out`.
template <class Piece>
void Stream(std::byte* out, int64_t item, int64_t n, Piece&& piece) {
  alignas(64) std::byte results[kPiece];
  const int64_t step = kPiece / item;
  for (int64_t i = 0; i < n; i += step) {
    const int64_t count = std::min(step, n - i);
    piece(i, count, static_cast<std::byte*>(results));
    CopyPastCaches(results, out + i * item, count * item);
  }
  EndOfStream();
}

}  // namespace

bool IsWorthStreaming(int64_t bytes) noexcept {
  static const int64_t from = StreamingFrom();
  return bytes >= from;
}

void StreamBinary(BinaryLoop loop, const std::byte* a, int64_t a_stride, const std::byte* b,
                  int64_t b_stride, std::byte* out, int64_t item_size, int64_t n) noexcept {
  Stream(out, item_size, n, [&](int64_t first, int64_t count, std::byte* results) {
    loop(a + first * a_stride, a_stride, b + first * b_stride, b_stride, results, item_size, count);
  });
}

void StreamUnary(UnaryLoop loop, const std::byte* in, int64_t in_stride, std::byte* out,
                 int64_t item_size, int64_t n) noexcept {
  Stream(out, item_size, n, [&](int64_t first, int64_t count, std::byte* results) {
    loop(in + first * in_stride, in_stride, results, item_size, count);
  });
}

}  // namespace tidemark::kernels
