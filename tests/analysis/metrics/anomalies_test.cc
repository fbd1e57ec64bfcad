// What a trace says that cannot be: counted by kind, with the first sites, and analysed all the
// same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/analysis/trace_script.h"
#include "tidemark/analysis/model/id_set.h"
#include "tidemark/analysis/model/live_state.h"

namespace tidemark::analysis {
namespace {

using ::testing::ElementsAre;

// "double_free 1, unknown_drop 2".
std::string Anomalies(const TraceScript& trace) {
  std::vector<std::string> found;
  for (const auto& [kind, anomaly] : trace.Analyzed().trace.anomalies) {
    if (anomaly.count > 0) found.push_back(absl::StrCat(kind, " ", anomaly.count));
  }
  return absl::StrJoin(found, ", ");
}

TEST(AnomaliesTest, EveryKindIsListedWithZero) {
  TraceScript trace;
  trace.Array(1, 1, 1).Free(1).End();
  const auto anomalies = trace.Analyzed().trace.anomalies;
  EXPECT_EQ(anomalies.size(), 17u);
  for (const char* kind : {"unknown_free", "double_free", "duplicate_buffer", "dead_view",
                           "unknown_drop", "end_mismatch", "unmatched_scope_end"}) {
    ASSERT_TRUE(anomalies.contains(kind)) << kind;
    EXPECT_EQ(anomalies.at(kind).count, 0);
  }
}

TEST(AnomaliesTest, TimesThatRunBackwardsAreCountedWhereTheyDo) {
  TraceScript trace;
  const auto mark = [&trace](int64_t t, int64_t thread) {
    trace.On({.site = 0, .thread = thread}).At(t).Add(trace::EventBody(trace::Mark{}));
  };
  mark(10, 1);
  mark(10, 2);  // at the same time
  mark(20, 1);
  EXPECT_EQ(Anomalies(trace), "");
  TraceScript timeless;
  timeless.At(50).Array(1, 1, 1).Timeless().Free(1).End();
  EXPECT_EQ(Anomalies(timeless), "");
  EXPECT_EQ(Anomalies(trace), "");
  // The events of another thread, all of them behind those of the first.
  mark(5, 2);
  mark(6, 2);
  mark(19, 2);
  EXPECT_EQ(Anomalies(trace), "time_backwards 1");
  mark(18, 3);
  EXPECT_EQ(Anomalies(trace), "time_backwards 2");
}

TEST(AnomaliesTest, AStackAmongItsOwnCallersIsCounted) {
  TraceScript own;
  own.Stack(1, 1, 1).Stack(1, 1, 1).Array(1, 1, 1).Free(1);
  EXPECT_EQ(Anomalies(own), "circular_stack 1") << "once, however often it is defined";
  TraceScript three;
  three.Stack(1, 1, 2).Stack(2, 1, 3).Stack(3, 1, 1).Array(1, 1, 1).Free(1);
  EXPECT_EQ(Anomalies(three), "circular_stack 1");
  TraceScript into;  // 4 is not in the circle
  into.Stack(4, 1, 1).Stack(1, 1, 2).Stack(2, 1, 1).Stack(5, 1, 2).Array(1, 1, 1).Free(1);
  EXPECT_EQ(Anomalies(into), "circular_stack 1");
}

TEST(AnomaliesTest, StacksWithoutCirclesAreNone) {
  TraceScript trace;
  trace.Stack(1, 1, 0).Stack(2, 1, 1).Stack(3, 1, 1).Stack(4, 1, 3).Stack(4, 1, 3);
  trace.Stack(9, 1, 8).Stack(8, 1, 7).Stack(7, 1, 1).Array(1, 1, 1).Free(1);  // callers later
  EXPECT_EQ(Anomalies(trace), "");
}

TEST(AnomaliesTest, ABlockOfASubAllocatorMayBeginWhereItsOwnBlockDoes) {
  TraceScript trace;
  trace.Alloc({.addr = 64, .bytes = 4096, .kind = "heap"})
      .Alloc({.addr = 128, .bytes = 32, .kind = "pool"})  // inside
      .Alloc({.addr = 64, .bytes = 32, .kind = "pool"})   // at its beginning
      .Free(FreeArgs{.addr = 64})
      .Alloc({.addr = 64, .bytes = 4096, .kind = "pmr"})  // all of it
      .Alloc({.addr = 64, .bytes = 8, .kind = "std"})     // and a part of that
      .Free(FreeArgs{.addr = 64})
      .Free(FreeArgs{.addr = 64})
      .Free(FreeArgs{.addr = 128})
      .Free(FreeArgs{.addr = 64})
      .End();
  EXPECT_EQ(Anomalies(trace), "");
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.totals.alloc_count, 5);
  EXPECT_EQ(report.totals.free_count, 5);
  EXPECT_EQ(report.totals.live_end_count, 0);
  EXPECT_EQ(report.peak.bytes, 4096 + 32 + 4096 + 8);
  trace.Free(FreeArgs{.addr = 64});
  EXPECT_EQ(Anomalies(trace), "double_free 1, event_after_end 1");
}

TEST(AnomaliesTest, AMissedFreeIsNoSubAllocator) {
  struct Case {
    const char* outer;
    int64_t outer_bytes;
    const char* inner;
    int64_t inner_bytes;
  };
  for (const Case& c :
       {Case{"heap", 64, "heap", 64}, Case{"heap", 64, "heap", 8}, Case{"heap", 64, "pool", 65},
        Case{"pool", 64, "heap", 64}, Case{"pool", 64, "pool", 8}, Case{"heap", 64, "mmap", 64},
        Case{"", 64, "pool", 8}, Case{"heap", 64, "", 8}}) {
    TraceScript trace;
    trace.Alloc({.addr = 64, .bytes = c.outer_bytes, .kind = c.outer})
        .Alloc({.addr = 64, .bytes = c.inner_bytes, .kind = c.inner})
        .Free(FreeArgs{.addr = 64});
    EXPECT_EQ(Anomalies(trace), "duplicate_buffer 1") << c.outer << " " << c.inner;
    trace.Free(FreeArgs{.addr = 64});
    EXPECT_EQ(Anomalies(trace), "double_free 1, duplicate_buffer 1");
  }
}

TEST(AnomaliesTest, BlocksThatWereNotFreedEndWithTheBlockAroundThemWhenThatIsUsedAgain) {
  TraceScript trace;
  trace.Alloc({.addr = 64, .bytes = 4096, .kind = "heap"})
      .Alloc({.addr = 64, .bytes = 32, .kind = "pool"})
      .Alloc(
          {.addr = 64, .bytes = 48, .kind = "pool"})  // too large for the other, not for the outer
      .Alloc({.addr = 64, .bytes = 4096, .kind = "heap"})  // both are gone
      .Free(FreeArgs{.addr = 64})
      .End();
  EXPECT_EQ(Anomalies(trace), "duplicate_buffer 3");
  EXPECT_EQ(trace.Analyzed().totals.live_end_count, 0);
}

TEST(AnomaliesTest, ABlockMayMoveToTheBeginningOfTheBlockAroundIt) {
  TraceScript trace;
  trace.Alloc({.addr = 64, .bytes = 4096, .kind = "mmap"})
      .Alloc({.addr = 256, .bytes = 32, .kind = "heap"})
      .Add(trace::Resize{.buffer = {.buf = {}, .addr = 256}, .bytes = 40, .new_addr = 64})
      .Add(trace::Resize{.buffer = {.buf = {}, .addr = 64}, .bytes = 48, .new_addr = 64})
      .Add(trace::Resize{.buffer = {.buf = {}, .addr = 64}, .bytes = 56, .new_addr = 512})
      .Free(FreeArgs{.addr = 64})
      .Free(FreeArgs{.addr = 512})
      .End();
  EXPECT_EQ(Anomalies(trace), "");
  EXPECT_EQ(trace.Analyzed().totals.live_end_count, 0);
}

TEST(AnomaliesTest, FreesOfUnknownAndOfFreedBuffersAreToldApart) {
  TraceScript trace;
  trace.Array(1, 1, 1).Free(1).Free(1).Free(2);
  EXPECT_EQ(Anomalies(trace), "double_free 1, unknown_free 1");
  EXPECT_EQ(trace.Analyzed().totals.free_count, 1);
}

TEST(AnomaliesTest, AddressesMayBeUsedAgain) {
  TraceScript trace;
  for (int i = 0; i < 3; ++i) {
    trace.Alloc({.addr = 64, .bytes = 8, .kind = "heap"}).Free(FreeArgs{.addr = 64});
  }
  EXPECT_EQ(Anomalies(trace), "");
  trace.Free(FreeArgs{.addr = 64}).Free(FreeArgs{.addr = 128});
  EXPECT_EQ(Anomalies(trace), "double_free 1, unknown_free 1");
}

// In the child of a fork: what its parent left is freed in order, counts nowhere, and is no leak.
TEST(AnomaliesTest, InheritedBuffersAreNeitherUnknownNorTheProcesss) {
  TraceScript trace;
  for (const uint64_t addr : {uint64_t{64}, uint64_t{128}, uint64_t{192}}) {
    trace.Add(trace::Inherit{.buffer = {.addr = addr}, .bytes = 100, .kind = "heap"});
  }
  trace.Alloc({.addr = 256, .bytes = 8, .kind = "heap"})
      .Add(trace::Resize{.buffer = {.addr = 192}, .bytes = 20})
      .Free(FreeArgs{.addr = 64});
  trace.End();
  EXPECT_EQ(Anomalies(trace), "");
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.totals.alloc_count, 1);
  EXPECT_EQ(report.totals.alloc_bytes, 8);
  EXPECT_EQ(report.totals.live_end_count, 1);
  EXPECT_EQ(report.peak.bytes, 8);
  EXPECT_EQ(report.leaks.count, 1);
  // A near miss: the free of what was not inherited.
  TraceScript other;
  other.Add(trace::Inherit{.buffer = {.addr = 64}, .bytes = 100, .kind = "heap"})
      .Free(FreeArgs{.addr = 512});
  EXPECT_EQ(Anomalies(other), "unknown_free 1");
}

