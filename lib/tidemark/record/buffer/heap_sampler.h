// Chooses heap events so that what is chosen stands for all of them without bias.
//
// Every byte allocated has the same chance, 1 in `mean`, to make its allocation a sample: gaps
// between samples are drawn from the exponential distribution (a Poisson process along the bytes of
// the thread). An allocation of s bytes is thus chosen with probability p = 1 - exp(-s / mean), and
// counted as 1/p allocations of s bytes each the chosen ones estimate the totals without bias.
// The trace's head says `mean` as capture.sample_bytes.
//
// A free is recorded if its allocation was: the addresses of the live samples are remembered.
// Threading: Gap by its thread; SampledAddresses by any.
#ifndef TIDEMARK_RECORD_BUFFER_HEAP_SAMPLER_H_
#define TIDEMARK_RECORD_BUFFER_HEAP_SAMPLER_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_set>

namespace tidemark::record {

class SampleGap {
 public:
  // Whether an allocation of `bytes` is a sample, where one byte in `mean` is. `seed` is used once.
  bool Takes(uint64_t bytes, uint64_t mean, uint64_t seed) noexcept {
    if (!drawn_) [[unlikely]] {
      state_ = Mix(seed);  // far apart, or threads would draw the same numbers one after the other
      left_ = Draw(mean);
      drawn_ = true;
    }
    if (bytes < left_) [[likely]] {
      left_ -= bytes;
      return false;
    }
    // The process has no memory: what lies behind this allocation's end is a fresh gap.
    left_ = Draw(mean);
    return true;
  }

  // The next allocation draws anew.
  void Reset() noexcept { drawn_ = false; }

 private:
  static uint64_t Mix(uint64_t bits) noexcept;
  uint64_t Draw(uint64_t mean) noexcept;

  bool drawn_ = false;
  uint64_t left_ = 0;  // bytes up to the one that is hit, at least 1
  uint64_t state_ = 0;
};

class SampledAddresses {
 public:
  void Add(uintptr_t address);
  // True when it was there. The common answer, no, costs one load.
  bool Remove(uintptr_t address) {
    if (counts_[Bucket(address)].load(std::memory_order_relaxed) == 0) return false;
    return RemoveSlowly(address);
  }

 private:
  static constexpr unsigned kBucketBits = 16;
  static constexpr size_t kShards = 16;
  struct Shard {
    std::mutex mutex;
    std::unordered_set<uintptr_t> addresses;
  };

  static size_t Bucket(uintptr_t address) noexcept {
    return static_cast<size_t>((address * 0x9e3779b97f4a7c15U) >> (64 - kBucketBits));
  }
  Shard& ShardOf(uintptr_t address) noexcept { return shards_[Bucket(address) % kShards]; }
  bool RemoveSlowly(uintptr_t address);

  std::array<std::atomic<uint32_t>, size_t{1} << kBucketBits> counts_{};
  std::array<Shard, kShards> shards_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_HEAP_SAMPLER_H_
