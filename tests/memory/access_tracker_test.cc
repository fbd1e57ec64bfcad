#include "tidemark/memory/access_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/support/recording_observer.h"
#include "tidemark/base/clock.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr BufferId kBuffer(7);
constexpr ViewId kView(8);
constexpr SourceLocation kSite{"a.cc", "f", 12};

TEST(AccessTrackerTest, OnlyTheFirstReadAndTheFirstWriteAreNews) {
  AccessTracker tracker;
  RecordingObserver recorded;
  for (int i = 0; i < 3; ++i) {
    tracker.NoteRead(kBuffer, kView, kSite);
    tracker.NoteWrite(kBuffer, kView, kSite);
  }
  ASSERT_THAT(recorded.Kinds(), ElementsAre("read", "write"));
  EXPECT_EQ(recorded.events()[0].buffer, kBuffer);
  EXPECT_EQ(recorded.events()[0].view, kView);
  EXPECT_EQ(recorded.events()[0].line, 12u);
}

TEST(AccessTrackerTest, ArmingMakesBothNewsAgain) {
  AccessTracker tracker;
  RecordingObserver recorded;
  tracker.NoteWrite(kBuffer, kView, kSite);
  tracker.Arm();
  tracker.NoteWrite(kBuffer, kView, kSite);
  tracker.NoteRead(kBuffer, kView, kSite);
  tracker.Arm();
  tracker.NoteRead(kBuffer, kView, kSite);
  EXPECT_THAT(recorded.Kinds(), ElementsAre("write", "write", "read", "read"));
}

TEST(AccessTrackerTest, AnEscapeIsNewsOnceWhateverWasReadBefore) {
  AccessTracker tracker;
  RecordingObserver recorded;
  tracker.NoteRead(kBuffer, kView, kSite);
  tracker.NoteEscape(kBuffer, kView, kSite, /*for_writing=*/false);
  tracker.NoteEscape(kBuffer, kView, kSite, /*for_writing=*/false);
  tracker.NoteEscape(kBuffer, kView, kSite, /*for_writing=*/true);
  tracker.NoteWrite(kBuffer, kView, kSite);
  ASSERT_THAT(recorded.Kinds(), ElementsAre("read", "read", "write"));
  EXPECT_FALSE(recorded.events()[0].escaped);
  EXPECT_TRUE(recorded.events()[1].escaped);
  EXPECT_FALSE(recorded.events()[2].escaped);
}

TEST(AccessTrackerTest, AccessesWithoutAnObserverDoNotDisarm) {
  AccessTracker tracker;
  tracker.NoteWrite(kBuffer, kView, kSite);
  EXPECT_EQ(tracker.last_write(), 0);
  RecordingObserver recorded;
  tracker.NoteWrite(kBuffer, kView, kSite);
  EXPECT_THAT(recorded.Kinds(), ElementsAre("write"));
}

TEST(AccessTrackerTest, TouchesMoveTheTimesWithoutAnEvent) {
  AccessTracker tracker;
  RecordingObserver recorded;
  const int64_t before = MonotonicNanos();
  tracker.TouchRead();
  EXPECT_GE(tracker.last_read(), before);
  EXPECT_EQ(tracker.last_write(), 0);
  tracker.TouchWrite();
  EXPECT_GE(tracker.last_write(), tracker.last_read());
  EXPECT_THAT(recorded.Kinds(), IsEmpty());
}

TEST(AccessTrackerTest, ConcurrentFirstAccessesAreReportedOnce) {
  for (int round = 0; round < 50; ++round) {
    AccessTracker tracker;
    RecordingObserver recorded;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { tracker.NoteWrite(kBuffer, kView, kSite); });
    }
    for (std::thread& thread : threads) thread.join();
    recorded.Stop();
    ASSERT_THAT(recorded.Kinds(), ElementsAre("write"));
  }
}

}  // namespace
}  // namespace tidemark
