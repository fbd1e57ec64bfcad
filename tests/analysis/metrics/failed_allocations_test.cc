// Who held the memory when an allocation failed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(FailedAllocationsTest, NamesTheHoldersWithDtypeAndShape) {
  TraceScript trace;
  trace.Site(1, "load.cc", 10).Site(2, "work.cc", 20).Site(3, "pool.cc", 30);
  trace.On({.site = 1});
  trace.Alloc({.buf = 1, .bytes = 800, .view = 1, .dtype = "f8", .shape = {{10, 10}}});
  trace.Alloc({.buf = 2, .bytes = 800, .view = 2, .dtype = "f8", .shape = {{10, 10}}});
  trace.Alloc({.buf = 3, .bytes = 400, .view = 3, .dtype = "f4", .shape = {{100}}});
  trace.On({.site = 3}).Alloc({.buf = 4, .bytes = 3000, .kind = "heap"});
  trace.Alloc({.buf = 5, .bytes = 1 << 20, .kind = "external"});
  trace.Alloc({.buf = 6, .bytes = 99999, .kind = "heap"}).Free({.buf = 6});
  trace.On({.site = 2}).At(500).Add(trace::OutOfMemory{1 << 30});
  trace.Free({.buf = 4}).End();
  const FailedAllocations failed = trace.Analyzed().failed_allocations;
  EXPECT_EQ(failed.count, 1);
  EXPECT_EQ(failed.t, 500);
  EXPECT_EQ(failed.bytes, 1 << 30);
  EXPECT_EQ(failed.live_bytes, 5000);
  EXPECT_EQ(failed.site.file, "work.cc");
  ASSERT_THAT(failed.holders, SizeIs(3));
  EXPECT_EQ(failed.holders[0].site.file, "pool.cc");
  EXPECT_EQ(failed.holders[0].bytes, 3000);
  EXPECT_EQ(failed.holders[0].dtype, "");
  EXPECT_EQ(failed.holders[1].site.file, "load.cc");
  EXPECT_EQ(failed.holders[1].bytes, 1600);
  EXPECT_EQ(failed.holders[1].count, 2);
  EXPECT_EQ(failed.holders[1].dtype, "f8");
  EXPECT_THAT(failed.holders[1].shape, ElementsAre(10, 10));
  EXPECT_EQ(failed.holders[2].dtype, "f4");
}

TEST(FailedAllocationsTest, AreThoseAtTheFailureWithMostLive) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "b.cc", 2).On({.site = 1});
  trace.At(10).Add(trace::OutOfMemory{77});
  trace.At(20).Alloc({.buf = 1, .bytes = 1000});
  trace.On({.site = 2}).At(30).Add(trace::OutOfMemory{88});
  trace.At(40).Free({.buf = 1}).At(50).Add(trace::OutOfMemory{99}).At(60).End();
  const FailedAllocations failed = trace.Analyzed().failed_allocations;
  EXPECT_EQ(failed.count, 3);
  EXPECT_EQ(failed.t, 30);
  EXPECT_EQ(failed.bytes, 88);
  EXPECT_EQ(failed.live_bytes, 1000);
  ASSERT_THAT(failed.holders, SizeIs(1));
  EXPECT_EQ(failed.holders[0].site.file, "a.cc");
}

TEST(FailedAllocationsTest, WithNothingLiveNobodyHeldIt) {
  TraceScript trace;
  trace.Add(trace::OutOfMemory{77}).End();
  EXPECT_EQ(trace.Analyzed().failed_allocations.count, 1);
  EXPECT_THAT(trace.Analyzed().failed_allocations.holders, IsEmpty());
}

TEST(FailedAllocationsTest, NoneIsNone) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .bytes = 1000}).End();
  EXPECT_EQ(trace.Analyzed().failed_allocations.count, 0);
}

}  // namespace
}  // namespace tidemark::analysis
