#include "tidemark/gate/formats/junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gate/formats/sample_results.h"
#include "tidemark/gate/formats/xml_text.h"

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Junit, ASuiteATestAndACaseAVerdict) {
  CheckResult result;
  result.verdicts = {FailedVerdict(), PassedVerdict(), UnjudgedVerdict()};
  const std::string text = JunitText(result, SampleOptions());
  EXPECT_THAT(text,
              HasSubstr("<testsuite name=\"pipeline\" tests=\"3\" failures=\"1\" errors=\"0\" "
                        "skipped=\"1\" time=\"0\">"));
  EXPECT_THAT(text, HasSubstr("<failure message=\"peak_bytes went from 64 MiB"));
  EXPECT_THAT(text, HasSubstr("<testcase name=\"copy_count &lt;= 3\" classname=\"pipeline\" "
                              "time=\"0\"></testcase>"));
  EXPECT_THAT(text, HasSubstr("<skipped message=\"leak_count was not judged: the trace is cut"));
}

TEST(Junit, ARefusedTraceIsAnErrorAndSoIsNothing) {
  CheckResult result;
  result.refused = {{.trace = "cut.tmk", .message = "not a trace", .empty = false}};
  EXPECT_THAT(JunitText(result, SampleOptions()),
              HasSubstr("<error message=\"not a trace\" type=\"unusable-trace\"/>"));
  EXPECT_THAT(JunitText({}, SampleOptions()), HasSubstr("errors=\"1\""));
}

TEST(Junit, TheSameCaseTwiceHasTwoNames) {
  CheckResult result;
  result.verdicts = {FailedVerdict(), FailedVerdict()};
  EXPECT_THAT(JunitText(result, SampleOptions()),
              HasSubstr("<testcase name=\"peak_bytes &lt;= 64MiB #2\""));
}

TEST(XmlText, EscapesMarkupAndStripsWhatXmlDoesNotAllow) {
  EXPECT_EQ(XmlText("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&apos;");
  EXPECT_EQ(XmlText("x\x01y\xFFz"), "x\uFFFDy\uFFFDz");
  EXPECT_THAT(XmlText("\xEF\xBF\xBF"), Not(HasSubstr("\xEF\xBF\xBF")));
  EXPECT_EQ(XmlText("]]>"), "]]&gt;");
}

}  // namespace
}  // namespace tidemark::gate
