// Ids in a window and beside it, beside a map.
#include "tidemark/analysis/model/id_window.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <random>

namespace tidemark::analysis {
namespace {

// Ids come from `next`; of those that have a handle, one in `lives` steps is erased.
void Compare(uint64_t seed, int steps, int live,
             const std::function<int64_t(std::mt19937_64&)>& next) {
  std::mt19937_64 random(seed);
  IdWindow window;
  std::map<int64_t, SlabHandle> plain;
  SlabHandle last = 0;
  for (int i = 0; i < steps; ++i) {
    const int64_t id = next(random);
    ASSERT_EQ(window.Find(id), plain.contains(id) ? plain[id] : 0) << id;
    if (!plain.contains(id)) {
      window.Set(id, ++last);
      plain[id] = last;
    }
    while (plain.size() > static_cast<size_t>(live)) {
      // Any, but more often an old one.
      auto it = plain.lower_bound(next(random));
      if (it == plain.end() || random() % 4 == 0) it = plain.begin();
      window.Erase(it->first);
      plain.erase(it);
    }
    ASSERT_EQ(window.Find(plain.begin()->first), plain.begin()->second);
    ASSERT_EQ(window.Find(plain.rbegin()->first), plain.rbegin()->second);
  }
  for (const auto& [id, handle] : plain) ASSERT_EQ(window.Find(id), handle) << id;
}

TEST(IdWindowTest, AgreesWithAMapOnIdsThatRise) {
  int64_t id = 0;
  Compare(1, 100'000, 50, [&](auto&) { return ++id; });
  Compare(2, 100'000, 20'000, [&](auto&) { return ++id; });
}

TEST(IdWindowTest, AgreesWithAMapOnIdsWithGaps) {
  int64_t id = 0;
  Compare(3, 100'000, 300, [&](auto& random) {
    return id += 1 + static_cast<int64_t>(random() % 100 == 0 ? random() % 5000 : random() % 3);
  });
}

TEST(IdWindowTest, AgreesWithAMapOnAnyIds) {
  Compare(4, 50'000, 300, [](auto& random) { return static_cast<int64_t>(random() % 2000); });
  Compare(5, 50'000, 300, [](auto& random) { return static_cast<int64_t>(random() >> 1); });
  int64_t id = INT64_MAX;
  Compare(6, 50'000, 300, [&](auto&) { return --id; });
}

TEST(IdWindowTest, TakesTheLargestId) {
  IdWindow window;
  window.Set(INT64_MAX, 1);
  window.Set(1, 2);
  window.Set(INT64_MAX - 1, 3);
  EXPECT_EQ(window.Find(INT64_MAX), 1u);
  EXPECT_EQ(window.Find(1), 2u);
  EXPECT_EQ(window.Find(INT64_MAX - 1), 3u);
  EXPECT_EQ(window.Find(0), 0u);
  window.Erase(INT64_MAX);
  EXPECT_EQ(window.Find(INT64_MAX), 0u);
}

}  // namespace
}  // namespace tidemark::analysis
