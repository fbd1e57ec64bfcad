#include "tidemark/base/asymmetric_fence.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <thread>

namespace tidemark {
namespace {

// The store buffering litmus test: at least one side sees the other's store, with and without
// membarrier(2).
TEST(AsymmetricFenceTest, AtLeastOneSideSeesTheOther) {
  const auto race = [] {
    for (int round = 0; round < 100; ++round) {
      std::atomic<uint64_t> busy{0};
      std::atomic<uint64_t> stop{0};
      std::atomic<int> ready{0};
      bool saw_stop = false;
      bool saw_busy = false;
      std::thread recorder([&] {
        ++ready;
        while (ready < 2) std::this_thread::yield();
        StoreWithLightFence(busy, uint64_t{1});
        saw_stop = stop.load(std::memory_order_relaxed) != 0;
      });
      ++ready;
      while (ready < 2) std::this_thread::yield();
      stop.store(1, std::memory_order_relaxed);
      AsymmetricHeavyFence();
      saw_busy = busy.load(std::memory_order_relaxed) != 0;
      recorder.join();
      EXPECT_TRUE(saw_stop || saw_busy);
    }
  };
  PrepareAsymmetricFence();
  race();
  asymmetric_fence_internal::have_membarrier.store(false);
  race();
  PrepareAsymmetricFence();
}

}  // namespace
}  // namespace tidemark
