// What is taken for the same place, and that contributions explain every difference to the byte.
#include "tidemark/gate/baseline/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/gate/baseline/baseline_builder.h"

namespace tidemark::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

Change CopyChange(const Baseline& base, const Baseline& now) {
  return ChangeOf(Compare(base, now), "copy_bytes", {});
}

std::vector<std::string> CopyLines(const Baseline& base, const Baseline& now) {
  return Lines(CopyChange(base, now));
}

Selection ScopeNamed(const std::string& scope) { return {.scope = scope, .site = ""}; }
Selection SitesLike(const std::string& site) { return {.scope = "", .site = site}; }

BaselineRow CopyRow(const std::string& file, const std::string& function, const std::string& text,
                    int64_t bytes) {
  return Row(file, function, text, {{"copy_bytes", bytes}});
}

void ExpectNoChange(const Baseline& base, const Baseline& now) {
  for (const Change& change : AllChanges(Compare(base, now))) {
    EXPECT_EQ(change.delta(), 0) << change.metric;
    EXPECT_THAT(change.contributions, IsEmpty()) << change.metric;
  }
}

TEST(Comparison, OfTheSameIsNothing) {
  const Baseline base = BaselineOf({CopyRow("a.cc", "f", "x", 8), CopyRow("a.cc", "f", "", 9),
                                    CopyRow("b.cc", "g", "x", 8), OpRow("add", 3, 2)});
  ExpectNoChange(base, base);
  ExpectNoChange(BaselineOf({}), BaselineOf({}));
}

TEST(Comparison, LinesThatTradePlacesAreFoundByTheirText) {
  ExpectNoChange(BaselineOf({CopyRow("a.cc", "f", "x", 8), CopyRow("a.cc", "f", "y", 9)}),
                 BaselineOf({CopyRow("a.cc", "f", "y", 9), CopyRow("a.cc", "f", "x", 8)}));
}

TEST(Comparison, LinesWithoutTextAreFoundByTheirOrder) {
  EXPECT_THAT(CopyLines(BaselineOf({CopyRow("a.cc", "f", "", 8), CopyRow("a.cc", "f", "", 9)}),
                        BaselineOf({CopyRow("a.cc", "f", "", 8), CopyRow("a.cc", "f", "", 10)})),
              ElementsAre("a.cc:f 9->10"));
}

TEST(Comparison, AnEditedLineIsTheOneThatIsLeft) {
  EXPECT_THAT(CopyLines(BaselineOf({CopyRow("a.cc", "f", "x", 8), CopyRow("a.cc", "f", "y", 9)}),
                        BaselineOf({CopyRow("a.cc", "f", "z", 20), CopyRow("a.cc", "f", "x", 8)})),
              ElementsAre("a.cc:f 9->20"));
}

TEST(Comparison, WhatCannotBeToldApartIsAGroup) {
  EXPECT_THAT(CopyLines(BaselineOf({CopyRow("a.cc", "f", "", 8)}),
                        BaselineOf({CopyRow("a.cc", "f", "", 8), CopyRow("a.cc", "f", "", 5)})),
              ElementsAre("a.cc:f 8->13 1 place before, 2 now"));
}

TEST(Comparison, ANewLineBesideOnesThatAreFoundIsNew) {
  EXPECT_THAT(CopyLines(BaselineOf({CopyRow("a.cc", "f", "x", 8)}),
                        BaselineOf({CopyRow("a.cc", "f", "x", 8), CopyRow("a.cc", "f", "y", 5)})),
              ElementsAre("a.cc:f 0->5 new"));
}

TEST(Comparison, ARenamedFileIsNoDifference) {
  const Baseline base = BaselineOf({CopyRow("old.cc", "f", "x", 8), CopyRow("old.cc", "f", "", 4),
                                    CopyRow("old.cc", "g", "z", 9)});
  ExpectNoChange(base, BaselineOf({CopyRow("new.cc", "f", "x", 8), CopyRow("new.cc", "f", "", 4),
                                   CopyRow("new.cc", "g", "z", 9)}));
  EXPECT_THAT(
      CopyLines(base, BaselineOf({CopyRow("new.cc", "f", "x", 10), CopyRow("new.cc", "f", "", 4),
                                  CopyRow("new.cc", "g", "z", 9)})),
      ElementsAre("new.cc:f 8->10 moved from old.cc:f"));
}

