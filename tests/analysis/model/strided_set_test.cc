#include "tidemark/analysis/model/strided_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

namespace tidemark::analysis {
namespace {

constexpr int64_t kPlenty = int64_t{1} << 24;

std::optional<int64_t> Count(std::vector<StridedSet> sets, int64_t work = kPlenty) {
  return CountDistinctBytes(std::move(sets), &work);
}

StridedSet Set(int64_t offset, std::vector<int64_t> shape, std::vector<int64_t> strides,
               int64_t item = 8) {
  return StridedSet::Make(offset, shape, strides, item, INT64_MAX).value();
}

TEST(StridedSetTest, ContiguousViewsOfAnyOrderAreOneRun) {
  for (const StridedSet& set : {Set(0, {4, 5, 6}, {240, 48, 8}), Set(0, {6, 4, 5}, {8, 240, 48}),
                                Set(952, {120}, {-8}), Set(0, {4, 1, 30}, {240, 7, 8})}) {
    EXPECT_TRUE(set.axes.empty());
    EXPECT_EQ(set.offset, 0);
    EXPECT_EQ(set.run, 960);
  }
}

TEST(StridedSetTest, EmptyViewsAndBroadcastsCountWhatTheyAddress) {
  EXPECT_TRUE(Set(800, {3, 0, 5}, {1, 1, 1}).empty());
  EXPECT_EQ(Count({Set(0, {1000000, 3}, {0, 8})}), 24);
  EXPECT_EQ(Count({Set(16, {}, {})}), 8);
  EXPECT_EQ(Count({}), 0);
}

TEST(StridedSetTest, ViewsOutsideOfTheBufferHaveNone) {
  EXPECT_FALSE(StridedSet::Make(0, {11}, {8}, 8, 80).has_value());
  EXPECT_FALSE(StridedSet::Make(0, {2}, {-8}, 8, 80).has_value());
  EXPECT_FALSE(StridedSet::Make(INT64_MAX, {INT64_MAX}, {INT64_MAX}, 8, INT64_MAX).has_value());
  EXPECT_FALSE(StridedSet::Make(0, {2}, {INT64_MIN}, 8, INT64_MAX).has_value());
  EXPECT_FALSE(StridedSet::Make(0, {2, 2}, {8}, 8, 80).has_value());
  EXPECT_TRUE(StridedSet::Make(0, {10}, {8}, 8, 80).has_value());
}

TEST(StridedSetTest, SlidingWindowsAreTheirUnion) {
  EXPECT_EQ(Count({Set(0, {1000000, 1000000}, {8, 8})}), 8 * 1999999);
  EXPECT_EQ(Count({Set(0, {1000000, 1000000}, {16, 16})}), 8 * 1999999);
}

TEST(StridedSetTest, SlicesOfOneArrayNeedLittleWork) {
  // Of an array of 2e9 rows of 100 f8: columns 0 to 9, columns 5 to 19, and a block of rows.
  constexpr int64_t kRows = 2'000'000'000;
  const int64_t work = 200;
  EXPECT_EQ(Count({Set(0, {kRows, 10}, {800, 8}), Set(40, {kRows, 15}, {800, 8}),
                   Set(800 * 1000, {1000, 100}, {800, 8})},
                  work),
            (kRows - 1000) * 160 + 1000 * 800);
  // Even and odd elements.
  EXPECT_EQ(Count({Set(0, {kRows}, {16}), Set(8, {kRows}, {16})}, work), kRows * 16);
  // Every third element, and every row's first: strides of which one divides the other.
  EXPECT_EQ(Count({Set(0, {kRows}, {24}), Set(0, {kRows / 100}, {2400})}, work), kRows * 8);
}

TEST(StridedSetTest, GivesUpWhenItWouldTakeTooLong) {
  EXPECT_EQ(Count({Set(0, {1'000'000'000}, {9}, 1), Set(0, {1'000'000'000}, {11}, 1)}, 1000),
            std::nullopt);
}

TEST(StridedSetTest, AgreesWithMarkingEachByte) {
  std::mt19937_64 random(7);
  auto below = [&](int64_t n) { return static_cast<int64_t>(random() % static_cast<uint64_t>(n)); };
  constexpr int64_t kBytes = 4096;
  for (int round = 0; round < 20000; ++round) {
    std::vector<StridedSet> sets;
    std::vector<bool> marked(kBytes, false);
    const int64_t rows = 1 + below(40);
    for (int64_t views = 1 + below(5); views > 0; --views) {
      const int64_t item = int64_t{1} << below(4);
      std::vector<int64_t> shape;
      std::vector<int64_t> strides;
      int64_t low = 0;
      int64_t high = item;
      for (int64_t axes = below(4); axes > 0; --axes) {
        const int64_t extent = below(20) == 0 ? 0 : 1 + below(12);
        int64_t stride = below(3) == 0 ? rows * item * (1 + below(3)) : below(70);
        if (below(3) == 0) stride = -stride;
        shape.push_back(extent);
        strides.push_back(stride);
        (stride < 0 ? low : high) += std::max<int64_t>(extent - 1, 0) * stride;
      }
      if (high - low > kBytes) continue;
      const int64_t offset = -low + below(kBytes - (high - low) + 1);
      const auto set = StridedSet::Make(offset, shape, strides, item, kBytes);
      ASSERT_TRUE(set.has_value());
      sets.push_back(*set);
      std::vector<int64_t> index(shape.size(), 0);
      bool done = std::count(shape.begin(), shape.end(), 0) > 0;
      while (!done) {
        int64_t at = offset;
        for (size_t i = 0; i < index.size(); ++i) at += index[i] * strides[i];
        for (int64_t i = 0; i < item; ++i) marked[static_cast<size_t>(at + i)] = true;
        size_t axis = 0;
        while (axis < index.size() && ++index[axis] == shape[axis]) index[axis++] = 0;
        done = axis == index.size();
      }
    }
    ASSERT_EQ(Count(sets), std::count(marked.begin(), marked.end(), true)) << "round " << round;
  }
}

}  // namespace
}  // namespace tidemark::analysis
