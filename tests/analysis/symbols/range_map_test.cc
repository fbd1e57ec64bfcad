#include "tidemark/analysis/symbols/range_map.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace tidemark::analysis {
namespace {

TEST(RangeMap, KnowsWhatIsWithinAndNothingElse) {
  RangeMap map;
  map.Add({.low = 100, .high = 200, .value = 7, .rank = 0});
  map.Add({.low = 300, .high = 301, .value = 8, .rank = 0});
  map.Add({.low = 50, .high = 50, .value = 9, .rank = 0});
  map.Build();
  EXPECT_EQ(map.Find(99), std::nullopt);
  EXPECT_EQ(map.Find(100), 7);
  EXPECT_EQ(map.Find(199), 7);
  EXPECT_EQ(map.Find(200), std::nullopt);
  EXPECT_EQ(map.Find(300), 8);
  EXPECT_EQ(map.Find(301), std::nullopt);
  EXPECT_EQ(map.Find(50), std::nullopt);
}

TEST(RangeMap, OfNestedRangesTheInnerHoldsAndThenTheOuterAgain) {
  RangeMap map;
  map.Add({.low = 0, .high = 100, .value = 1, .rank = 0});
  map.Add({.low = 20, .high = 80, .value = 2, .rank = 1});
  map.Add({.low = 40, .high = 50, .value = 3, .rank = 2});
  map.Add({.low = 60, .high = 80, .value = 4, .rank = 2});
  map.Build();
  EXPECT_EQ(map.Find(19), 1);
  EXPECT_EQ(map.Find(20), 2);
  EXPECT_EQ(map.Find(45), 3);
  EXPECT_EQ(map.Find(50), 2);
  EXPECT_EQ(map.Find(79), 4);
  EXPECT_EQ(map.Find(80), 1);
  EXPECT_EQ(map.Find(100), std::nullopt);
}

TEST(RangeMap, NothingIsInAnEmptyOne) {
  RangeMap map;
  map.Build();
  EXPECT_EQ(map.Find(0), std::nullopt);
}

// Any ranges, crossing ones among them, against a look at all of them.
TEST(RangeMap, AgreesWithASearchThroughAllRanges) {
  std::mt19937 random(7);
  const auto below = [&](uint64_t limit) { return random() % limit; };
  for (int round = 0; round < 300; ++round) {
    RangeMap map;
    std::vector<RangeMap::Range> ranges;
    for (uint64_t i = 0; i < 1 + below(12); ++i) {
      const uint64_t low = below(60);
      ranges.push_back({.low = low,
                        .high = low + below(20),
                        .value = static_cast<uint32_t>(i),
                        .rank = round % 2 == 0 ? i : below(4)});
      map.Add(ranges.back());
    }
    map.Build();
    for (uint64_t address = 0; address < 90; ++address) {
      const RangeMap::Range* best = nullptr;
      for (const RangeMap::Range& range : ranges) {
        if (address < range.low || address >= range.high) continue;
        if (best == nullptr || range.rank > best->rank) best = &range;
      }
      const std::optional<uint32_t> found = map.Find(address);
      ASSERT_EQ(found.has_value(), best != nullptr) << round << " " << address;
      if (best == nullptr) continue;
      // Of equal ranks either may hold.
      EXPECT_EQ(ranges[*found].rank, best->rank) << round << " " << address;
      EXPECT_GE(address, ranges[*found].low);
      EXPECT_LT(address, ranges[*found].high);
    }
  }
}

}  // namespace
}  // namespace tidemark::analysis
