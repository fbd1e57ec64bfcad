// The blocks behind buffers: large enough, reused, and never with what was in them before.
#include "tidemark/array/core/block_cache_internal.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

#include "tidemark/array/array.h"
#include "tidemark/memory/peak_meter.h"

namespace tidemark::array_internal {
namespace {

// Small ones around the borders of size classes, and around the border to each other treatment.
std::vector<size_t> Sizes() {
  std::vector<size_t> sizes = {1, 2, 100};
  for (size_t border = 256; border <= (size_t{8} << 20); border += border / 4) {
    sizes.insert(sizes.end(), {border - 1, border, border + 1});
  }
  return sizes;
}

TEST(BlockCacheTest, BlocksAreAsLargeAsAskedFor) {
  for (const size_t size : Sizes()) {
    for (const bool zeroed : {false, true}) {
      const Block block = AcquireBlock(size, zeroed);
      ASSERT_NE(block.address, nullptr);
      ASSERT_GE(block.capacity, size);
      if (block.is_zero) {
        const auto* bytes = static_cast<const char*>(block.address);
        for (size_t i = 0; i < size; ++i) ASSERT_EQ(bytes[i], 0) << i << " of " << size;
      }
      std::memset(block.address, 0xA5, block.capacity);
      ReleaseBlock(block.address, block.capacity);
    }
  }
}

TEST(BlockCacheTest, ABlockGivenBackIsTheNextOneOfItsSize) {
  if (!kKeepBlocks) return;  // then every block is malloc's
  for (const size_t size :
       {size_t{400}, size_t{5000}, size_t{1} << 20, size_t{8'000'000}, size_t{10} << 20}) {
    const Block first = AcquireBlock(size, false);
    ReleaseBlock(first.address, first.capacity);
    const Block second = AcquireBlock(size, false);
    EXPECT_EQ(second.address, first.address);
    EXPECT_EQ(second.capacity, first.capacity);
    // One that is in use is not given out again.
    const Block third = AcquireBlock(size, false);
    EXPECT_NE(third.address, second.address);
    ReleaseBlock(second.address, second.capacity);
    ReleaseBlock(third.address, third.capacity);
  }
}

TEST(BlockCacheTest, MoreBlocksThanAreKeptAreNoMatter) {
  for (const size_t size : {size_t{400}, size_t{30000}, size_t{3} << 20}) {
    std::vector<Block> blocks;
    for (int i = 0; i < 40; ++i) {
      blocks.push_back(AcquireBlock(size, false));
      std::memset(blocks.back().address, i, size);
    }
    for (int i = 0; i < 40; ++i) {
      const auto* bytes = static_cast<const char*>(blocks[static_cast<size_t>(i)].address);
      EXPECT_EQ(bytes[0], i);
      EXPECT_EQ(bytes[size - 1], i);
    }
    for (const Block& block : blocks) ReleaseBlock(block.address, block.capacity);
  }
}

TEST(BlockCacheTest, ZerosAreZerosAfterOtherThings) {
  for (const int64_t n : {1, 100, 5000, 100'000, 400'000, 2'000'000}) {
    full<double>(n, 7.0).reset();
    EXPECT_EQ(zeros<double>(n).sum(), 0.0) << n;
  }
}

TEST(BlockCacheTest, WhatIsKeptIsNotLiveToObservers) {
  const PeakMeter meter;
  const int64_t before = meter.Read().live_bytes;
  full<double>(100, 7.0).reset();
  full<double>(100'000, 7.0).reset();
  EXPECT_EQ(meter.Read().live_bytes, before);
}

TEST(BlockCacheTest, ThreadsGiveBackWhatOthersTookAndEnd) {
  for (int round = 0; round < 4; ++round) {
    std::vector<Block> blocks;
    std::thread taker([&blocks] {
      for (const size_t size : Sizes()) blocks.push_back(AcquireBlock(size, false));
    });
    taker.join();
    std::thread giver([&blocks] {
      for (const Block& block : blocks) ReleaseBlock(block.address, block.capacity);
    });
    giver.join();
  }
}

TEST(BlockCacheTest, AnArrayMayOutliveWhatItsThreadKept) {
  std::thread thread([] {
    // Destroyed when the thread ends, in an order that is not ours.
    thread_local std::vector<Array<double>> last;
    for (int i = 0; i < 20; ++i) last.push_back(zeros<double>(100));
    zeros<double>(100).reset();
  });
  thread.join();
}

}  // namespace
}  // namespace tidemark::array_internal