TEST(Comparison, FoldersThatAreRenamedTogetherAreToldApartByTheirFiles) {
  ExpectNoChange(
      BaselineOf({CopyRow("src/a.cc", "main", "x", 8), CopyRow("src/b.cc", "main", "x", 9)}),
      BaselineOf({CopyRow("lib/a.cc", "main", "x", 8), CopyRow("lib/b.cc", "main", "x", 9)}));
}

TEST(Comparison, WhereSeveralCouldHaveMovedNoneHas) {
  EXPECT_THAT(CopyLines(BaselineOf({CopyRow("a.cc", "f", "", 8), CopyRow("b.cc", "f", "", 9)}),
                        BaselineOf({CopyRow("c.cc", "f", "", 8), CopyRow("d.cc", "f", "", 9)})),
              UnorderedElementsAre("c.cc:f 0->8 new", "d.cc:f 0->9 new", "a.cc:f 8->0 gone",
                                   "b.cc:f 9->0 gone"));
}

TEST(Comparison, ARenamedFunctionIsFoundByTheText) {
  EXPECT_THAT(CopyLines(BaselineOf({CopyRow("a.cc", "f", "x = y;", 8)}),
                        BaselineOf({CopyRow("a.cc", "g", "x = y;", 9)})),
              ElementsAre("a.cc:g 8->9 moved from a.cc:f"));
  EXPECT_THAT(CopyLines(BaselineOf({CopyRow("a.cc", "f", "x = y;", 8)}),
                        BaselineOf({CopyRow("a.cc", "g", "x = z;", 9)})),
              ElementsAre("a.cc:g 0->9 new", "a.cc:f 8->0 gone"));
}

TEST(Comparison, ARenamedScopeIsFound) {
  EXPECT_THAT(CopyLines(BaselineOf({InScope(CopyRow("a.cc", "f", "x", 8), "step")}),
                        BaselineOf({InScope(CopyRow("a.cc", "f", "x", 9), "train/step")})),
              ElementsAre("a.cc:f 8->9 moved from scope step"));
}

TEST(Comparison, OtherKindsAndDtypesAreOtherPlaces) {
  BaselineRow heap = CopyRow("a.cc", "f", "x", 8);
  heap.key.kind = "heap";
  BaselineRow narrow = CopyRow("a.cc", "f", "x", 8);
  narrow.key.dtype = "f4";
  const Baseline base = BaselineOf({CopyRow("a.cc", "f", "x", 8)});
  EXPECT_EQ(CopyLines(base, BaselineOf({heap})).size(), 2U);
  EXPECT_EQ(CopyLines(base, BaselineOf({narrow})).size(), 2U);
}

TEST(Comparison, WhatRowsDoNotExplainIsSaid) {
  Baseline now = BaselineOf({CopyRow("a.cc", "f", "x", 8)});
  now.totals[FigureIndex("copy_bytes")] = 10;
  EXPECT_THAT(CopyLines(BaselineOf({}), now),
              ElementsAre("a.cc:f 0->8 new", ": 0->2 not known by place"));
}

TEST(Comparison, TheLargestHasOneContribution) {
  const auto row = [](const std::string& function, int64_t bytes) {
    return Row("a.cc", function, function, {{"largest_alloc_bytes", bytes}});
  };
  const Baseline base = BaselineOf({row("f", 100), row("g", 50)});
  const auto lines = [&](const Baseline& now) {
    return Lines(ChangeOf(Compare(base, now), "largest_alloc_bytes", {}));
  };
  EXPECT_THAT(lines(BaselineOf({row("f", 100), row("g", 99)})), IsEmpty());
  EXPECT_THAT(lines(BaselineOf({row("f", 100), row("g", 130)})), ElementsAre("a.cc:g 100->130"));
  EXPECT_THAT(lines(BaselineOf({row("f", 20), row("g", 50)})), ElementsAre("a.cc:f 100->50"));
}

