// Moves of strided items and of matrices.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "tidemark/array/kernels.h"
#include "tidemark/array/kernels/items.h"

namespace tidemark::kernels {
namespace {

using internal::ItemsAt;

template <class Item>
void CopyItems(const std::byte* in, int64_t in_stride, std::byte* out, int64_t out_stride,
               int64_t n) {
  constexpr int64_t kSize = sizeof(Item);
  if (out_stride == kSize && in_stride == 0 && n > 0) {
    std::fill_n(ItemsAt<Item>(out), n, *ItemsAt<Item>(in));
    return;
  }
  if (out_stride == kSize) {
    for (int64_t i = 0; i < n; ++i) ItemsAt<Item>(out)[i] = *ItemsAt<Item>(in + i * in_stride);
    return;
  }
  for (int64_t i = 0; i < n; ++i) {
    *ItemsAt<Item>(out + i * out_stride) = *ItemsAt<Item>(in + i * in_stride);
  }
}

// A tile has this many items on a side: 64 bytes, a cache line, at least.
template <class Item>
inline constexpr int64_t kTile = sizeof(Item) >= 8 ? 16 : 64 / static_cast<int64_t>(sizeof(Item));

template <class Item>
void CopyTiles(const std::byte* in, int64_t in_row_pitch, int64_t in_column_pitch, std::byte* out,
               int64_t out_row_pitch, int64_t out_column_pitch, int64_t rows, int64_t columns) {
  for (int64_t r = 0; r < rows; r += kTile<Item>) {
    const int64_t height = std::min(kTile<Item>, rows - r);
    for (int64_t c = 0; c < columns; c += kTile<Item>) {
      const int64_t width = std::min(kTile<Item>, columns - c);
      const std::byte* from = in + r * in_row_pitch + c * in_column_pitch;
      std::byte* to = out + r * out_row_pitch + c * out_column_pitch;
      for (int64_t i = 0; i < height; ++i) {
        CopyItems<Item>(from + i * in_row_pitch, in_column_pitch, to + i * out_row_pitch,
                        out_column_pitch, width);
      }
    }
  }
}

}  // namespace

void CopyStrided(const std::byte* in, int64_t in_stride, std::byte* out, int64_t out_stride,
                 int64_t n, int64_t item_size) noexcept {
  if (n <= 0) return;
  if (in_stride == item_size && out_stride == item_size) {
    std::memcpy(out, in, static_cast<size_t>(n * item_size));
    return;
  }
  internal::WithItem(item_size,
                     [&]<class Item>() { CopyItems<Item>(in, in_stride, out, out_stride, n); });
}

void CopyMatrix(const std::byte* in, int64_t in_row_pitch, int64_t in_column_pitch, std::byte* out,
                int64_t out_row_pitch, int64_t out_column_pitch, int64_t rows, int64_t columns,
                int64_t item_size) noexcept {
  if (in_column_pitch == item_size && out_column_pitch == item_size) {
    for (int64_t r = 0; r < rows; ++r) {
      CopyStrided(in + r * in_row_pitch, item_size, out + r * out_row_pitch, item_size, columns,
                  item_size);
    }
    return;
  }
  internal::WithItem(item_size, [&]<class Item>() {
    CopyTiles<Item>(in, in_row_pitch, in_column_pitch, out, out_row_pitch, out_column_pitch, rows,
                    columns);
  });
}

}  // namespace tidemark::kernels
