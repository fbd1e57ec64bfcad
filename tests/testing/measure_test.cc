#include "tidemark/testing/measure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory_resource>
#include <optional>
#include <random>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"
#include "tidemark/memory/hooks.h"
#include "tidemark/memory/peak_meter.h"
#include "tidemark/memory/tracking_resource.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

BufferId TellAlloc(int64_t bytes, uint32_t line, const char* label = nullptr,
                   BufferKind kind = BufferKind::kArray) {
  const BufferId id = NewBufferId();
  Notify(&MemoryObserver::OnAlloc, AllocInfo{.buffer = id,
                                             .bytes = bytes,
                                             .kind = kind,
                                             .op = "made",
                                             .label = label,
                                             .site = {"told.cc", "Told", line}});
  return id;
}

void TellResize(BufferId id, int64_t old_bytes, int64_t bytes, uint32_t line) {
  Notify(
      &MemoryObserver::OnResize,
      ResizeInfo{
          .buffer = id, .old_bytes = old_bytes, .bytes = bytes, .site = {"told.cc", "Told", line}});
}

void TellFree(BufferId id, int64_t bytes, BufferKind kind = BufferKind::kArray) {
  Notify(&MemoryObserver::OnFree, FreeInfo{.buffer = id, .bytes = bytes, .kind = kind});
}

// The sum of the sites' bytes, and each as "line: count x bytes".
int64_t BytesOf(const std::vector<MemorySite>& sites) {
  int64_t sum = 0;
  for (const MemorySite& site : sites) sum += site.bytes;
  return sum;
}

std::string Brief(const std::vector<MemorySite>& sites) {
  std::ostringstream text;
  for (const MemorySite& site : sites) {
    text << site.line << ":" << site.count << "x" << site.bytes << " ";
  }
  return text.str();
}

TEST(MeasureTest, CountsAnArrayProgram) {
  const Array<double> a = zeros<double>({16});
  Array<double> b;
  const Measurement view = Measure([&] { b = a.reshape({4, 4}); });
  EXPECT_EQ(view.alloc_count, 0);
  EXPECT_EQ(view.copy_count, 0);
  EXPECT_EQ(view.view_count, 1);
  EXPECT_EQ(view.peak_bytes, 0);
  EXPECT_EQ(view.live_end_count, 0);

  const uint32_t line = __LINE__ + 1;
  const Measurement copy = Measure([&] { b = a.copy(); });
  EXPECT_EQ(copy.alloc_count, 1);
  EXPECT_EQ(copy.alloc_bytes, 128);
  EXPECT_EQ(copy.copy_count, 1);
  EXPECT_EQ(copy.copy_bytes, 128);
  EXPECT_EQ(copy.peak_bytes, 128);
  // b outlives the call.
  EXPECT_EQ(copy.live_end_count, 1);
  EXPECT_EQ(copy.live_end_bytes, 128);
  ASSERT_THAT(copy.copy_sites, SizeIs(1));
  EXPECT_THAT(copy.copy_sites[0].file, HasSubstr("measure_test.cc"));
  EXPECT_EQ(copy.copy_sites[0].line, line);
  EXPECT_EQ(copy.copy_sites[0].op, "copy");
  EXPECT_EQ(copy.copy_sites[0].note, "requested");
}

TEST(MeasureTest, WhatTheCallableReturnsIsDestroyedWithinIt) {
  const Measurement m = Measure([] { return zeros<double>({10}); });
  EXPECT_EQ(m.alloc_count, 1);
  EXPECT_EQ(m.live_end_count, 0);
  EXPECT_EQ(m.peak_bytes, 80);
}

TEST(MeasureTest, OlderBuffersCountNeitherLiveNorFreed) {
  PeakMeter keeps_events_on;
  std::optional<Array<double>> old = zeros<double>({1000});
  Array<double> made;
  const Measurement m = Measure([&] {
    old.reset();
    made = zeros<double>({10});
  });
  EXPECT_EQ(m.peak_bytes, 80);
  EXPECT_EQ(m.live_end_bytes, 80);
}

