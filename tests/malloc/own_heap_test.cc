#include "tidemark/malloc/own_heap.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <thread>
#include <vector>

namespace tidemark::malloc_internal {
namespace {

struct Block {
  unsigned char* at;
  size_t bytes;
  unsigned char mark;
};

bool Holds(const Block& block) {
  return block.bytes == 0 ||
         (block.at[0] == block.mark && block.at[block.bytes - 1] == block.mark &&
          block.at[block.bytes / 2] == block.mark);
}

// Blocks of all sizes and alignments, none of which overlaps another.
void Churn(uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Block> blocks;
  for (int i = 0; i < 20000; ++i) {
    if (blocks.size() > 100 || (!blocks.empty() && random() % 3 == 0)) {
      std::swap(blocks[random() % blocks.size()], blocks.back());
      ASSERT_TRUE(Holds(blocks.back()));
      OwnFree(blocks.back().at);
      blocks.pop_back();
      continue;
    }
    const size_t bytes = random() % (i % 100 == 0 ? 300'000 : 3'000);
    const size_t alignment = size_t{1} << (random() % 8);
    auto* const at = static_cast<unsigned char*>(OwnAllocate(bytes, alignment));
    ASSERT_NE(at, nullptr);
    ASSERT_EQ(reinterpret_cast<uintptr_t>(at) % std::max<size_t>(alignment, 16), 0u);
    const auto mark = static_cast<unsigned char>(random());
    std::memset(at, mark, bytes);
    blocks.push_back({at, bytes, mark});
  }
  for (const Block& block : blocks) {
    ASSERT_TRUE(Holds(block));
    OwnFree(block.at);
  }
}

TEST(OwnHeapTest, BlocksAreApart) { Churn(3); }

TEST(OwnHeapTest, FromManyThreads) {
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < 4; ++i) threads.emplace_back([i] { Churn(i); });
  for (std::thread& thread : threads) thread.join();
}

TEST(OwnHeapTest, AFreedBlockIsUsedAgain) {
  void* const first = OwnAllocate(480);
  OwnFree(first);
  EXPECT_EQ(OwnAllocate(470), first);
  OwnFree(first);
  OwnFree(nullptr);
}

TEST(OwnHeapTest, ReallocateKeepsWhatIsThere) {
  auto* block = static_cast<char*>(OwnReallocate(nullptr, 10));
  std::memcpy(block, "contents", sizeof("contents"));
  for (const size_t bytes : {20, 3000, 100'000, 1'000'000, 50}) {
    block = static_cast<char*>(OwnReallocate(block, bytes));
    EXPECT_STREQ(block, "contents");
  }
  OwnFree(block);
}

TEST(OwnHeapTest, TooMuchIsRefused) {
  EXPECT_EQ(OwnAllocate(SIZE_MAX), nullptr);
  EXPECT_EQ(OwnAllocate(SIZE_MAX / 2 - 100), nullptr);
  EXPECT_EQ(OwnAllocate(size_t{1} << 60), nullptr);
}

}  // namespace
}  // namespace tidemark::malloc_internal
