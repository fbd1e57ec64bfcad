#include "tidemark/gate/formats/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gate/formats/sample_results.h"

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Markdown, BeginsWithTheMarkerAndTheVerdict) {
  CheckResult result;
  result.verdicts = {PassedVerdict()};
  EXPECT_EQ(MarkdownText(result, SampleOptions()),
            "<!-- tidemark -->\n### Memory check: passed\n\n1 check passed\n");
  result.refused = {{.trace = "cut.tmk", .message = "not a trace", .empty = false}};
  const std::string text = MarkdownText(result, SampleOptions());
  EXPECT_THAT(text, StartsWith("<!-- tidemark -->\n### Memory check: not passed\n"));
  EXPECT_THAT(text, HasSubstr("- <code>cut.tmk</code>: <code>not a trace</code>\n"));
}

TEST(Markdown, AFailureHasARowAndItsPlaces) {
  CheckResult result;
  result.verdicts = {FailedVerdict(), UnjudgedVerdict()};
  const std::string text = MarkdownText(result, SampleOptions());
  EXPECT_THAT(text, HasSubstr("| <code>pipeline</code> | <code>peak&#95;bytes &#60;= 64MiB</code> |"
                              " 64 MiB (67108864 B) | 152 MiB (159383552 B) | +88 MiB, +138% | "));
  EXPECT_THAT(text, HasSubstr("- <code>+30 MiB  src/load.cc:23  load &#40;array float64&#41;"));
  EXPECT_THAT(text, HasSubstr("- <code>+8 MiB  in 17 other places</code>\n"));
  EXPECT_THAT(text, HasSubstr("Look closer: <code>tidemark report run.tmk</code>"));
  EXPECT_THAT(text, HasSubstr("**Not judged**"));
}

TEST(Markdown, NoCharacterOfANameWorksAsMarkup) {
  EXPECT_EQ(MarkdownCode("a|b`c<d>&"), "<code>a&#124;b&#96;c&#60;d&#62;&#38;</code>");
  EXPECT_EQ(MarkdownCode("http://x www.y a.cc"), "<code>http&#58;//x www&#46;y a.cc</code>");
  EXPECT_EQ(MarkdownCode("x\ny"), "<code>x\uFFFDy</code>");
  EXPECT_EQ(MarkdownCode("std::vector"), "<code>std::vector</code>");
}

TEST(Markdown, ManyFailuresFitAComment) {
  const std::string text = MarkdownText(LargeResult(1000), SampleOptions());
  EXPECT_LE(text.size(), kMaxMarkdownBytes);
  EXPECT_THAT(text, HasSubstr("\nand 980 more\n"));
  EXPECT_LE(MarkdownText(HostileResult(), SampleOptions()).size(), kMaxMarkdownBytes);
}

}  // namespace
}  // namespace tidemark::gate
