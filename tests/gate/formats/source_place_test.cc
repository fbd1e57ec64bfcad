#include "tidemark/gate/formats/source_place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gate/formats/sample_results.h"

namespace tidemark::gate {
namespace {

using ::testing::Not;
using ::testing::StartsWith;

TEST(RelativePath, IsThatOfTheRepository) {
  EXPECT_EQ(RelativePath("/home/me/project/src/a.cc", "/home/me/project"), "src/a.cc");
  EXPECT_EQ(RelativePath("/home/me/project/src/a.cc", "/home/me/project/"), "src/a.cc");
  EXPECT_EQ(RelativePath("/home/me/./project//src/x/../a.cc", "/home/me/project"), "src/a.cc");
  EXPECT_EQ(RelativePath("./src/a.cc", "/home/me/project"), "src/a.cc");
  EXPECT_EQ(RelativePath("src/a.cc", ""), "src/a.cc");
}

TEST(RelativePath, OutsideItNeverLeadsThere) {
  EXPECT_EQ(RelativePath("/home/me/project2/a.cc", "/home/me/project"), "home/me/project2/a.cc");
  EXPECT_EQ(RelativePath("/home/me/project/../x.cc", "/home/me/project"), "home/me/x.cc");
  EXPECT_EQ(RelativePath("../../etc/passwd", "/home/me/project"), "etc/passwd");
  EXPECT_EQ(RelativePath("/usr/include/vector", ""), "usr/include/vector");
  EXPECT_EQ(RelativePath("/", "/"), "");
  EXPECT_EQ(RelativePath("", "/home/me/project"), "");
  EXPECT_EQ(RelativePath("..", "/home/me/project"), "");
}

TEST(PlaceOfVerdict, PrefersTheRepositoryToWhatIsLarger) {
  const Place place = PlaceOfVerdict(FailedVerdict(), SampleOptions());
  EXPECT_EQ(place.path, "src/load.cc");
  EXPECT_EQ(place.line, 23);
  EXPECT_TRUE(place.exact);
}

TEST(PlaceOfVerdict, FallsBackToTheFileOfTheBoundAndTheTrace) {
  Verdict verdict = FailedVerdict();
  verdict.contributions.resize(1);
  EXPECT_EQ(PlaceOfVerdict(verdict, SampleOptions()).path, "usr/include/c++/12/vector");
  verdict.contributions[0].site.module = verdict.contributions[0].site.file;
  EXPECT_EQ(PlaceOfVerdict(verdict, SampleOptions()).path, "tidemark.json");
  EXPECT_FALSE(PlaceOfVerdict(verdict, SampleOptions()).exact);
  verdict.limit_source = "--limit";
  EXPECT_EQ(PlaceOfVerdict(verdict, SampleOptions()).path, "run.tmk");
  verdict.trace = "";
  EXPECT_EQ(PlaceOfVerdict(verdict, SampleOptions()).path, "unnamed-trace");
}

TEST(PlaceOfVerdict, IsARelativePathAndALineForAnyName) {
  for (const Verdict& verdict : HostileResult().verdicts) {
    const Place place = PlaceOfVerdict(verdict, SampleOptions());
    EXPECT_FALSE(place.path.empty());
    EXPECT_THAT(place.path, Not(StartsWith("/")));
    EXPECT_THAT(place.path, Not(StartsWith("..")));
    EXPECT_GE(place.line, 1);
  }
}

TEST(SiteText, SaysWhatIsKnown) {
  const FormatOptions options = SampleOptions();
  EXPECT_EQ(SiteText({"/home/me/project/a.cc", 3, "f", "input"}, options), "a.cc:3  f  [input]");
  EXPECT_EQ(SiteText({"a.cc", 0, "", ""}, options), "a.cc");
  EXPECT_EQ(SiteText({"/lib/libz.so", 0, "inflate", "", "/lib/libz.so"}, options),
            "libz.so  inflate");
  EXPECT_EQ(SiteText({}, options), "(unknown place)");
}

}  // namespace
}  // namespace tidemark::gate