TEST(MeasureTest, BuffersOfAddressesAreTheirOwn) {
  TrackingResource resource("tree");
  const Measurement m = Measure([&] {
    // An address is used again and again; each is an allocation of its own.
    for (int i = 0; i < 5; ++i) resource.deallocate(resource.allocate(64), 64);
    std::vector<int, TrackingAllocator<int>> ints(TrackingAllocator<int>("ints"));
    ints.reserve(100);
  });
  EXPECT_EQ(m.alloc_count, 6);
  EXPECT_EQ(m.alloc_bytes, 5 * 64 + 400);
  EXPECT_EQ(m.live_end_count, 0);
  EXPECT_EQ(m.peak_bytes, 400);
  ASSERT_THAT(m.peak_sites, SizeIs(1));
  EXPECT_EQ(m.peak_sites[0].note, "ints");
}

TEST(MeasureTest, AnAddressThatIsTakenAgainReplacesTheOldBuffer) {
  int place = 0;
  const Measurement m = Measure([&] {
    Notify(&MemoryObserver::OnAlloc, AllocInfo{.address = &place, .bytes = 100});
    Notify(&MemoryObserver::OnAlloc, AllocInfo{.address = &place, .bytes = 30});
  });
  EXPECT_EQ(m.alloc_count, 2);
  EXPECT_EQ(m.live_end_count, 1);
  EXPECT_EQ(m.live_end_bytes, 30);
  EXPECT_EQ(m.peak_bytes, 100);
}

TEST(MeasureTest, AdoptedBuffersDoNotCount) {
  const Measurement m = Measure([] {
    TellFree(TellAlloc(100, 1, nullptr, BufferKind::kExternal), 100, BufferKind::kExternal);
    TellAlloc(100, 1, nullptr, BufferKind::kExternal);
  });
  EXPECT_EQ(m.alloc_count, 0);
  EXPECT_EQ(m.live_end_count, 0);
}

TEST(MeasureTest, GrowthIsAllocatedBytesOfThePlaceThatGrew) {
  const Measurement m = Measure([] {
    const BufferId id = TellAlloc(16, 1);
    TellResize(id, 16, 1016, 2);
    TellResize(id, 1016, 500, 3);
    TellResize(id, 500, 8, 4);
  });
  EXPECT_EQ(m.alloc_count, 1);
  EXPECT_EQ(m.alloc_bytes, 1016);
  EXPECT_EQ(m.resize_count, 3);
  EXPECT_EQ(m.peak_bytes, 1016);
  EXPECT_EQ(m.live_end_bytes, 8);
  EXPECT_EQ(Brief(m.alloc_sites), "1:1x16 2:0x1000 ");
  EXPECT_EQ(Brief(m.peak_sites), "1:1x16 2:0x1000 ");
  EXPECT_EQ(Brief(m.live_end_sites), "1:1x8 ");
}

TEST(MeasureTest, WhatABufferShrankByIsNotLive) {
  const Measurement m = Measure([] {
    const BufferId id = TellAlloc(100, 1);
    TellResize(id, 100, 10, 2);
    TellAlloc(80, 3);  // 90 are live
    TellResize(id, 10, 50, 4);
  });
  EXPECT_EQ(m.peak_bytes, 130);
  EXPECT_EQ(m.alloc_bytes, 220);
  EXPECT_EQ(Brief(m.peak_sites), "1:1x10 3:1x80 4:0x40 ");
  EXPECT_EQ(Brief(m.live_end_sites), "1:1x50 3:1x80 ");
}

