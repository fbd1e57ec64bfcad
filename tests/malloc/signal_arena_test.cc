#include "tidemark/malloc/signal_arena.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

namespace tidemark::malloc_internal {
namespace {

TEST(SignalArenaTest, BlocksAreZerosAlignedAndApart) {
  int outside = 0;
  EXPECT_FALSE(SignalArena::Owns(&outside));
  EXPECT_FALSE(SignalArena::Owns(nullptr));
  std::vector<char*> blocks;
  for (size_t i = 0; i < 100; ++i) {
    const size_t alignment = size_t{1} << (i % 13);
    auto* const block = static_cast<char*>(SignalArena::Allocate(i, alignment));
    ASSERT_NE(block, nullptr);
    EXPECT_TRUE(SignalArena::Owns(block));
    EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % alignment, 0u);
    EXPECT_EQ(SignalArena::UsableSize(block), i);
    for (size_t at = 0; at < i; ++at) EXPECT_EQ(block[at], 0);
    std::memset(block, static_cast<int>(i), i);
    blocks.push_back(block);
  }
  for (size_t i = 0; i < 100; ++i) {
    for (size_t at = 0; at < i; ++at) EXPECT_EQ(blocks[i][at], static_cast<char>(i));
    SignalArena::Free(blocks[i]);
  }
  // All are free, and what was written there is not seen again.
  auto* const again = static_cast<char*>(SignalArena::Allocate(50, 16));
  EXPECT_LE(again, blocks[99]);
  for (int at = 0; at < 50; ++at) EXPECT_EQ(again[at], 0);
  SignalArena::Free(again);
}

TEST(SignalArenaTest, WhenItIsUsedUpThereIsNone) {
  void* const most = SignalArena::Allocate(SignalArena::kBytes - 100, 16);
  EXPECT_NE(most, nullptr);
  EXPECT_EQ(SignalArena::Allocate(200, 16), nullptr);
  SignalArena::Free(most);
  EXPECT_EQ(SignalArena::Allocate(SIZE_MAX, 16), nullptr);
}

TEST(SignalArenaTest, FromManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([i] {
      for (int round = 0; round < 20000; ++round) {
        auto* const block = static_cast<int*>(SignalArena::Allocate(64, 16));
        ASSERT_NE(block, nullptr);
        *block = i;
        std::this_thread::yield();
        ASSERT_EQ(*block, i);
        SignalArena::Free(block);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tidemark::malloc_internal
