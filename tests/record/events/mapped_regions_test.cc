// Against a reference model: a set of pages.
#include "tidemark/record/events/mapped_regions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace tidemark::record {
namespace {

using testing::ElementsAre;

// The changes that Remove reports, as text.
std::vector<std::string> Remove(MappedRegions* regions, uintptr_t begin, uintptr_t end) {
  std::vector<std::string> reported;
  const auto text = [](uintptr_t n) { return std::to_string(n); };
  regions->Remove(
      begin, end,
      [&](const MappedRegions::Change& change) {
        reported.push_back(change.bytes == 0 ? "end " + text(change.region)
                                             : text(change.region) + " is " + text(change.bytes) +
                                                   " at " + text(change.new_begin));
      },
      [&](uintptr_t at, uintptr_t bytes) {
        reported.push_back("new " + text(bytes) + " at " + text(at));
      });
  return reported;
}

TEST(MappedRegionsTest, WholeHeadTailAndMiddle) {
  MappedRegions regions;
  regions.Add(10, 20);
  EXPECT_THAT(Remove(&regions, 10, 20), ElementsAre("end 10"));
  EXPECT_EQ(regions.size(), 0U);
  regions.Add(10, 20);
  EXPECT_THAT(Remove(&regions, 5, 12), ElementsAre("10 is 8 at 12"));
  EXPECT_THAT(Remove(&regions, 18, 30), ElementsAre("12 is 6 at 12"));
  EXPECT_THAT(Remove(&regions, 14, 15), ElementsAre("12 is 2 at 12", "new 3 at 15"));
  EXPECT_EQ(regions.size(), 2U);
}

TEST(MappedRegionsTest, NeighboursAreNotTouched) {
  MappedRegions regions;
  regions.Add(10, 20);
  regions.Add(20, 30);
  regions.Add(40, 50);
  EXPECT_THAT(Remove(&regions, 0, 10), ElementsAre());
  EXPECT_THAT(Remove(&regions, 30, 40), ElementsAre());
  EXPECT_FALSE(regions.Touches(30, 40));
  EXPECT_TRUE(regions.Touches(29, 30));
  EXPECT_TRUE(regions.Touches(0, 100));
  EXPECT_FALSE(regions.Touches(0, 10));
  EXPECT_THAT(Remove(&regions, 15, 45), ElementsAre("10 is 5 at 10", "end 20", "40 is 5 at 45"));
}

TEST(MappedRegionsTest, KnowsWhichPagesAreMapped) {
  std::mt19937 random(3);
  MappedRegions regions;
  std::map<uintptr_t, uintptr_t>
      reported;  // what the callbacks have reported: regions by beginning
  std::vector<bool> pages(200, false);
  for (int i = 0; i < 20000; ++i) {
    const uintptr_t begin = random() % 190;
    const uintptr_t end = begin + 1 + random() % 10;
    regions.Remove(
        begin, end,
        [&](const MappedRegions::Change& change) {
          ASSERT_EQ(reported.count(change.region), 1U);
          reported.erase(change.region);
          if (change.bytes > 0) reported[change.new_begin] = change.new_begin + change.bytes;
        },
        [&](uintptr_t at, uintptr_t bytes) { reported[at] = at + bytes; });
    const bool map = random() % 2 == 0;
    if (map) {
      regions.Add(begin, end);
      reported[begin] = end;
    }
    for (uintptr_t page = begin; page < end; ++page) pages[page] = map;
    std::vector<bool> believed(200, false);
    for (const auto& [first, last] : reported) {
      for (uintptr_t page = first; page < last; ++page) believed[page] = true;
    }
    ASSERT_EQ(believed, pages) << i;
    ASSERT_EQ(regions.size(), reported.size());
  }
}

}  // namespace
}  // namespace tidemark::record
