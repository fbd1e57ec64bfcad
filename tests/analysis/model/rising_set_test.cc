// Numbers that rise, beside a set of the library.
#include "tidemark/analysis/model/rising_set.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <random>
#include <set>
#include <vector>

namespace tidemark::analysis {
namespace {

std::vector<int64_t> Above(const RisingSet& set, int64_t bound) {
  std::vector<int64_t> found;
  set.ForEachAbove(bound, [&](int64_t number) { found.push_back(number); });
  return found;
}

// About `most` numbers are in the set at a time.
void Compare(uint64_t seed, size_t most) {
  std::mt19937_64 random(seed);
  RisingSet set;
  std::set<int64_t> plain;
  int64_t last = 0;
  for (int i = 0; i < 20000; ++i) {
    if (random() % (most + 1) >= plain.size()) {
      last += static_cast<int64_t>(random() % 4);
      if (last == 0) continue;
      set.Add(last);
      plain.insert(last);
    } else {
      const int64_t number = 1 + static_cast<int64_t>(random() % static_cast<uint64_t>(last));
      const auto near = plain.lower_bound(number);
      const int64_t erased = near == plain.end() || random() % 4 == 0 ? number : *near;
      ASSERT_EQ(set.Erase(erased), plain.erase(erased) > 0) << erased;
    }
    ASSERT_EQ(set.empty(), plain.empty());
    if (plain.empty()) continue;
    ASSERT_EQ(set.first(), *plain.begin());
    ASSERT_EQ(set.last(), *plain.rbegin());
    if (i % 97 != 0) continue;
    const auto bound = static_cast<int64_t>(random() % static_cast<uint64_t>(last + 1));
    ASSERT_EQ(Above(set, bound), std::vector<int64_t>(plain.upper_bound(bound), plain.end()));
  }
}

TEST(RisingSetTest, IsASet) {
  for (uint64_t seed = 0; seed < 8; ++seed) {
    Compare(seed, 0);
    Compare(seed, 1);
    Compare(seed, 2);
    Compare(seed, 300);
  }
}

TEST(RisingSetTest, NothingIsAboveOrErasedFromAnEmptyOne) {
  RisingSet set;
  EXPECT_FALSE(set.Erase(1));
  EXPECT_TRUE(Above(set, 0).empty());
  set.Add(3);
  EXPECT_FALSE(set.Erase(2));
  EXPECT_TRUE(set.Erase(3));
  EXPECT_FALSE(set.Erase(3));
  EXPECT_TRUE(Above(set, 0).empty());
}

}  // namespace
}  // namespace tidemark::analysis
