// What is said of places that do not stand for themselves: the small ones of a scope, and groups.
#include <gtest/gtest.h>

#include <string>

#include "tests/gate/baseline/baseline_builder.h"

namespace tidemark::gate {
namespace {

// Large rows, and the sum of small ones with operations.
Baseline Summed(int64_t ops, int64_t reused) {
  BaselineRow others = Row("", "", "", {{"op_count", ops}, {"reused_ops", reused}});
  others.key.kind.clear();
  others.key.dtype.clear();
  others.others = 100;
  return BaselineOf({others, Row("a.cc", "f", "x", {{"peak_bytes", 1000}})});
}

int64_t Lost(const Baseline& base, const Baseline& now) {
  return ChangeOf(Compare(base, now), "lost_reuse", {}).delta();
}

TEST(SmallPlaces, ReuseThatTheyLoseIsLost) {
  EXPECT_EQ(Lost(Summed(100, 100), Summed(100, 40)), 60);
  EXPECT_EQ(Lost(Summed(100, 100), Summed(40, 40)), 0);   // run less often
  EXPECT_EQ(Lost(Summed(100, 50), Summed(100, 100)), 0);  // a gain
}

TEST(SmallPlaces, AGroupIsShownWhereItsFirstPlaceIsNow) {
  const auto at = [](BaselineRow row, int64_t line) {
    row.site.line = line;
    return row;
  };
  const Baseline base = BaselineOf({at(Row("a.cc", "f", "x", {{"copy_bytes", 8}}), 3)});
  const Baseline now = BaselineOf({at(Row("a.cc", "f", "y", {{"copy_bytes", 8}}), 20),
                                   at(Row("a.cc", "f", "z", {{"copy_bytes", 5}}), 30)});
  const Change change = ChangeOf(Compare(base, now), "copy_bytes", {});
  ASSERT_EQ(change.contributions.size(), 1U);
  EXPECT_EQ(change.contributions[0].site.line, 20);
  EXPECT_EQ(change.contributions[0].note, "1 place before, 2 now");
}

}  // namespace
}  // namespace tidemark::gate