TEST(AnomaliesTest, AnAddressHandedOutTwiceEndsTheFirstBuffer) {
  TraceScript trace;
  trace.Alloc({.addr = 64, .bytes = 100, .kind = "heap"});
  trace.Alloc({.addr = 64, .bytes = 10, .kind = "heap"});
  EXPECT_EQ(Anomalies(trace), "duplicate_buffer 1");
  EXPECT_EQ(trace.Analyzed().totals.live_end_bytes, 10);
}

TEST(AnomaliesTest, ABufferWithAnIdKeepsItsLifeWhenItsAddressIsTaken) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .addr = 64, .bytes = 100})
      .Alloc({.addr = 64, .bytes = 10, .kind = "heap"});
  trace.Free(1).Free(FreeArgs{.addr = 64}).End();
  EXPECT_EQ(Anomalies(trace), "");
}

TEST(AnomaliesTest, ALiveIdIsNotTakenTwice) {
  TraceScript trace;
  trace.Array(1, 1, 10).Array(1, 2, 20);
  EXPECT_EQ(Anomalies(trace), "duplicate_buffer 1");
  EXPECT_EQ(trace.Analyzed().totals.live_end_bytes, 80);
}

TEST(AnomaliesTest, AnIdUsedAgainIsABufferAllTheSame) {
  TraceScript trace;
  trace.Array(1, 1, 10).Free(1).Array(1, 2, 20).Free(1).End();
  EXPECT_EQ(Anomalies(trace), "duplicate_buffer 1");
  EXPECT_EQ(trace.Analyzed().totals.free_count, 2);
}

