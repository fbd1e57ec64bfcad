#include "tidemark/array/random/philox.h"

#include <bit>

namespace tidemark::random {
namespace {

using Product = unsigned __int128;

// The multipliers of the rounds, and what is added to the key after each.
constexpr uint64_t kMultiplier0 = 0xD2E7470EE14C6C93;
constexpr uint64_t kMultiplier1 = 0xCA5A826395121157;
constexpr uint64_t kWeyl0 = 0x9E3779B97F4A7C15;
constexpr uint64_t kWeyl1 = 0xBB67AE8584CAA73B;
constexpr int kRounds = 10;

}  // namespace

void PhiloxStream::AddToCounter(uint64_t blocks) {
  for (uint64_t& word : seed_.counter) {
    word += blocks;
    if (word >= blocks) return;
    blocks = 1;  // the carry
  }
}

void PhiloxStream::NextBlock() {
  AddToCounter(1);
  std::array<uint64_t, 4> x = seed_.counter;
  std::array<uint64_t, 2> key = seed_.key;
  for (int round = 0; round < kRounds; ++round) {
    const Product a = static_cast<Product>(kMultiplier0) * x[0];
    const Product b = static_cast<Product>(kMultiplier1) * x[2];
    x = {static_cast<uint64_t>(b >> 64) ^ x[1] ^ key[0], static_cast<uint64_t>(b),
         static_cast<uint64_t>(a >> 64) ^ x[3] ^ key[1], static_cast<uint64_t>(a)};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  block_ = x;
  used_ = 0;
}

uint32_t PhiloxStream::Next32() {
  if (has_half_) {
    has_half_ = false;
    return half_;
  }
  const uint64_t bits = Next64();
  has_half_ = true;
  half_ = static_cast<uint32_t>(bits >> 32);
  return static_cast<uint32_t>(bits);
}

// A multiple of the range by random bits: its high half is the number, and the few low halves that
// would make some numbers likelier than others are drawn again (Lemire, "Fast random integer
// generation in an interval", 2019). In 32 bits where these will do.
uint64_t PhiloxStream::NextUpTo(uint64_t last) {
  if (last == 0) return 0;
  if (last == UINT64_MAX) return Next64();
  if (last == UINT32_MAX) return Next32();
  if (last < UINT32_MAX) {
    const auto count = static_cast<uint32_t>(last + 1);
    const uint32_t unfair = (UINT32_MAX - static_cast<uint32_t>(last)) % count;
    while (true) {
      const uint64_t product = static_cast<uint64_t>(Next32()) * count;
      if (static_cast<uint32_t>(product) >= unfair) return product >> 32;
    }
  }
  const uint64_t count = last + 1;
  const uint64_t unfair = (UINT64_MAX - last) % count;
  while (true) {
    const Product product = static_cast<Product>(Next64()) * count;
    if (static_cast<uint64_t>(product) >= unfair) return static_cast<uint64_t>(product >> 64);
  }
}

uint64_t PhiloxStream::NextUpToByMask(uint64_t last) {
  if (last == 0) return 0;
  const uint64_t mask = UINT64_MAX >> std::countl_zero(last);
  while (true) {
    const uint64_t value = (last <= UINT32_MAX ? Next32() : Next64()) & mask;
    if (value <= last) return value;
  }
}

void PhiloxStream::Advance(uint64_t blocks) {
  AddToCounter(blocks);
  used_ = block_.size();
  has_half_ = false;
}

}  // namespace tidemark::random
