#include "tidemark/report/sparkline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tidemark/base/display_text.h"

namespace tidemark::report {
namespace {

using ::testing::HasSubstr;

TEST(Sparkline, DrawsHeightsAndMarksThePeak) {
  const analysis::Timeline timeline = {
      10, {0, 1, 2, 3, 4, 5, 6, 7, 8, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
  const Sparkline drawn = DrawSparkline(timeline, 85, 200, 20, true);
  EXPECT_EQ(drawn.before, " ▁▂▃▄▅▆▇");
  EXPECT_EQ(drawn.peak, "█");
  EXPECT_EQ(drawn.after, "▄          ");
  EXPECT_THAT(drawn.axis, HasSubstr("▲"));
  EXPECT_THAT(drawn.axis, HasSubstr("peak at 85 ns"));
}

TEST(Sparkline, PutsTheMarkUnderThePeakColumn) {
  analysis::Timeline timeline = {1, std::vector<int64_t>(4096, 1)};
  for (const int64_t at : {0, 1, 1000, 2047, 4000, 4095}) {
    timeline.max_bytes.assign(4096, 1);
    timeline.max_bytes[static_cast<size_t>(at)] = 100;
    const Sparkline drawn = DrawSparkline(timeline, at, 4096, 76, false);
    ASSERT_EQ(drawn.peak, "@") << at;
    EXPECT_EQ(drawn.axis.find('^'), drawn.before.size()) << at;
    EXPECT_EQ(drawn.before.size(), static_cast<size_t>(at * 76 / 4096)) << at;
    EXPECT_LE(DisplayWidth(drawn.axis), 76u);
  }
}

TEST(Sparkline, ShowsWhatIsSmallButNotNothing) {
  const analysis::Timeline timeline = {1, {1'000'000, 1, 0, 1'000'000}};
  const Sparkline drawn = DrawSparkline(timeline, 0, 4, 20, false);
  EXPECT_EQ(drawn.before + drawn.peak + drawn.after, "@@@@@.....     @@@@@");
}

TEST(Sparkline, ANarrowSpikeIsNotAveragedAway) {
  analysis::Timeline timeline = {1, std::vector<int64_t>(4000, 10)};
  timeline.max_bytes[1234] = 80;
  const Sparkline drawn = DrawSparkline(timeline, 1234, 4000, 40, false);
  EXPECT_EQ(drawn.before.size(), 12u);
  EXPECT_EQ(drawn.peak, "@");
  EXPECT_EQ(drawn.after.find('@'), std::string::npos);
}

TEST(Sparkline, TimesThatDisagreeWithTheOrderStillMarkAFullBar) {
  const analysis::Timeline timeline = {10, {1, 9, 1, 1}};
  const Sparkline drawn = DrawSparkline(timeline, 1'000'000, 40, 20, false);
  EXPECT_EQ(drawn.peak, "@");
  EXPECT_EQ(drawn.before.size(), 5u);
}

TEST(Sparkline, IsEmptyWhereThereIsNothingToDraw) {
  EXPECT_EQ(DrawSparkline({}, 0, 0, 40, true).axis, "");
  EXPECT_EQ(DrawSparkline({0, {5}}, 0, 0, 40, true).axis, "");
  EXPECT_EQ(DrawSparkline({10, {0, 0}}, 0, 20, 40, true).axis, "");
}

}  // namespace
}  // namespace tidemark::report
