#include "tidemark/record/buffer/slot_pool.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/record/rig.h"

namespace tidemark::record {
namespace {

using trace::SlotHeader;

TEST(SlotSupplyTest, GivesAsManyAsTheThreadsAreEntitledTo) {
  Rig rig({.on_full = OnFull::kDrop});
  rig.supply.AddThread();
  rig.supply.AddThread();
  int count = 0;
  while (rig.supply.Take() != nullptr) ++count;
  EXPECT_EQ(count, static_cast<int>(SlotPool::kBaseSlots + 2 * SlotPool::kSlotsPerThread));
}

TEST(SlotSupplyTest, WhoBlocksWaitsForTheDrain) {
  Rig rig;
  SlotHeader* last = nullptr;
  for (uint32_t i = 0; i < SlotPool::kBaseSlots; ++i) last = rig.supply.Take();
  rig.supply.Full(last);
  std::atomic<bool> got{false};
  std::thread waits([&] {
    EXPECT_EQ(rig.supply.Take(), last);
    got = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(got);
  SlotFile::GiveBack(last);
  rig.supply.Emptied();
  waits.join();
  EXPECT_TRUE(got);
}

// Each slot there can be is a thread's, and none the drain's: nobody would ever give one back.
TEST(SlotSupplyTest, NobodyWaitsForOtherThreads) {
  Rig rig;
  rig.TakeAll();
  EXPECT_EQ(rig.supply.Take(), nullptr);
}

TEST(SlotSupplyTest, StopEndsTheWaiting) {
  Rig rig;
  SlotHeader* last = nullptr;
  for (uint32_t i = 0; i < SlotPool::kBaseSlots; ++i) last = rig.supply.Take();
  rig.supply.Full(last);
  std::thread waits([&] { EXPECT_EQ(rig.supply.Take(), nullptr); });
  rig.supply.Stop();
  waits.join();
}

TEST(SlotSupplyTest, WithoutADrainTheWaitingThreadHelps) {
  Rig rig({.on_full = OnFull::kDrop});
  rig.supply.SetFlushThreadRunning(false);
  for (uint32_t i = 0; i < SlotPool::kBaseSlots; ++i) EXPECT_NE(rig.supply.Take(), nullptr);
  EXPECT_EQ(rig.helped, 0);
  EXPECT_EQ(rig.supply.Take(), nullptr);
  EXPECT_EQ(rig.helped, 1);
}

}  // namespace
}  // namespace tidemark::record