TEST(MeasureTest, GrowthOfAnOlderBufferCountsButTheBufferIsNoLeak) {
  const BufferId old = TellAlloc(100, 1);
  const Measurement m = Measure([&] {
    TellResize(old, 100, 150, 2);
    const BufferId made = TellAlloc(7, 3);
    TellFree(made, 7);
  });
  EXPECT_EQ(m.alloc_bytes, 57);
  EXPECT_EQ(m.peak_bytes, 57);
  EXPECT_EQ(m.live_end_count, 0);
  const Measurement shrunk = Measure([&] {
    TellResize(old, 150, 10, 2);
    TellFree(old, 10);
  });
  EXPECT_EQ(shrunk.alloc_bytes, 0);
  EXPECT_EQ(shrunk.peak_bytes, 0);
}

TEST(MeasureTest, ABufferOfAnAddressMayMoveWhenItIsResized) {
  std::array<char, 2> places{};
  const Measurement m = Measure([&] {
    Notify(&MemoryObserver::OnAlloc, AllocInfo{.address = &places[0], .bytes = 10});
    Notify(
        &MemoryObserver::OnResize,
        ResizeInfo{.address = &places[0], .new_address = &places[1], .old_bytes = 10, .bytes = 25});
    Notify(&MemoryObserver::OnAlloc, AllocInfo{.address = &places[0], .bytes = 4});
    Notify(&MemoryObserver::OnFree, FreeInfo{.address = &places[1], .bytes = 25});
  });
  EXPECT_EQ(m.peak_bytes, 29);
  EXPECT_EQ(m.live_end_count, 1);
  EXPECT_EQ(m.live_end_bytes, 4);
}

TEST(MeasureTest, SitesAreToldApartByTheirTextAndLabel) {
  const std::string same_text = "told.cc";  // another address than that of the literal
  const Measurement m = Measure([&] {
    TellAlloc(1, 1);
    Notify(&MemoryObserver::OnAlloc, AllocInfo{.buffer = NewBufferId(),
                                               .bytes = 2,
                                               .op = "made",
                                               .site = {same_text.c_str(), "Told", 1}});
    TellAlloc(4, 1, "weights");
    TellAlloc(8, 2);
    Notify(&MemoryObserver::OnAlloc, AllocInfo{.buffer = NewBufferId(), .bytes = 16});
  });
  EXPECT_EQ(Brief(m.alloc_sites), "0:1x16 1:2x3 1:1x4 2:1x8 ");
}

TEST(MeasureTest, NestedMeasurementsEachCountWhatHappensWhileTheyRun) {
  Measurement inner;
  const Measurement outer = Measure([&] {
    const BufferId a = TellAlloc(100, 1);
    inner = Measure([&] {
      TellFree(a, 100);
      TellFree(TellAlloc(10, 2), 10);
    });
    TellFree(TellAlloc(50, 3), 50);
  });
  EXPECT_EQ(inner.alloc_count, 1);
  EXPECT_EQ(inner.peak_bytes, 10);
  EXPECT_EQ(outer.alloc_count, 3);
  EXPECT_EQ(outer.peak_bytes, 100);
  EXPECT_EQ(outer.live_end_count, 0);
}

TEST(MeasureTest, ObserversThatAreAttachedSeeTheSameAsWithout) {
  const auto program = [] { return zeros<double>({10}).copy(); };
  std::vector<std::string> without;
  {
    test_support::RecordingObserver recorded;
    program();
    without = recorded.Kinds();
  }
  test_support::RecordingObserver recorded;
  const Measurement m = Measure(program);
  EXPECT_EQ(recorded.Kinds(), without);
  EXPECT_EQ(m.alloc_count, 2);
}

