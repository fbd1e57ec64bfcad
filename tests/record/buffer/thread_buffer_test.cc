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
  EXPECT_EQ(KindsIn(rig.ring.slot(0)), "thread free free");
}

TEST(ThreadBufferTest, AFullSlotIsTheDrains) {
  Rig rig;
  ThreadBuffer* const buffer = rig.NewBuffer();
  for (uint64_t i = 1; rig.ring.slot(1)->state.load() == SlotState::kFree; ++i) {
    ASSERT_TRUE(Rig::Free(buffer, i * 0x123450));
  }
  EXPECT_EQ(rig.ring.slot(0)->state.load(), SlotState::kFull);
  EXPECT_EQ(rig.ring.slot(0)->sequence, 0u);
  EXPECT_EQ(rig.ring.slot(1)->sequence, 1u);
  EXPECT_GE(rig.ring.slot(1)->base_time, rig.ring.slot(0)->last_time.load());
}

// Events that are dropped are counted; what the thread's number means is told once there is room,
// before the count and before the events that are kept.
TEST(ThreadBufferTest, DroppedEventsAreToldAndTheThreadIsDefinedAllTheSame) {
  Rig rig({.on_full = OnFull::kDrop});
  const std::vector<SlotHeader*> taken = rig.TakeAll();
  ThreadBuffer* const buffer = rig.NewBuffer();
  EXPECT_FALSE(Rig::Free(buffer, 0x10));
  EXPECT_FALSE(Rig::Free(buffer, 0x20));
  EXPECT_EQ(buffer->lost.Read(), 2);
  SlotFile::GiveBack(taken[0]);
  EXPECT_TRUE(Rig::Free(buffer, 0x30));
  EXPECT_EQ(KindsIn(taken[0]), "thread lost free");
  EXPECT_EQ(buffer->lost.Read(), 2);
}

TEST(ThreadBufferTest, WhatIsLostLastIsToldAtTheEnd) {
  Rig rig({.on_full = OnFull::kDrop});
  const std::vector<SlotHeader*> taken = rig.TakeAll();
  ThreadBuffer* const buffer = rig.NewBuffer();
  EXPECT_FALSE(Rig::Free(buffer, 0x10));
  EXPECT_FALSE(Rig::Free(buffer, 0x20));
  rig.alive = 0;
  EXPECT_FALSE(rig.threads.TellLostAtEnd(1'000'000));  // no room
  SlotFile::GiveBack(taken[0]);
  EXPECT_TRUE(rig.threads.TellLostAtEnd(1'000'000));
  EXPECT_EQ(KindsIn(taken[0]), "lost");
  EXPECT_EQ(taken[0]->state.load(), SlotState::kFull);
  EXPECT_FALSE(rig.threads.TellLostAtEnd(1'000'000));
  EXPECT_EQ(buffer->events.Read(), 1);
}

// A note that finds no room is no lost event, and what it would have said is still to be told.
TEST(ThreadBufferTest, ANoteOfLossesThatFindsNoRoomIsWrittenLater) {
  Rig rig({.on_full = OnFull::kDrop});
  const std::vector<SlotHeader*> taken = rig.TakeAll();
  ThreadBuffer* const buffer = rig.NewBuffer();
  buffer->lost.Add(500);
  buffer->TellLost();
  EXPECT_EQ(buffer->lost.Read(), 500);
  SlotFile::GiveBack(taken[0]);
  EXPECT_TRUE(rig.threads.TellLostAtEnd(1'000'000));
  trace::RecordDecoder decoder;
  decoder.Start({SlotFile::Payload(taken[0]), trace::CommittedBytes(taken[0]->committed.load())},
                taken[0]->thread, taken[0]->base_time);
  const trace::Event* const event = decoder.Next();
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(std::get<trace::Lost>(event->body).count, 500);
}

TEST(ThreadBufferTest, NoBufferBeginsOnceTheRecordingIsOver) {
  Rig rig;
  ThreadBuffer* const buffer = rig.NewBuffer();
  rig.alive = 0;
  EXPECT_FALSE(buffer->Begin(&rig.supply, &rig.alive, 2, rig.start));
  EXPECT_EQ(buffer->thread(), 1);
}

TEST(ThreadBufferTest, WhatAThreadLostBeforeItEndedIsToldByTheNextOne) {
  Rig rig({.on_full = OnFull::kDrop});
  const std::vector<SlotHeader*> taken = rig.TakeAll();
  ThreadBuffer* const buffer = rig.NewBuffer();
  EXPECT_FALSE(Rig::Free(buffer, 0x10));
  ASSERT_TRUE(buffer->Begin(&rig.supply, &rig.alive, ++rig.last_thread, rig.start));
  SlotFile::GiveBack(taken[0]);
  EXPECT_TRUE(Rig::Free(buffer, 0x20));
  EXPECT_EQ(KindsIn(taken[0]), "thread lost free");
}

TEST(ThreadBufferTest, ADefinitionThatFindsNoRoomIsNoLostEvent) {
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
  EXPECT_EQ(KindsIn(rig.ring.slot(0)), "thread free");
  EXPECT_EQ(buffer->lost.Read(), 0);
}

}  // namespace
}  // namespace tidemark::record