TEST(AnomaliesTest, ViewsOfUnknownAndFreedBuffersAreDead) {
  TraceScript trace;
  trace.Array(1, 1, 10).View({.view = 2, .buf = 7}).Free(1).View({.view = 3, .buf = 1});
  EXPECT_EQ(Anomalies(trace), "dead_view 2");
  EXPECT_EQ(trace.Analyzed().totals.view_count, 0);
}

TEST(AnomaliesTest, DropsNeedALiveHandle) {
  TraceScript trace;
  trace.Array(1, 1, 10).Drop(9).Drop(1).Drop(1).Array(2, 2, 10).Free(2).Drop(2);
  EXPECT_EQ(Anomalies(trace), "unknown_drop 3");
}

TEST(AnomaliesTest, HandleIdsAreUsedOnce) {
  TraceScript trace;
  trace.Array(1, 1, 10).View({.view = 1, .buf = 1}).Drop(1).View({.view = 1, .buf = 1});
  EXPECT_EQ(Anomalies(trace), "duplicate_view 2");
}

TEST(AnomaliesTest, AccessesNeedALiveBuffer) {
  TraceScript trace;
  trace.Array(1, 1, 10).Array(2, 2, 10).Free(1);
  trace.Read(1).Write(7).Copy({.bytes = 80, .src_buf = 1, .dst_buf = 2});
  trace.Op("add", {1, 2, 99}, 2);
  EXPECT_EQ(Anomalies(trace), "dead_access 3, unknown_access 2");
}

