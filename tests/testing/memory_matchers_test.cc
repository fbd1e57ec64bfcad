#include "tidemark/testing/memory_matchers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "tidemark/array/array.h"

namespace tidemark::testing {
namespace {

using ::testing::AllOf;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Not;

// Figures that no two matchers can confuse.
Measurement Example() {
  Measurement m{.alloc_count = 3,
                .alloc_bytes = 65536 + 200,
                .resize_count = 1,
                .copy_count = 4,
                .copy_bytes = 2048,
                .view_count = 5,
                .peak_bytes = 65636,
                .live_end_count = 2,
                .live_end_bytes = 200};
  m.alloc_sites = {
      {.file = "b.cc", .line = 7, .function = "Two", .op = "ones", .count = 2, .bytes = 200},
      {.file = "a.cc",
       .line = 12,
       .function = "One",
       .op = "zeros",
       .note = "weights",
       .count = 1,
       .bytes = 65536}};
  m.resize_sites = {{.file = "r.cc", .line = 2, .function = "Grow", .count = 1}};
  m.copy_sites = {{.file = "c.cc",
                   .line = 9,
                   .function = "Three",
                   .op = "copy",
                   .note = "layout",
                   .count = 4,
                   .bytes = 2048}};
  m.view_sites = {{.file = "v.cc", .line = 1, .op = "reshape", .count = 5}};
  m.peak_sites = {{.file = "a.cc",
                   .line = 12,
                   .function = "One",
                   .op = "zeros",
                   .note = "weights",
                   .count = 1,
                   .bytes = 65536},
                  {.count = 1, .bytes = 100}};
  m.live_end_sites = {
      {.file = "b.cc", .line = 7, .function = "Two", .op = "ones", .count = 2, .bytes = 200}};
  return m;
}

template <class M>
std::string DescribedAs(const M& matcher) {
  return ::testing::DescribeMatcher<Measurement>(matcher);
}

// What a matcher says of the example that it does not match.
template <class M>
std::string Missed(const M& matcher) {
  ::testing::StringMatchResultListener listener;
  EXPECT_FALSE(::testing::ExplainMatchResult(matcher, Example(), &listener));
  return DescribedAs(matcher) + " | " + listener.str();
}

TEST(MemoryMatchersTest, Allocations) {
  EXPECT_THAT(Example(), AllOf(AllocationsAre(3), AllocationsAre(Gt(2)), AllocationsAtMost(3)));
  EXPECT_THAT(Example(), AllOf(Not(AllocationsAre(4)), Not(AllocationsAre(Gt(3)))));
  EXPECT_EQ(Missed(AllocationsAtMost(2)),
            "makes at most 2 allocations | which made 3 allocations of 64.1 KiB (65736 B), 1 too "
            "many:\n"
            "    2 allocations of 200 B by ones at b.cc:7 in Two\n"
            "    1 allocation of 64 KiB (65536 B) by zeros at a.cc:12 in One [weights]");
  EXPECT_THAT(Missed(AllocationsAre(5)), HasSubstr("makes 5 allocations | which made 3 allocations "
                                                   "of 64.1 KiB (65736 B), 2 too few:\n"));
  EXPECT_THAT(
      Missed(AllocationsAre(Gt(3))),
      HasSubstr("has a number of allocations that is > 3 | which made 3 allocations of 64.1 "
                "KiB (65736 B):\n"));
}

TEST(MemoryMatchersTest, AllocatedBytes) {
  EXPECT_THAT(Example(), AllOf(AllocatedBytesAre(65736), AllocatedBytesAtMost(65736),
                               AllocatedBytesAtMost(65_KiB), AllocatedBytesAre(65736_B)));
  EXPECT_EQ(Missed(AllocatedBytesAtMost(64_KiB)),
            "allocates at most 64 KiB (65536 B) | which allocated 64.1 KiB (65736 B) in 3 "
            "allocations, 200 B too many:\n"
            "    1 allocation of 64 KiB (65536 B) by zeros at a.cc:12 in One [weights]\n"
            "    2 allocations of 200 B by ones at b.cc:7 in Two");
}

TEST(MemoryMatchersTest, Resizes) {
  EXPECT_THAT(Example(), ResizesAre(1));
  EXPECT_EQ(Missed(ResizesAre(0)),
            "makes 0 resizes | which made 1 resize, 1 too many:\n    1 resize at r.cc:2 in Grow");
}

TEST(MemoryMatchersTest, Copies) {
  EXPECT_THAT(Example(), AllOf(CopiesAre(4), CopiesAtMost(4), CopiesAre(Gt(0))));
  EXPECT_EQ(Missed(CopiesAre(0)),
            "makes 0 copies | which made 4 copies of 2 KiB (2048 B), 4 too many:\n"
            "    4 copies of 2 KiB (2048 B) by copy at c.cc:9 in Three [layout]");
  EXPECT_THAT(Missed(CopiesAtMost(1)), HasSubstr("makes at most 1 copy | which made 4 copies"));
}

TEST(MemoryMatchersTest, CopiedBytes) {
  EXPECT_THAT(Example(), AllOf(CopiedBytesAre(2048), CopiedBytesAtMost(2_KiB)));
  EXPECT_EQ(Missed(CopiedBytesAre(0)),
            "copies 0 B | which copied 2 KiB (2048 B) in 4 copies, 2 KiB (2048 B) too many:\n"
            "    4 copies of 2 KiB (2048 B) by copy at c.cc:9 in Three [layout]");
  EXPECT_THAT(Missed(CopiedBytesAtMost(2047)), HasSubstr(", 1 B too many:\n"));
}

TEST(MemoryMatchersTest, Views) {
  EXPECT_THAT(Example(), ViewsAre(5));
  EXPECT_EQ(Missed(ViewsAre(6)),
            "makes 6 views | which made 5 views, 1 too few:\n    5 views by reshape at v.cc:1");
}

TEST(MemoryMatchersTest, PeakBytes) {
  EXPECT_THAT(Example(),
              AllOf(PeakBytesAre(65636), PeakBytesAtMost(65636), PeakBytesAtMost(1_MiB)));
  EXPECT_EQ(Missed(PeakBytesAtMost(64_KiB)),
            "has a peak of at most 64 KiB (65536 B) | which had a peak of 64 KiB (65636 B), 100 B "
            "too many:\n"
            "    1 buffer of 64 KiB (65536 B) by zeros at a.cc:12 in One [weights]\n"
            "    1 buffer of 100 B at an unknown place");
  EXPECT_THAT(Missed(PeakBytesAre(Gt(1 << 20))), HasSubstr("bytes at the peak that is > 1048576"));
}

TEST(MemoryMatchersTest, NothingLeaked) {
  EXPECT_THAT(Measurement{}, NothingLeaked());
  EXPECT_THAT(Example(), LeftLiveAre(2));
  EXPECT_EQ(Missed(NothingLeaked()),
            "leaves 0 buffers live that it allocated | which left 2 buffers of 200 B live, 2 too "
            "many:\n    2 buffers of 200 B by ones at b.cc:7 in Two");
}

TEST(MemoryMatchersTest, NumbersOfAnyTypeAndSize) {
  EXPECT_THAT(Example(), AllOf(AllocationsAre(size_t{3}), AllocationsAtMost(uint8_t{3}),
                               PeakBytesAtMost(std::numeric_limits<uint64_t>::max()),
                               Not(AllocationsAtMost(-1)), Not(CopiesAre(int64_t{-4}))));
  EXPECT_THAT(Missed(AllocationsAtMost(-1)),
              HasSubstr("makes at most -1 allocations | which made"));
  EXPECT_THAT(Missed(CopiedBytesAtMost(-1)), HasSubstr("copies at most -1"));
}

TEST(MemoryMatchersTest, NegatedTheySayWhatWasThere) {
  EXPECT_EQ(DescribedAs(Not(CopiesAre(4))), "has not: makes 4 copies");
  EXPECT_THAT(Missed(Not(CopiesAre(4))), HasSubstr("c.cc:9 in Three"));
}

TEST(MemoryMatchersTest, ManySitesAreCutToTheTopAndTheRestIsSummed) {
  const auto with_sites = [](int n) {
    Measurement m;
    for (int i = 1; i <= n; ++i) {
      m.copy_sites.push_back(
          {.file = "many.cc", .line = static_cast<uint32_t>(i), .count = 1, .bytes = i});
      m.copy_count += 1;
      m.copy_bytes += i;
    }
    return m;
  };
  const auto explained = [](const Measurement& m) {
    ::testing::StringMatchResultListener listener;
    EXPECT_FALSE(::testing::ExplainMatchResult(CopiedBytesAre(0), m, &listener));
    return listener.str();
  };
  EXPECT_THAT(explained(with_sites(5)), Not(HasSubstr("other places")));
  EXPECT_THAT(explained(with_sites(6)), HasSubstr("1 copy of 1 B at many.cc:1"));
  const std::string text = explained(with_sites(100));
  EXPECT_EQ(text,
            "which copied 4.93 KiB (5050 B) in 100 copies, 4.93 KiB (5050 B) too many:\n"
            "    1 copy of 100 B at many.cc:100\n"
            "    1 copy of 99 B at many.cc:99\n"
            "    1 copy of 98 B at many.cc:98\n"
            "    1 copy of 97 B at many.cc:97\n"
            "    1 copy of 96 B at many.cc:96\n"
            "    and 95 copies of 4.45 KiB (4560 B) at 95 other places");
}

TEST(MemoryMatchersTest, HostileNamesStayOnTheirLine) {
  Measurement m{.view_count = 1};
  m.view_sites = {{.file = "a\nb.cc", .line = 1, .function = "f\x1b[31m\xff", .count = 1}};
  ::testing::StringMatchResultListener listener;
  EXPECT_FALSE(::testing::ExplainMatchResult(ViewsAre(0), m, &listener));
  EXPECT_EQ(listener.str(),
            "which made 1 view, 1 too many:\n    1 view at a\uFFFDb.cc:1 in "
            "f\uFFFD[31m\uFFFD");
}

TEST(MemoryMatchersTest, AsATestUsesThem) {
  const Array<double> a = zeros<double>({16});
  Array<double> b;
  const Measurement m = Measure([&] { b = a.reshape({4, 4}); });
  EXPECT_THAT(
      m, AllOf(AllocationsAre(0), CopiedBytesAre(0), PeakBytesAtMost(64_KiB), NothingLeaked()));
  const Measurement copies = Measure([&] { b = a.t().copy(); });
  ::testing::StringMatchResultListener listener;
  EXPECT_FALSE(::testing::ExplainMatchResult(AllOf(AllocationsAre(1), CopiedBytesAre(0)), copies,
                                             &listener));
  EXPECT_THAT(listener.str(), HasSubstr("which copied 128 B in 1 copy, 128 B too many:\n    1 copy "
                                        "of 128 B by copy at "));
  EXPECT_THAT(listener.str(), HasSubstr("memory_matchers_test.cc:"));
}

}  // namespace
}  // namespace tidemark::testing
