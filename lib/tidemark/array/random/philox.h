// Philox4x64-10: random bits as a function of a key and a counter (Salmon, Moraes, Dror and Shaw,
// "Parallel random numbers: as easy as 1, 2, 3", 2011).
//
// Used by random.h; by itself wherever 64 random bits are wanted.
//
// The stream is that of NumPy's Philox(key=..., counter=...) bit generator, bit for bit, halves of
// 32 bits included: each block of four words comes from the next counter, so that streams of
// different keys, and stretches of one stream between counters (Advance), never meet.
//
// Threading: a plain value; one for each thread.
//
//   PhiloxStream stream({.key = {7, 0}});
//   uint64_t bits = stream.Next64();
#ifndef TIDEMARK_ARRAY_RANDOM_PHILOX_H_
#define TIDEMARK_ARRAY_RANDOM_PHILOX_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace tidemark::random {

// Words from the lowest to the highest.
struct PhiloxSeed {
  std::array<uint64_t, 2> key = {};
  std::array<uint64_t, 4> counter = {};
};

class PhiloxStream {
 public:
  explicit PhiloxStream(const PhiloxSeed& seed) : seed_(seed) {}

  uint64_t Next64() {
    if (used_ == block_.size()) NextBlock();
    return block_[used_++];
  }
  // The lower half of 64 bits, then the upper.
  uint32_t Next32();
  // A number in [0, 1), a multiple of 2^-53 or, as a float, of 2^-24.
  double NextDouble() { return static_cast<double>(Next64() >> 11) * 0x1p-53; }
  float NextFloat() { return static_cast<float>(Next32() >> 8) * 0x1p-24f; }
  // A number in [0, last], every one equally likely.
  uint64_t NextUpTo(uint64_t last);
  // The same by another method, which draws anew what is too large: NumPy shuffles with it.
  uint64_t NextUpToByMask(uint64_t last);

  // Goes on as if 4 * blocks words had been drawn; what is left of the current block is dropped.
  void Advance(uint64_t blocks);

 private:
  void NextBlock();
  void AddToCounter(uint64_t blocks);

  PhiloxSeed seed_;
  std::array<uint64_t, 4> block_ = {};
  size_t used_ = 4;
  bool has_half_ = false;
  uint32_t half_ = 0;
};

}  // namespace tidemark::random

#endif  // TIDEMARK_ARRAY_RANDOM_PHILOX_H_
