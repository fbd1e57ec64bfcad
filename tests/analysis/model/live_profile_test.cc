// Spans of live bytes beside all of the live bytes.
#include "tidemark/analysis/model/live_profile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

namespace tidemark::analysis {
namespace {

// The most between two events at which spans begin, by going through the spans.
WideSum MostBetween(const LiveProfile& profile, int64_t from, int64_t to) {
  WideSum most = -1;
  for (size_t i = 0; i < profile.size(); ++i) {
    if (profile.EventOf(i) >= from && profile.EventOf(i) < to) {
      most = std::max(most, profile.MostOf(i));
    }
  }
  return most;
}

void Compare(uint64_t seed, int64_t scale, bool prunes) {
  std::mt19937_64 random(seed);
  LiveProfile profile;
  std::vector<WideSum> live = {0};  // by event; there is no event 0
  std::set<int64_t> turning;        // events at which something may change, or after which
  for (int64_t event = 1; event <= 400; ++event) {
    if (random() % 4 == 0) {
      profile.CutOut();
      turning.insert(event);
    }
    live.push_back(WideSum(static_cast<int64_t>(random() % 1000)) * scale);
    profile.Append(event, live.back());
    if (!prunes || event % 50 != 0) continue;
    std::erase_if(turning, [&](int64_t) { return random() % 3 == 0; });
    std::vector<int64_t> kept(turning.begin(), turning.end());
    std::shuffle(kept.begin(), kept.end(), random);
    profile.KeepOnly(kept);
    EXPECT_LE(profile.size(), 2 * kept.size() + 1);
  }
  std::vector<int64_t> places = {1, 401};
  for (const int64_t event : turning) {
    places.push_back(event);
    places.push_back(event + 1);
  }
  std::sort(places.begin(), places.end());
  for (size_t i = 0; i < places.size(); ++i) {
    for (size_t j = i + 1; j < places.size(); ++j) {
      const int64_t from = places[i];
      const int64_t to = std::min<int64_t>(places[j], 401);
      if (from >= to) continue;
      ASSERT_EQ(MostBetween(profile, from, to),
                *std::max_element(live.begin() + from, live.begin() + to))
          << from << " to " << to << ", seed " << seed;
    }
  }
}

TEST(LiveProfileTest, KnowsTheMostBetweenEventsThatWereCutOut) {
  for (uint64_t seed = 1; seed <= 20; ++seed) Compare(seed, 1, false);
}

TEST(LiveProfileTest, KnowsTheMostBetweenEventsThatAreKept) {
  for (uint64_t seed = 1; seed <= 50; ++seed) Compare(seed, 1, true);
}

// A trace may say that each of its buffers has 2^63-1 bytes.
TEST(LiveProfileTest, HoldsSumsBeyond64Bits) {
  for (uint64_t seed = 1; seed <= 10; ++seed) Compare(seed, INT64_MAX / 3, true);
}

TEST(LiveProfileTest, OneSpanIsEnoughWhereNothingWasCutOut) {
  LiveProfile profile;
  for (int64_t event = 1; event <= 1000; ++event) profile.Append(event, event % 700);
  EXPECT_EQ(profile.size(), 1u);
  EXPECT_EQ(profile.MostOf(0), 699);
}

}  // namespace
}  // namespace tidemark::analysis
