#include "tidemark/record/buffer/thread_registry.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/record/rig.h"
#include "tidemark/record/os/os_thread.h"

namespace tidemark::record {
namespace {

// Runs `body` in a thread, and returns when the kernel has reaped it, which is a little after join.
template <class Body>
void RunInThread(Body&& body) {
  int64_t id = 0;
  std::thread([&] {
    id = OsThreadId();
    body();
  }).join();
  while (!IsOsThreadGone(id)) std::this_thread::yield();
}

TEST(ThreadRegistryTest, ABufferIsUsedAgainOnceItsThreadHasEnded) {
  Rig rig;
  ThreadBuffer* first = nullptr;
  RunInThread([&] {
    first = rig.NewBuffer();
    first->events.Add(3);
    Rig::Free(first, 0x10);
    rig.threads.Ends(first);
    EXPECT_EQ(rig.slot_file.slot(0)->state.load(), trace::SlotState::kFull);
    EXPECT_TRUE(Rig::Free(first, 0x20));  // destructors go on recording
    bool additional = false;
    EXPECT_NE(rig.threads.Acquire(&this_thread, &additional), first);
  });
  bool additional = true;
  EXPECT_EQ(rig.threads.Acquire(&this_thread, &additional), first);
  EXPECT_FALSE(additional);
  EXPECT_EQ(rig.slot_file.slot(1)->state.load(), trace::SlotState::kFull);
  EXPECT_EQ(rig.threads.Sum().events, 3);  // the counts stay
}

TEST(ThreadRegistryTest, ThreadsThatEndedUnnoticedGiveUpTheirSlots) {
  Rig rig;
  RunInThread([&] { Rig::Free(rig.NewBuffer(), 0x10); });
  EXPECT_EQ(rig.slot_file.slot(0)->state.load(), trace::SlotState::kOpen);
  rig.threads.SubmitSlotsOfDead();
  EXPECT_EQ(rig.slot_file.slot(0)->state.load(), trace::SlotState::kFull);
}

TEST(ThreadRegistryTest, WaitsForARecordThatIsBeingWritten) {
  Rig rig;
  std::atomic<bool> writing{false};
  std::atomic<bool> go_on{false};
  std::thread writer([&] {
    rig.NewBuffer()->Commit([&](trace::RecordEncoder& encoder, int64_t t) {
      writing = true;
      while (!go_on) std::this_thread::yield();
      return encoder.HeapFree(t, 0x10);
    });
  });
  while (!writing) std::this_thread::yield();
  std::atomic<bool> waited{false};
  std::thread waiter([&] {
    rig.threads.WaitForBusy();
    EXPECT_TRUE(go_on);
    EXPECT_EQ(KindsIn(rig.slot_file.slot(0)), "thread free");
    waited = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_FALSE(waited);
  go_on = true;
  writer.join();
  waiter.join();
}

// A thread may be entering the recorder when the recording ends; its buffer is not reused.
TEST(ThreadRegistryTest, ABufferIsKeptFromOthersWhileItsThreadIsInside) {
  Rig rig;
  ThreadBuffer* const inside = rig.NewBuffer();
  this_thread.inside.store(1);
  rig.alive = 0;
  rig.threads.WaitForBusy();
  rig.threads.SubmitAllSlots();
  rig.threads.Clear();
  this_thread.inside.store(0);
  ThreadRegistry others;
  for (int i = 0; i < 8; ++i) {
    bool additional = false;
    EXPECT_NE(others.Acquire(&this_thread, &additional), inside);
  }
  others.Clear();
}

}  // namespace
}  // namespace tidemark::record
