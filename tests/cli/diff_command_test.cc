// `tidemark diff`: traces and baselines side by side, and where each difference comes from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// The example, with other text for some of its text.
std::string Changed(std::vector<std::pair<std::string, std::string>> replaced) {
  std::vector<std::pair<absl::string_view, absl::string_view>> views(replaced.begin(),
                                                                     replaced.end());
  return WriteTemp("changed.ndjson", absl::StrReplaceAll(ReadAll(ExamplePath()), views));
}

nlohmann::json MetricOf(const std::string& base, const std::string& now, const std::string& name) {
  const Outcome outcome = Tidemark({"diff", base, now, "--format", "json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["schema"], "tidemark-diff/1");
  for (const auto& metric : json["metrics"]) {
    if (metric["metric"] == name) return metric;
  }
  ADD_FAILURE() << "no " << name;
  return {};
}

TEST(DiffCommand, OfOneTraceWithItselfIsNothing) {
  const Outcome outcome = Tidemark({"diff", ExamplePath(), ExamplePath()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("no difference"), Not(HasSubstr("comes from"))));
}

TEST(DiffCommand, MovedLinesAndRenamedFilesAreNothing) {
  const std::string moved =
      Changed({{"\"line\":10", "\"line\":510"}, {"\"line\":20", "\"line\":520"}});
  EXPECT_THAT(Tidemark({"diff", ExamplePath(), moved}).out, HasSubstr("no difference"));
  const std::string renamed = Changed({{"a.cc", "lib/b.cc"}});
  EXPECT_THAT(Tidemark({"diff", ExamplePath(), renamed}).out, HasSubstr("no difference"));
}

TEST(DiffCommand, SaysWhatGrewAndWhere) {
  const std::string larger = Changed({{R"("buf":2,"bytes":8000)", R"("buf":2,"bytes":9024)"}});
  const Outcome outcome = Tidemark({"diff", ExamplePath(), larger});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("peak_bytes"), HasSubstr("+1 KiB"),
                                 HasSubstr("a.cc:20  work"), Not(HasSubstr("a.cc:10"))));
  const auto peak = MetricOf(ExamplePath(), larger, "peak_bytes");
  EXPECT_EQ(peak["before"], 16000);
  EXPECT_EQ(peak["after"], 17024);
  ASSERT_EQ(peak["contributions"].size(), 1U);
  EXPECT_EQ(peak["contributions"][0]["delta"], 1024);
  EXPECT_EQ(peak["other_delta"], 0);
}

TEST(DiffCommand, FromNothingIsNew) {
  const std::string base = WriteTemp(
      "base.ndjson", Head() + R"({"ev":"alloc","t":1,"thread":1,"site":1,"buf":1,"bytes":8}
{"ev":"free","t":2,"thread":1,"site":1,"buf":1}
{"ev":"end","t":3,"events":2,"live_buffers":0,"live_bytes":0}
)");
  const Outcome outcome = Tidemark({"diff", base, ExamplePath()});
  EXPECT_THAT(outcome.out, HasSubstr("new"));
  EXPECT_THAT(outcome.out, AllOf(Not(HasSubstr("inf")), Not(HasSubstr("nan"))));
}

TEST(DiffCommand, TakesBaselines) {
  const std::string baseline = WriteTemp("b", "") + ".json";
  ASSERT_EQ(Tidemark({"baseline", "init", ExamplePath(), "--baseline", baseline}).exit_code, 0);
  EXPECT_THAT(Tidemark({"diff", baseline, ExamplePath()}).out, HasSubstr("no difference"));
  EXPECT_THAT(Tidemark({"diff", ExamplePath(), baseline}).out, HasSubstr("no difference"));
}

TEST(DiffCommand, FitsAScreenWhereverTheDifferenceComesFrom) {
  std::string before = Head();
  std::string after = Head();
  std::string events;
  for (int i = 0; i < 2000; ++i) {
    const std::string site =
        absl::StrCat(R"({"ev":"site","site":)", 10 + i, R"(,"file":"m.cc","line":)", 10 + i,
                     R"(,"function":"f)", i, "\"}\n");
    const std::string alloc = absl::StrCat(R"({"ev":"alloc","t":1,"thread":1,"site":)", 10 + i,
                                           R"(,"buf":)", 1 + i, R"(,"bytes":)");
    absl::StrAppend(&before, site, alloc, 100, "}\n");
    absl::StrAppend(&after, site, alloc, 116, "}\n");
  }
  const std::string end = R"({"ev":"end","t":3,"events":2000,"live_buffers":2000,"live_bytes":)";
  const std::string base = WriteTemp("base.ndjson", before + end + "200000}\n");
  const std::string now = WriteTemp("now.ndjson", after + end + "232000}\n");
  const Outcome outcome = Tidemark({"diff", base, now});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_LE(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 50);
  EXPECT_THAT(outcome.out, HasSubstr("1996 other places"));
  const auto peak = MetricOf(base, now, "peak_bytes");
  int64_t sum = peak["other_delta"];
  for (const auto& part : peak["contributions"]) sum += part["delta"].get<int64_t>();
  EXPECT_EQ(sum, 32000);
}

TEST(DiffCommand, MarkdownKeepsHostileNamesInTheirPlace) {
  const std::string hostile = Changed({{"\"load\"", R"("lo|ad <b>`*\n# x")"},
                                       {R"("buf":1,"bytes":8000)", R"("buf":1,"bytes":9000)"}});
  const Outcome outcome = Tidemark({"diff", ExamplePath(), hostile, "--format", "markdown"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("| metric |"), Not(HasSubstr("<b>")),
                                 Not(HasSubstr("lo|ad")), Not(HasSubstr("\n# x"))));
}

TEST(DiffCommand, RefusesWhatItCannotRead) {
  EXPECT_EQ(Tidemark({"diff", ExamplePath()}).exit_code, 2);
  EXPECT_EQ(Tidemark({"diff", ExamplePath(), ExamplePath(), "--format", "xml"}).exit_code, 2);
  EXPECT_EQ(Tidemark({"diff", ExamplePath(), "/nonexistent.json"}).exit_code, 3);
  const std::string bad =
      WriteTemp("bad.json", "{\"schema\":\"tidemark-baseline/1\",\n\"tset\":1}");
  const Outcome outcome = Tidemark({"diff", bad, ExamplePath()});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("bad.json:2"), HasSubstr("did you mean 'test'")));
}

TEST(DiffCommand, TwoRunsGiveTheSameBytes) {
  const std::string larger = Changed({{R"("buf":2,"bytes":8000)", R"("buf":2,"bytes":9024)"}});
  for (const char* format : {"text", "json", "markdown"}) {
    const std::vector<std::string> arguments = {"diff", ExamplePath(), larger, "--format", format};
    EXPECT_EQ(Tidemark(arguments).out, Tidemark(arguments).out);
  }
}

}  // namespace
}  // namespace tidemark::cli
