#include "tidemark/record/buffer/heap_sampler.h"

#include <cmath>

#include "tidemark/record/buffer/thread_local.h"

namespace tidemark::record {

uint64_t SampleGap::Mix(uint64_t bits) noexcept {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
  return bits ^ (bits >> 31);
}

uint64_t SampleGap::Draw(uint64_t mean) noexcept {
  state_ += 0x9e3779b97f4a7c15U;  // splitmix64
  const uint64_t bits = Mix(state_);
  // In (0, 1], so that its logarithm is finite.
  const double uniform = (static_cast<double>(bits >> 11) + 1.0) * 0x1.0p-53;
  return static_cast<uint64_t>(std::ceil(-std::log(uniform) * static_cast<double>(mean)));
}

void SampledAddresses::Add(uintptr_t address) {
  const SuppressHeap suppress;
  Shard& shard = ShardOf(address);
  const std::lock_guard lock(shard.mutex);
  if (!shard.addresses.insert(address).second) return;
  counts_[Bucket(address)].fetch_add(1, std::memory_order_relaxed);
}

bool SampledAddresses::RemoveSlowly(uintptr_t address) {
  const SuppressHeap suppress;
  Shard& shard = ShardOf(address);
  const std::lock_guard lock(shard.mutex);
  if (shard.addresses.erase(address) == 0) return false;
  counts_[Bucket(address)].fetch_sub(1, std::memory_order_relaxed);
  return true;
}

}  // namespace tidemark::record