TEST(AnomaliesTest, AnOperandOfZeroIsNone) {
  TraceScript trace;
  trace.Array(1, 1, 10).Op("add", {1, 0}, 1).Op("fill", {0}, 0);
  EXPECT_EQ(Anomalies(trace), "");
}

TEST(AnomaliesTest, AHandleBelongsToItsBuffer) {
  TraceScript trace;
  trace.Array(1, 1, 10).Array(2, 2, 10).Read(1, 2).View({.view = 3, .buf = 1, .parent = 2});
  EXPECT_EQ(Anomalies(trace), "handle_mismatch 2");
}

TEST(AnomaliesTest, ViewsStayInTheirBuffer) {
  TraceScript trace;
  trace.Array(1, 1, 10);
  trace.View({.view = 2, .buf = 1, .offset = 8, .shape = {{10}}, .strides = {{8}}, .dtype = "f8"});
  trace.View({.view = 3,
              .buf = 1,
              .offset = 8,
              .shape = {{INT64_MAX, INT64_MAX}},
              .strides = {{INT64_MAX, INT64_MAX}},
              .dtype = "f8"});
  EXPECT_EQ(Anomalies(trace), "view_out_of_bounds 2");
}

TEST(AnomaliesTest, ResizeNeedsALiveBuffer) {
  TraceScript trace;
  trace.Array(1, 1, 1);
  trace.Add(trace::EventBody(trace::Resize{.buffer = {.buf = {}, .addr = 5}, .bytes = 9}));
  EXPECT_EQ(Anomalies(trace), "unknown_resize 1");
}

TEST(AnomaliesTest, ScopesNestOnEachThread) {
  TraceScript trace;
  auto begin = [&](absl::string_view name) {
    trace.Add(trace::EventBody(trace::ScopeBegin{name}));
  };
  auto end = [&](absl::string_view name) { trace.Add(trace::EventBody(trace::ScopeEnd{name})); };
  begin("a");
  trace.On({.thread = 2});
  end("a");  // of another thread
  trace.On({.thread = 1});
  begin("b");
  end("b");
  end("b");  // closed already
  begin("c");
  end("a");  // closes c as well
  end("c");
  EXPECT_EQ(Anomalies(trace), "unmatched_scope_end 3");
}

std::string EndAnomalies(const EndArgs& end) {
  TraceScript trace;
  trace.Array(1, 1, 10).Alloc({.buf = 2, .bytes = 5, .kind = "external"}).End(end);
  return Anomalies(trace);
}

TEST(AnomaliesTest, EndCountsWithOrWithoutItselfAndWhatIsAdopted) {
  EXPECT_EQ(EndAnomalies({}), "");
  for (int64_t events : {2, 3}) EXPECT_EQ(EndAnomalies({.events = events}), "");
  for (int64_t events : {0, 1, 4}) EXPECT_EQ(EndAnomalies({.events = events}), "end_mismatch 1");
  for (int64_t live : {1, 2}) EXPECT_EQ(EndAnomalies({.live_buffers = live}), "");
  EXPECT_EQ(EndAnomalies({.live_buffers = 0}), "end_mismatch 1");
  for (int64_t bytes : {80, 85}) EXPECT_EQ(EndAnomalies({.live_bytes = bytes}), "");
  EXPECT_EQ(EndAnomalies({.events = 9, .live_buffers = 9, .live_bytes = 81}), "end_mismatch 1");
}