TEST(MeasureTest, CountsTheThreadsOfTheCallExactly) {
  const Measurement m = Measure([] {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([] {
        for (int n = 0; n < 300; ++n) {
          const Array<double> a = zeros<double>({10});
          a.copy();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  EXPECT_EQ(m.alloc_count, 4 * 300 * 2);
  EXPECT_EQ(m.alloc_bytes, 4 * 300 * 2 * 80);
  EXPECT_EQ(m.copy_count, 4 * 300);
  EXPECT_EQ(m.live_end_count, 0);
  EXPECT_GE(m.peak_bytes, 160);
  EXPECT_LE(m.peak_bytes, 4 * 160);
  EXPECT_EQ(BytesOf(m.peak_sites), m.peak_bytes);
}

TEST(MeasureTest, AnExceptionPassesThroughAndNothingStaysAttached) {
  EXPECT_THROW(static_cast<void>(Measure([] { throw std::logic_error("of the callable"); })),
               std::logic_error);
  EXPECT_FALSE(HooksActive());
  const Measurement m = Measure([] {
    EXPECT_THROW(
        {
          const Array<double> a = zeros<double>({10});
          throw std::logic_error("caught within");
        },
        std::logic_error);
  });
  EXPECT_EQ(m.alloc_count, 1);
  EXPECT_EQ(m.live_end_count, 0);
}

TEST(MeasureTest, SaysWhenNothingCanBeMeasuredBeforeItCalls) {
  std::array<MemoryObserver, kMaxObservers> crowd;
  for (MemoryObserver& observer : crowd) ASSERT_TRUE(AttachObserver(&observer));
  bool called = false;
  try {
    static_cast<void>(Measure([&] { called = true; }));
    ADD_FAILURE() << "it measured";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("memory could not be measured: no more than 8 observers"));
  }
  EXPECT_FALSE(called);
  EXPECT_THAT(RunningMeasurement().Stop().problem, HasSubstr("8 observers"));
  DetachObserver(&crowd[0]);  // one place is enough
  EXPECT_EQ(Measure([] { TellAlloc(1, 1); }).alloc_count, 1);
  for (MemoryObserver& observer : crowd) DetachObserver(&observer);
}

TEST(MeasureTest, AnEmptyCallIsAllZeros) {
  const Measurement m = Measure([] {});
  std::ostringstream text;
  text << m;
  EXPECT_EQ(text.str(),
            "0 allocations of 0 B, 0 resizes, 0 copies of 0 B, 0 views, peak 0 B, 0 buffers of 0 B "
            "still live");
  EXPECT_THAT(m.alloc_sites, IsEmpty());
  EXPECT_THAT(m.peak_sites, IsEmpty());
}

// Against a model that, at each new peak, looks at all that is live.
TEST(MeasureTest, ThePeaksSitesAreThoseThatWereLiveThen) {
  struct Live {
    BufferId id;
    int64_t bytes;
    uint32_t line;
  };
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    std::vector<Live> live;
    std::vector<int64_t> now(6);
    std::vector<int64_t> at_peak(6);
    int64_t sum = 0;
    int64_t peak = 0;
    const Measurement m = Measure([&] {
      for (int step = 0; step < 200; ++step) {
        if (live.empty() || random() % 5 < 3) {
          const Live made{.id = {},
                          .bytes = 1 + static_cast<int64_t>(random() % 100),
                          .line = 1 + static_cast<uint32_t>(random() % 5)};
          live.push_back(made);
          live.back().id = TellAlloc(made.bytes, made.line);
          now[made.line] += made.bytes;
          sum += made.bytes;
          if (sum > peak) {
            peak = sum;
            at_peak = now;
          }
        } else {
          std::swap(live[random() % live.size()], live.back());
          TellFree(live.back().id, live.back().bytes);
          now[live.back().line] -= live.back().bytes;
          sum -= live.back().bytes;
          live.pop_back();
        }
      }
    });
    EXPECT_EQ(m.peak_bytes, peak);
    std::vector<int64_t> sites(6);
    for (const MemorySite& site : m.peak_sites) sites[site.line] = site.bytes;
    EXPECT_EQ(sites, at_peak) << "seed " << seed;
    EXPECT_EQ(m.live_end_bytes, sum);
    EXPECT_EQ(m.live_end_count, static_cast<int64_t>(live.size()));
    std::vector<int64_t> left(6);
    for (const MemorySite& site : m.live_end_sites) left[site.line] = site.bytes;
    EXPECT_EQ(left, now) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tidemark::testing
