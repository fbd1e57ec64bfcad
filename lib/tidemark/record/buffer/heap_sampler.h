// Unbiased sampling of heap events.
//
// Sampling is a Poisson process over the bytes that a thread allocates: gaps between samples are
// exponentially distributed with the given mean. An allocation of s bytes is thus sampled with
// probability p = 1 - exp(-s / mean); weighting each sample by 1/p gives unbiased totals. The mean
// is capture.sample_bytes in the trace's head.
//
// A free is recorded if its allocation was: the addresses of live samples are kept in a set.
// Threading: SampleGap on its own thread; SampledAddresses on any.
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
  // Whether an allocation of `bytes` is sampled. `seed` is used by the first call only.
  bool Takes(uint64_t bytes, uint64_t mean, uint64_t seed) noexcept {
    if (!drawn_) [[unlikely]] {
      state_ = Mix(seed);  // decorrelates the threads' sequences
      left_ = Draw(mean);
      drawn_ = true;
    }
    if (bytes < left_) [[likely]] {
      left_ -= bytes;
      return false;
    }
    // The exponential distribution is memoryless: a fresh gap starts at this allocation's end.
    left_ = Draw(mean);
    return true;
  }

  // The next allocation draws anew.
  void Reset() noexcept { drawn_ = false; }

 private:
  static uint64_t Mix(uint64_t bits) noexcept;
  uint64_t Draw(uint64_t mean) noexcept;

  bool drawn_ = false;
  uint64_t left_ = 0;  // bytes until the next sample, at least 1
  uint64_t state_ = 0;
};

class SampledAddresses {
 public:
  void Add(uintptr_t address);
  // Whether it was in the set. The common case, no, costs one load.
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
