#include "tidemark/memory/observer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "tests/support/recording_observer.h"
#include "tidemark/memory/hooks.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using testing::ElementsAre;
using testing::SizeIs;

void SendAlloc(int64_t bytes) {
  if (HooksActive()) Notify(&MemoryObserver::OnAlloc, AllocInfo{.bytes = bytes});
}

TEST(ObserverTest, HooksAreActiveOnlyWhileSomebodyListens) {
  EXPECT_FALSE(HooksActive());
  {
    RecordingObserver recorded;
    EXPECT_TRUE(HooksActive());
  }
  EXPECT_FALSE(HooksActive());
}

TEST(ObserverTest, EveryObserverHearsWithItsOwnCopy) {
  RecordingObserver first;
  RecordingObserver second;
  SendAlloc(5);
  ASSERT_THAT(first.events(), SizeIs(1));
  ASSERT_THAT(second.events(), SizeIs(1));
  first.Stop();
  SendAlloc(6);
  EXPECT_THAT(first.events(), SizeIs(1));
  EXPECT_THAT(second.events(), SizeIs(2));
}

TEST(ObserverTest, ThereIsABoundAndItIsTold) {
  std::array<MemoryObserver, kMaxObservers> observers;
  for (MemoryObserver& observer : observers) EXPECT_TRUE(AttachObserver(&observer));
  MemoryObserver one_too_many;
  EXPECT_FALSE(AttachObserver(&one_too_many));
  DetachObserver(&one_too_many);  // harmless
  DetachObserver(&observers[3]);
  EXPECT_TRUE(AttachObserver(&one_too_many));
  DetachObserver(&one_too_many);
  for (MemoryObserver& observer : observers) DetachObserver(&observer);
  EXPECT_FALSE(HooksActive());
}

TEST(ObserverTest, WhatAnObserverDoesIsNotReported) {
  struct Nested : MemoryObserver {
    void OnAlloc(const AllocInfo&) noexcept override {
      ++calls;
      SendAlloc(1);
    }
    int calls = 0;
  };
  Nested nested;
  const AttachedObserver attached(&nested);
  SendAlloc(1);
  EXPECT_EQ(nested.calls, 1);
  SendAlloc(1);
  EXPECT_EQ(nested.calls, 2);
}

TEST(ObserverTest, AnObserverMayDetachItselfWhileItIsCalled) {
  struct Once : MemoryObserver {
    void OnAlloc(const AllocInfo&) noexcept override {
      ++calls;
      DetachObserver(this);
    }
    int calls = 0;
  };
  Once once;
  AttachObserver(&once);
  SendAlloc(1);
  SendAlloc(1);
  EXPECT_EQ(once.calls, 1);
}

// Observers come and go while threads send events; each dies right after Detach, so that a late
// call would touch freed memory (and both sanitizers would see it).
TEST(ObserverTest, AfterDetachNoCallIsUnderWay) {
  struct Counter : MemoryObserver {
    void OnAlloc(const AllocInfo&) noexcept override { ++calls; }
    std::atomic<int64_t> calls{0};
  };
  std::atomic<bool> stop{false};
  std::vector<std::thread> senders;
  for (int i = 0; i < 3; ++i) {
    senders.emplace_back([&] {
      while (!stop.load()) SendAlloc(1);
    });
  }
  for (int round = 0; round < 300; ++round) {
    auto counter = std::make_unique<Counter>();
    AttachObserver(counter.get());
    while (round % 50 == 0 && counter->calls.load() == 0) std::this_thread::yield();
    DetachObserver(counter.get());
    counter.reset();
  }
  stop = true;
  for (std::thread& sender : senders) sender.join();
}

// A thread that is inside an observer when another one forks is not there in the child.
TEST(ObserverTest, TheChildOfAForkDoesNotWaitForOtherThreads) {
  class Waiting : public MemoryObserver {
   public:
    void OnAlloc(const AllocInfo& /*info*/) noexcept override {
      inside = true;
      while (!go_on) std::this_thread::yield();
    }
    std::atomic<bool> inside{false};
    std::atomic<bool> go_on{false};
  };
  Waiting waiting;
  ASSERT_TRUE(AttachObserver(&waiting));
  std::thread thread([] { SendAlloc(1); });
  while (!waiting.inside) std::this_thread::yield();
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);
    DetachObserver(&waiting);
    RecordingObserver recorded;
    SendAlloc(2);
    _exit(recorded.events().size() == 1 ? 0 : 1);
  }
  waiting.go_on = true;
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  thread.join();
  DetachObserver(&waiting);
}

TEST(ObserverTest, EventsOfDyingThreadsArrive) {
  struct SendsWhenItDies {
    ~SendsWhenItDies() { SendAlloc(2); }
  };
  RecordingObserver recorded;
  for (int i = 0; i < 20; ++i) {
    std::thread([] {
      static thread_local const SendsWhenItDies last_words;
      static_cast<void>(&last_words);
      SendAlloc(1);
    }).join();
  }
  EXPECT_THAT(recorded.events(), SizeIs(40));
}

TEST(HooksTest, IdsAreFreshAndUnwatchedOnesAreToldApart) {
  const BufferId first = NewBufferId();
  EXPECT_LT(first, NewBufferId());
  EXPECT_FALSE(IsUnwatched(first));
  const BufferId unwatched = NewUnwatchedBufferId();
  EXPECT_TRUE(IsUnwatched(unwatched));
  EXPECT_NE(unwatched, NewUnwatchedBufferId());
  EXPECT_NE(NewViewId(), NewViewId());
}

}  // namespace
}  // namespace tidemark