TEST(Comparison, ReuseIsLostOnlyWhereTheOperationStillRuns) {
  const auto lost = [](const BaselineRow& before, const BaselineRow& after) {
    return ChangeOf(Compare(BaselineOf({before}), BaselineOf({after})), "lost_reuse", {}).delta();
  };
  EXPECT_EQ(lost(OpRow("add", 10, 10), OpRow("add", 10, 4)), 6);
  EXPECT_EQ(lost(OpRow("add", 10, 10), OpRow("add", 4, 4)), 0);   // runs less often
  EXPECT_EQ(lost(OpRow("add", 10, 10), OpRow("add", 7, 5)), 2);   // both
  EXPECT_EQ(lost(OpRow("add", 10, 5), OpRow("add", 20, 5)), 0);   // more, that never did
  EXPECT_EQ(lost(OpRow("add", 10, 5), OpRow("add", 10, 8)), 0);   // a gain
  EXPECT_EQ(lost(OpRow("add", 10, 10), OpRow("mul", 10, 0)), 0);  // another operation
  EXPECT_EQ(lost(Row("a.cc", "f", "", {{"op_count", 9}, {"reused_ops", 9}}),
                 Row("a.cc", "f", "", {{"op_count", 9}})),
            0);  // no operation
}

TEST(Comparison, WhatOneSideDoesNotTellIsNotCompared) {
  Baseline base = BaselineOf({CopyRow("a.cc", "f", "x", 8)});
  base.unknown = {"copy_bytes"};
  const Change change = CopyChange(base, BaselineOf({CopyRow("a.cc", "f", "x", 80)}));
  EXPECT_FALSE(change.known);
  EXPECT_THAT(change.contributions, IsEmpty());
}

TEST(Comparison, SelectsByScopeAndSite) {
  const Baseline base = BaselineOf(
      {InScope(CopyRow("a.cc", "f", "x", 8), "train/step"), CopyRow("lib/b.cc", "g", "x", 8)});
  const Baseline now = BaselineOf(
      {InScope(CopyRow("a.cc", "f", "x", 10), "train/step"), CopyRow("lib/b.cc", "g", "x", 80)});
  const Comparison comparison = Compare(base, now);
  EXPECT_EQ(ChangeOf(comparison, "copy_bytes", ScopeNamed("train")).delta(), 2);
  EXPECT_EQ(ChangeOf(comparison, "copy_bytes", ScopeNamed("tra")).delta(), 0);
  EXPECT_EQ(ChangeOf(comparison, "copy_bytes", SitesLike("lib/*")).delta(), 72);
  EXPECT_EQ(ChangeOf(comparison, "copy_bytes", SitesLike("other.cc")).delta(), 0);
}

TEST(Comparison, OfAScopeComparesItsPeak) {
  Baseline base = BaselineOf({});
  base.scopes = {{"step", 100}};
  Baseline now = BaselineOf({});
  now.scopes = {{"step", 164}};
  const Change change = ChangeOf(Compare(base, now), "peak_bytes", ScopeNamed("step"));
  EXPECT_EQ(change.before, 100);
  EXPECT_EQ(change.after, 164);
  EXPECT_FALSE(change.broken_down);
}

TEST(Comparison, NamesWhatElseDiffers) {
  Baseline now = BaselineOf({});
  now.trace_version = 2;
  now.test = "other";
  EXPECT_EQ(Compare(BaselineOf({}), now).notes.size(), 2U);
  EXPECT_THAT(Compare(BaselineOf({}), BaselineOf({})).notes, IsEmpty());
}

// 10,000 places that grow by 16 bytes each, against a baseline that keeps 400 of them apart.
TEST(Comparison, ExplainsARegressionThatIsSpreadOverManySmallPlaces) {
  std::vector<BaselineRow> before;
  std::vector<BaselineRow> after;
  for (int i = 0; i < 10000; ++i) {
    const std::string function = "f" + std::to_string(100000 + i);
    before.push_back(CopyRow("a.cc", function, function, 100));
    after.push_back(CopyRow("a.cc", function, function, 116));
  }
  after.push_back(CopyRow("a.cc", "large", "large", 50000));
  Baseline base = BaselineOf(before);
  BoundRows(400, &base);
  ASSERT_EQ(base.rows.size(), 401U);
  const Change change = CopyChange(base, BaselineOf(after));
  EXPECT_EQ(change.delta(), 160000 + 50000);
  ASSERT_EQ(change.contributions.size(), 402U);
  EXPECT_EQ(change.contributions[0].note, "small places: 9600 before, 9600 now");
  EXPECT_EQ(change.contributions[0].delta(), 9600 * 16);
  EXPECT_EQ(change.contributions[1].site.function, "large");
  EXPECT_EQ(change.contributions[1].note, "new");
  EXPECT_EQ(change.contributions[2].delta(), 16);
}