TEST(AnomaliesTest, EventsAfterTheEnd) {
  TraceScript trace;
  trace.Array(1, 1, 10).End().Free(1).End();
  EXPECT_EQ(Anomalies(trace), "event_after_end 2");
}

TEST(AnomaliesTest, DefinitionsComeFirstAndOnce) {
  TraceScript trace;
  trace.On({.site = 3}).Array(1, 1, 10).Free(1).Site(3, "late.cc", 3).Site(3, "late.cc", 3);
  trace.Site(3, "other.cc", 3).On({.site = 3}).Array(2, 2, 20).End();
  EXPECT_EQ(Anomalies(trace), "conflicting_definition 1, undefined_site 1");
  EXPECT_EQ(trace.Analyzed().peak.sites[0].site.file, "late.cc");
}

TEST(AnomaliesTest, StacksStandForSites) {
  TraceScript trace;
  trace::FrameDefinition frame;
  frame.frame = FrameId(1);
  frame.function = "f";
  frame.file = "f.cc";
  frame.line = 7;
  trace.Add(trace::EventBody(frame));
  trace.Add(trace::EventBody(trace::StackDefinition{.stack = StackId(1), .frame = FrameId(1)}));
  for (int64_t stack : {1, 2}) {
    trace::Alloc alloc;
    alloc.buffer.buf = BufferId(stack);
    alloc.bytes = 10 - stack;
    trace::Event event;
    event.stack = StackId(stack);
    event.body = alloc;
    trace.Add(event);
  }
  EXPECT_EQ(Anomalies(trace), "undefined_stack 1");
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.sites[0].site, (SiteReport{"f.cc", 7, "f", ""}));
  EXPECT_EQ(report.peak.sites[1].site, SiteReport());
}

TEST(AnomaliesTest, TheFirstThreeSitesAreKept) {
  TraceScript trace;
  for (int64_t site = 1; site <= 5; ++site) trace.Site(site, "a.cc", site);
  trace.Array(1, 1, 1);
  for (int64_t site : {4, 4, 0, 2, 5, 1}) trace.On({.site = site}).Free(77);
  const AnomalyReport anomaly = trace.Analyzed().trace.anomalies.at("unknown_free");
  EXPECT_EQ(anomaly.count, 6);
  EXPECT_THAT(anomaly.first_sites,
              ElementsAre(SiteReport{"a.cc", 4, "", ""}, SiteReport{"a.cc", 2, "", ""},
                          SiteReport{"a.cc", 5, "", ""}));
}

TEST(IdSetTest, KeepsIntervals) {
  IdSet ids;
  for (int64_t id = 1; id <= 1000; ++id) ids.Insert(id);
  for (int64_t id = 3000; id > 1500; --id) ids.Insert(id);
  EXPECT_EQ(ids.intervals(), 2u);
  EXPECT_TRUE(ids.Contains(1) && ids.Contains(1000) && ids.Contains(1501) && ids.Contains(3000));
  EXPECT_FALSE(ids.Contains(0) || ids.Contains(1001) || ids.Contains(1500) || ids.Contains(3001));
  for (int64_t id = 1001; id <= 1500; id += 2) ids.Insert(id);
  for (int64_t id = 1002; id <= 1500; id += 2) ids.Insert(id);
  EXPECT_EQ(ids.intervals(), 1u);
  ids.Insert(INT64_MAX);
  ids.Insert(INT64_MAX - 1);
  ids.Insert(INT64_MAX);
  EXPECT_EQ(ids.intervals(), 2u);
}

TEST(LiveStateTest, RemembersFreedAddressesForAWhile) {
  LiveState live;
  auto at = [](uint64_t address) { return trace::BufferName{.buf = {}, .addr = address}; };
  const uint64_t many = AddressBook::kRememberedFrees;
  for (uint64_t i = 1; i <= many + 1; ++i) {
    live.End(live.Begin(at(i), live.ClaimName(at(i), false), 1), i, 1);
  }
  EXPECT_EQ(live.Find(at(1)).presence, Presence::kUnknown);
  EXPECT_EQ(live.Find(at(2)).presence, Presence::kEnded);
  EXPECT_EQ(live.Find(at(many + 1)).presence, Presence::kEnded);
}

}  // namespace
}  // namespace tidemark::analysis
