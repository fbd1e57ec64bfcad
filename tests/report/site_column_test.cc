#include "tidemark/report/site_column.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidemark/base/display_text.h"

namespace tidemark::report {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const analysis::SiteReport& LongSite() {
  static const analysis::SiteReport site = {"src/imaging/stages/normalise/pipeline.cc", 44, "Run",
                                            "warm"};
  return site;
}

TEST(SiteColumn, ShowsAllThatFits) {
  EXPECT_EQ(SiteColumn(LongSite(), 80, true),
            "src/imaging/stages/normalise/pipeline.cc:44  Run  [warm]");
}

TEST(SiteColumn, ElidesThePathAndKeepsFileAndLine) {
  const std::string column = SiteColumn(LongSite(), 30, true);
  EXPECT_EQ(column, "src/imagi…/pipeline.cc:44  Run");
  EXPECT_EQ(DisplayWidth(column), 30u);
}

TEST(SiteColumn, FoldersMakeWayForTheFunctionAndTheFileNameDoesNot) {
  const analysis::SiteReport site = {"src/imaging/stages/normalise/pipeline.cc", 44,
                                     "imaging::Pipeline::Normalise", ""};
  EXPECT_EQ(SiteColumn(site, 50, true), "src/…/pipeline.cc:44  imaging::Pipeline::Normalise");
  EXPECT_EQ(SiteColumn(site, 40, true), "s…/pipeline.cc:44  imaging:…e::Normalise");
  const std::string narrow = SiteColumn(site, 24, true);
  EXPECT_THAT(narrow, EndsWith("…/pipeline.cc:44"));
  EXPECT_THAT(narrow, StartsWith("src/"));
}

TEST(SiteColumn, ShowsALibraryInPlaceOfAnUnknownFile) {
  const std::string path = "/usr/lib/x86_64-linux-gnu/libfoo.so.3";
  EXPECT_EQ(SiteColumn({path, 0, "foo_open", "", path}, 60, true), "libfoo.so.3  foo_open");
  EXPECT_EQ(SiteColumn({path, 0, "libfoo.so.3+0x1f", "", path}, 60, true), "libfoo.so.3+0x1f");
  EXPECT_EQ(SiteColumn({path, 0, "", "", path}, 60, true), "libfoo.so.3");
  // A source file that is known stays, and a file of that path that is no library.
  EXPECT_EQ(SiteColumn({"foo.c", 7, "foo_open", "", path}, 60, true), "foo.c:7  foo_open");
  EXPECT_EQ(SiteColumn({path, 0, "foo_open", ""}, 60, true), path + "  foo_open");
}

TEST(CallerText, IsTheFunctionWithItsLineOrItsLibrary) {
  const std::string path = "/usr/lib/libfoo.so.3";
  EXPECT_EQ(CallerText({"src/foo.c", 7, "foo_open", "", path}, true), "foo_open foo.c:7");
  EXPECT_EQ(CallerText({path, 0, "foo_open", "", path}, true), "foo_open");
  EXPECT_EQ(CallerText({path, 0, "", "", path}, true), "libfoo.so.3");
  EXPECT_EQ(CallerText({"src/foo.c", 7, "", "", path}, true), "foo.c:7");
}

TEST(SiteColumn, InstalledPythonIsToldByItsModule) {
  const std::string path = "/usr/lib/python3/dist-packages/sklearn/cluster/_kmeans.py";
  const analysis::SiteReport site = {path, 463, "fit", "", "sklearn.cluster._kmeans"};
  EXPECT_EQ(SiteColumn(site, 60, true), "sklearn.cluster._kmeans:463  fit");
  EXPECT_EQ(CallerText(site, true), "fit sklearn.cluster._kmeans:463");
  // The user's own is a path that editors open.
  EXPECT_EQ(SiteColumn({"app/main.py", 3, "run", "", "app.main"}, 60, true), "app/main.py:3  run");
}

TEST(SiteColumn, NeverTakesMoreThanItsWidth) {
  for (size_t width = 1; width < 70; ++width) {
    EXPECT_LE(DisplayWidth(SiteColumn(LongSite(), width, true)), width) << width;
    EXPECT_LE(DisplayWidth(SiteColumn(LongSite(), width, false)), width) << width;
  }
}

TEST(SiteColumn, SaysWhatItDoesNotKnow) {
  EXPECT_EQ(SiteColumn({}, 40, true), "(unknown site)");
  EXPECT_EQ(SiteColumn({"", 0, "main", ""}, 40, true), "main");
  EXPECT_EQ(SiteColumn({"a.cc", 0, "", ""}, 40, true), "a.cc");
}

TEST(SiteColumn, AFunctionWithoutAFileIsShownHoweverNarrow) {
  EXPECT_EQ(SiteColumn({"", 0, "main", ""}, 4, true), "main");
  EXPECT_EQ(DisplayWidth(SiteColumn({"", 0, "only_function", ""}, 8, true)), 8u);
}

TEST(SiteColumn, CleansNames) {
  const std::string column = SiteColumn({"a\x1b[31m.cc", 1, "f\n\u202Eg", ""}, 60, true);
  EXPECT_EQ(column, "a\uFFFD[31m.cc:1  f\uFFFD\uFFFDg");
  EXPECT_THAT(SiteColumn({"é.cc", 1, "", ""}, 60, false), HasSubstr("?.cc:1"));
}

}  // namespace
}  // namespace tidemark::report