class RandomPrograms {
 public:
  explicit RandomPrograms(uint32_t seed) : random_(seed) {}

  size_t Below(size_t end) { return random_() % end; }

  std::vector<BaselineRow> Rows() {
    std::vector<BaselineRow> rows;
    for (size_t n = Below(30); n > 0; --n) {
      BaselineRow row =
          Row(Name("file", 4), Name("fun", 4), Below(3) == 0 ? "" : Name("text", 9), {});
      row.key.kind = Below(2) == 0 ? "array" : "op:add";
      row.key.scope = Below(3) == 0 ? "step" : "";
      row.key.dtype = Below(2) == 0 ? "f8" : "f4";
      for (int64_t& figure : row.figures) figure = Below(3) == 0 ? Amount() : 0;
      rows.push_back(std::move(row));
    }
    return rows;
  }

  void Edit(std::vector<BaselineRow>* rows) {
    if (rows->empty()) return;
    const size_t at = Below(rows->size());
    BaselineRow& row = (*rows)[at];
    switch (Below(7)) {
      case 0:
        row.figures[Below(row.figures.size())] = Amount();
        break;
      case 1:
        rows->erase(rows->begin() + static_cast<ptrdiff_t>(at));
        break;
      case 2:
        rows->push_back(row);
        rows->back().text = Name("text", 20);
        break;
      case 3:
        std::swap(row, (*rows)[Below(rows->size())]);
        break;
      case 4: {
        const std::string file = row.key.file;
        for (BaselineRow& other : *rows) {
          if (other.key.file == file) other.key.file = "renamed.cc";
        }
        break;
      }
      case 5:
        row.key.function = Name("fun", 8);
        break;
      default:
        row.text = Name("text", 20);
    }
  }

 private:
  std::string Name(const std::string& stem, size_t count) {
    return stem + std::to_string(Below(count));
  }
  int64_t Amount() { return Below(20) == 0 ? INT64_MAX / 64 : static_cast<int64_t>(Below(1000)); }

  std::mt19937 random_;
};

TEST(ComparisonProperty, ContributionsSumToTheDifference) {
  RandomPrograms random(5);
  size_t explained = 0;
  for (int i = 0; i < 600; ++i) {
    std::vector<BaselineRow> rows = random.Rows();
    Baseline base = BaselineOf(rows);
    for (size_t n = random.Below(8); n > 0; --n) random.Edit(&rows);
    Baseline now = BaselineOf(rows);
    if (random.Below(3) == 0) BoundRows(1 + random.Below(12), &base);
    if (random.Below(4) == 0) BoundRows(1 + random.Below(12), &now);
    const Comparison comparison = Compare(base, now);
    for (const Change& change : AllChanges(comparison)) {
      int64_t sum = 0;
      for (const Contribution& part : change.contributions) {
        EXPECT_NE(part.delta(), 0);
        EXPECT_NE(part.note, "not known by place") << change.metric;
        sum += part.delta();
      }
      ASSERT_EQ(sum, change.delta()) << change.metric;
      explained += change.contributions.size();
      if (change.metric == "lost_reuse") continue;
      ASSERT_EQ(change.before, base.totals[FigureIndex(change.metric)]);
      ASSERT_EQ(change.after, now.totals[FigureIndex(change.metric)]);
    }
  }
  EXPECT_GT(explained, 5000U);
}

// Every row goes into exactly one pair.
TEST(ComparisonProperty, NoRowIsLostOrTakenTwice) {
  RandomPrograms random(6);
  for (int i = 0; i < 1000; ++i) {
    std::vector<BaselineRow> rows = random.Rows();
    const Baseline base = BaselineOf(rows);
    for (size_t n = random.Below(8); n > 0; --n) random.Edit(&rows);
    const Baseline now = BaselineOf(rows);
    Figures before = NoFigures();
    Figures after = NoFigures();
    for (const MatchedRow& row : MatchRows(base, now)) {
      AddFigures(row.before, &before);
      AddFigures(row.after, &after);
    }
    ASSERT_EQ(before, base.totals);
    ASSERT_EQ(after, now.totals);
  }
}

}  // namespace
}  // namespace tidemark::gate
