#include "tidemark/record/buffer/slot_pool.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/record/rig.h"

namespace tidemark::record {
namespace {

using trace::SlotHeader;

TEST(SlotPoolTest, BoundsTheSlotsByTheNumberOfThreads) {
  Rig rig({.on_full = OnFull::kDrop});
  rig.pool.AddThread();
  rig.pool.AddThread();
  int count = 0;
  while (rig.pool.Acquire() != nullptr) ++count;
  EXPECT_EQ(count, static_cast<int>(SlotPool::kBaseSlots + 2 * SlotPool::kSlotsPerThread));
}

TEST(SlotPoolTest, BlocksUntilAFlush) {
  Rig rig;
  SlotHeader* last = nullptr;
  for (uint32_t i = 0; i < SlotPool::kBaseSlots; ++i) last = rig.pool.Acquire();
  rig.pool.Full(last);
  std::atomic<bool> got{false};
  std::thread waits([&] {
    EXPECT_EQ(rig.pool.Acquire(), last);
    got = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(got);
  SlotFile::ReleaseSlot(last);
  rig.pool.Emptied();
  waits.join();
  EXPECT_TRUE(got);
}

// Every slot is owned by a thread, none waits for the flush thread: none will be released.
TEST(SlotPoolTest, NeverWaitsForOtherRecordingThreads) {
  Rig rig;
  rig.TakeAll();
  EXPECT_EQ(rig.pool.Acquire(), nullptr);
}

TEST(SlotPoolTest, StopWakesTheWaiters) {
  Rig rig;
  SlotHeader* last = nullptr;
  for (uint32_t i = 0; i < SlotPool::kBaseSlots; ++i) last = rig.pool.Acquire();
  rig.pool.Full(last);
  std::thread waits([&] { EXPECT_EQ(rig.pool.Acquire(), nullptr); });
  rig.pool.Stop();
  waits.join();
}

TEST(SlotPoolTest, WithoutAFlushThreadTheWaitingThreadFlushes) {
  Rig rig({.on_full = OnFull::kDrop});
  rig.pool.SetFlushThreadRunning(false);
  for (uint32_t i = 0; i < SlotPool::kBaseSlots; ++i) EXPECT_NE(rig.pool.Acquire(), nullptr);
  EXPECT_EQ(rig.helped, 0);
  EXPECT_EQ(rig.pool.Acquire(), nullptr);
  EXPECT_EQ(rig.helped, 1);
}

}  // namespace
}  // namespace tidemark::record
