#include "tidemark/record/buffer/thread_buffer.h"

#include <gtest/gtest.h>

#include "tests/record/rig.h"

namespace tidemark::record {
namespace {

using trace::SlotHeader;
using trace::SlotState;

TEST(ThreadBufferTest, TheThreadIsDefinedBeforeItsFirstEvent) {
  Rig rig;
  ThreadBuffer* const buffer = rig.NewBuffer();
  EXPECT_TRUE(Rig::Free(buffer, 0x10));
  EXPECT_TRUE(Rig::Free(buffer, 0x20));
  EXPECT_EQ(KindsIn(rig.slot_file.slot(0)), "thread free free");
}

TEST(ThreadBufferTest, AFullSlotIsSubmitted) {
  Rig rig;
  ThreadBuffer* const buffer = rig.NewBuffer();
  for (uint64_t i = 1; rig.slot_file.slot(1)->state.load() == SlotState::kFree; ++i) {
    ASSERT_TRUE(Rig::Free(buffer, i * 0x123450));
  }
  EXPECT_EQ(rig.slot_file.slot(0)->state.load(), SlotState::kFull);
  EXPECT_EQ(rig.slot_file.slot(0)->sequence, 0u);
  EXPECT_EQ(rig.slot_file.slot(1)->sequence, 1u);
  EXPECT_GE(rig.slot_file.slot(1)->base_time, rig.slot_file.slot(0)->last_time.load());
}

// Dropped events are counted; once there is room the thread definition is written first, then the
// count, then the kept events.
TEST(ThreadBufferTest, DroppedEventsAreReportedAndTheThreadIsDefined) {
  Rig rig({.on_full = OnFull::kDrop});
  const std::vector<SlotHeader*> taken = rig.TakeAll();
  ThreadBuffer* const buffer = rig.NewBuffer();
  EXPECT_FALSE(Rig::Free(buffer, 0x10));
  EXPECT_FALSE(Rig::Free(buffer, 0x20));
  EXPECT_EQ(buffer->lost.Read(), 2);
  SlotFile::ReleaseSlot(taken[0]);
  EXPECT_TRUE(Rig::Free(buffer, 0x30));
  EXPECT_EQ(KindsIn(taken[0]), "thread lost free");
  EXPECT_EQ(buffer->lost.Read(), 2);
}

TEST(ThreadBufferTest, TheLastLossesAreReportedAtTheEnd) {
  Rig rig({.on_full = OnFull::kDrop});
  const std::vector<SlotHeader*> taken = rig.TakeAll();
  ThreadBuffer* const buffer = rig.NewBuffer();
  EXPECT_FALSE(Rig::Free(buffer, 0x10));
  EXPECT_FALSE(Rig::Free(buffer, 0x20));
  rig.alive = 0;
  EXPECT_FALSE(rig.threads.ReportLostAtEnd(1'000'000));  // no room
  SlotFile::ReleaseSlot(taken[0]);
  EXPECT_TRUE(rig.threads.ReportLostAtEnd(1'000'000));
  EXPECT_EQ(KindsIn(taken[0]), "lost");
  EXPECT_EQ(taken[0]->state.load(), SlotState::kFull);
  EXPECT_FALSE(rig.threads.ReportLostAtEnd(1'000'000));
  EXPECT_EQ(buffer->events.Read(), 1);
}

// A `lost` record that cannot be written is not itself a lost event, and is written later.
TEST(ThreadBufferTest, ALostRecordWithoutRoomIsWrittenLater) {
  Rig rig({.on_full = OnFull::kDrop});
  const std::vector<SlotHeader*> taken = rig.TakeAll();
  ThreadBuffer* const buffer = rig.NewBuffer();
  buffer->lost.Add(500);
  buffer->ReportLost();
  EXPECT_EQ(buffer->lost.Read(), 500);
  SlotFile::ReleaseSlot(taken[0]);
  EXPECT_TRUE(rig.threads.ReportLostAtEnd(1'000'000));
  trace::RecordDecoder decoder;
  decoder.Start({SlotFile::Payload(taken[0]), trace::CommittedBytes(taken[0]->committed.load())},
                taken[0]->thread, taken[0]->base_time);
  const trace::Event* const event = decoder.Next();
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(std::get<trace::Lost>(event->body).count, 500);
}

// Moments of several threads that a lock puts in order, one of which needs another slot meanwhile.
TEST(ThreadBufferTest, AMomentInTwoSlotsIsBeforeTheNextOne) {
  Rig rig;
  ThreadBuffer* const first = rig.NewBuffer();
  ThreadBuffer* const second = rig.NewBuffer();
  SharedClock clock = {};
  for (int round = 0; round < 3; ++round) {
    EXPECT_GE(second->BeginMoment(&clock), 0);  // has a slot from now on
    second->EndMoment();
    const int64_t began = first->BeginMoment(&clock);
    for (uint64_t i = 1; first->moment() == began; ++i) {
      ASSERT_TRUE(Rig::Free(first, i * 0x123450));
    }
    const int64_t went_on = first->moment();
    first->EndMoment();
    EXPECT_GT(went_on, began);
    EXPECT_GT(second->BeginMoment(&clock), went_on);
    second->EndMoment();
  }
}

TEST(ThreadBufferTest, NoBufferBeginsOnceTheRecordingIsOver) {
  Rig rig;
  ThreadBuffer* const buffer = rig.NewBuffer();
  rig.alive = 0;
  EXPECT_FALSE(buffer->Begin(&rig.pool, &rig.alive, &rig.epoch, 2, rig.start));
  EXPECT_EQ(buffer->thread(), 1);
}

TEST(ThreadBufferTest, LossesOfAnEndedThreadAreReportedByTheNextOne) {
  Rig rig({.on_full = OnFull::kDrop});
  const std::vector<SlotHeader*> taken = rig.TakeAll();
  ThreadBuffer* const buffer = rig.NewBuffer();
  EXPECT_FALSE(Rig::Free(buffer, 0x10));
  ASSERT_TRUE(buffer->Begin(&rig.pool, &rig.alive, &rig.epoch, ++rig.last_thread, rig.start));
  SlotFile::ReleaseSlot(taken[0]);
  EXPECT_TRUE(Rig::Free(buffer, 0x20));
  EXPECT_EQ(KindsIn(taken[0]), "thread lost free");
}

TEST(ThreadBufferTest, ADefinitionWithoutRoomIsNotALostEvent) {
  Rig rig({.on_full = OnFull::kDrop});
  rig.TakeAll();
  ThreadBuffer* const buffer = rig.NewBuffer();
  EXPECT_FALSE(buffer->Define([](trace::RecordEncoder& encoder, int64_t t) {
    return encoder.Append({.body = trace::StackDefinition{.stack = StackId(1)}}, t);
  }));
  EXPECT_EQ(buffer->lost.Read(), 0);
}

TEST(ThreadBufferTest, ARecordThatIsTooLongIsLost) {
  Rig rig;
  ThreadBuffer* const buffer = rig.NewBuffer();
  const std::string name(2 * trace::kSlotBytes, 'x');
  EXPECT_FALSE(buffer->Commit([&](trace::RecordEncoder& encoder, int64_t t) {
    return encoder.Append({.t = t, .body = trace::Mark{.name = name}});
  }));
  EXPECT_EQ(buffer->lost.Read(), 1);
  EXPECT_TRUE(Rig::Free(buffer, 0x10));
}

TEST(ThreadBufferTest, NothingIsWrittenOnceTheRecordingIsOver) {
  Rig rig;
  ThreadBuffer* const buffer = rig.NewBuffer();
  EXPECT_TRUE(Rig::Free(buffer, 0x10));
  rig.alive = 0;
  EXPECT_FALSE(Rig::Free(buffer, 0x20));
  EXPECT_EQ(KindsIn(rig.slot_file.slot(0)), "thread free");
  EXPECT_EQ(buffer->lost.Read(), 0);
}

}  // namespace
}  // namespace tidemark::record
