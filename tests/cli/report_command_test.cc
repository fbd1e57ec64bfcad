// `tidemark report` on good traces.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

Json ReportJson(const std::string& trace) {
  const Outcome outcome = Tidemark({"report", trace, "--format", "json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  return Json::parse(outcome.out, nullptr, /*allow_exceptions=*/false);
}

TEST(ReportCommand, TheFixedExampleAsJson) {
  const Json json = ReportJson(ExamplePath());
  ASSERT_FALSE(json.is_discarded());
  EXPECT_EQ(json["schema"], "tidemark-report/1");
  EXPECT_EQ(json["trace"]["files"], Json::array({ExamplePath()}));
  EXPECT_EQ(json["trace"]["program"], "example");
  EXPECT_EQ(json["trace"]["events"], 7);
  EXPECT_EQ(json["trace"]["duration_ns"], 700);
  EXPECT_EQ(json["trace"]["truncated"], false);
  EXPECT_EQ(json["trace"]["lost_events"], 0);
  EXPECT_EQ(json["trace"]["anomalies"]["total"], 0);
  EXPECT_EQ(json["totals"]["alloc_count"], 2);
  EXPECT_EQ(json["totals"]["alloc_bytes"], 16000);
  EXPECT_EQ(json["totals"]["free_count"], 1);
  EXPECT_EQ(json["totals"]["view_count"], 1);
  EXPECT_EQ(json["totals"]["copy_bytes"], 8000);
  EXPECT_EQ(json["totals"]["largest_alloc_bytes"], 8000);
  EXPECT_EQ(json["totals"]["live_end_bytes"], 8000);
  EXPECT_EQ(json["totals"]["thread_count"], 1);
  EXPECT_EQ(json["peak"]["bytes"], 16000);
  EXPECT_EQ(json["peak"]["t"], 300);
  EXPECT_EQ(json["peak"]["buffers"], 2);
  EXPECT_EQ(json["peak"]["sites"].size(), 2u);
  EXPECT_EQ(json["copies"]["count"], 1);
  EXPECT_EQ(json["copies"]["redundant_count"], 1);
  EXPECT_EQ(json["copies"]["redundant_bytes"], 8000);
  EXPECT_EQ(json["leaks"]["count"], 1);
  EXPECT_EQ(json["leaks"]["bytes"], 8000);
  EXPECT_EQ(json["leaks"]["sites"][0]["site"]["line"], 10);
  EXPECT_EQ(json["pins"], Json::array());
  std::vector<std::string> rules;
  for (const Json& finding : json["findings"]) rules.push_back(finding["rule"]);
  EXPECT_THAT(rules, ::testing::UnorderedElementsAre("unmodified-copy", "leak"));
  EXPECT_EQ(json["what_if"]["peak_bytes_all_fixed"], 8000);
}

TEST(ReportCommand, TheFixedExampleAsText) {
  const Outcome outcome = Tidemark({"report", ExamplePath()});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("PEAK   15.6 KiB in 2 buffers at 300 ns"),
                                 HasSubstr("unmodified-copy"), HasSubstr("a.cc:20"),
                                 HasSubstr("LEAKS  7.81 KiB in 1 buffer never freed")));
  EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b")));
  EXPECT_EQ(outcome.err, "");
}

TEST(ReportCommand, TwoRunsGiveTheSameBytes) {
  for (const char* format : {"text", "json"}) {
    EXPECT_EQ(Tidemark({"report", ExamplePath(), "--format", format}).out,
              Tidemark({"report", ExamplePath(), "--format", format}).out);
  }
}

TEST(ReportCommand, ReadsStandardInput) {
  const Outcome outcome =
      Tidemark({"report", "-", "--format", "json"}, {.input = ReadAll(ExamplePath())});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  Json from_pipe = Json::parse(outcome.out);
  Json from_file = ReportJson(ExamplePath());
  from_pipe["trace"].erase("files");
  from_file["trace"].erase("files");
  EXPECT_EQ(from_pipe, from_file);
  const Outcome piped = Shell("cat '" + ExamplePath() + "' | $TIDEMARK report -");
  EXPECT_EQ(piped.exit_code, 0) << piped.err;
  EXPECT_THAT(piped.out, HasSubstr("PEAK   15.6 KiB"));
}

TEST(ReportCommand, FitsTheWidth) {
  for (const int width : {40, 60, 80, 120}) {
    const Outcome outcome = Tidemark({"report", ExamplePath(), "--width", std::to_string(width)},
                                     {.environment = {"LC_ALL=C"}});
    EXPECT_EQ(outcome.exit_code, 0);
    for (const auto& line : absl::StrSplit(outcome.out, '\n')) {
      EXPECT_LE(std::string(line).size(), static_cast<size_t>(width)) << std::string(line);
    }
  }
}

TEST(ReportCommand, TakesTheWidthFromColumns) {
  const Surroundings narrow = {.environment = {"COLUMNS=50"}};
  EXPECT_EQ(Tidemark({"report", ExamplePath()}, narrow).out,
            Tidemark({"report", ExamplePath(), "--width", "50"}).out);
  EXPECT_NE(Tidemark({"report", ExamplePath()}, narrow).out,
            Tidemark({"report", ExamplePath()}).out);
}

TEST(ReportCommand, IsAsciiWithoutUtf8) {
  const Outcome ascii = Tidemark({"report", ExamplePath()}, {.environment = {"LC_ALL=C"}});
  for (const char c : ascii.out) ASSERT_LT(static_cast<unsigned char>(c), 0x80);
  EXPECT_THAT(Tidemark({"report", ExamplePath()}).out, HasSubstr("█"));
}

TEST(ReportCommand, ColorsWhenAskedAndNotIntoAPipe) {
  EXPECT_THAT(Tidemark({"report", ExamplePath(), "--color", "always"}).out, HasSubstr("\x1b["));
  EXPECT_THAT(Tidemark({"report", ExamplePath(), "--color", "never"}).out, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(Tidemark({"report", ExamplePath()}).out, Not(HasSubstr("\x1b[")));
}

TEST(ReportCommand, OnATerminalItColorsUnlessNoColorIsSet) {
  // script(1) gives the command a terminal to write to.
  const std::string report = "$TIDEMARK report " + ExamplePath();
  const std::string in_terminal = "script -qec '" + report + "' /dev/null";
  EXPECT_THAT(Shell("TERM=xterm " + in_terminal).out, HasSubstr("\x1b["));
  EXPECT_THAT(Shell("TERM=xterm NO_COLOR=1 " + in_terminal).out, Not(HasSubstr("\x1b[")));
}

TEST(ReportCommand, SaysGoodNews) {
  const std::string clean =
      WriteTemp("clean.json", Head() +
                                  R"({"ev":"alloc","t":1,"site":1,"buf":1,"bytes":80}
{"ev":"free","t":2,"buf":1}
{"ev":"end","t":3,"events":2,"live_buffers":0,"live_bytes":0}
)");
  const Outcome outcome = Tidemark({"report", clean});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("FIX    no needless copies found (none made)"),
                                 HasSubstr("LEAKS  nothing")));
}

TEST(ReportCommand, HostileNamesDoNothing) {
  const std::string hostile =
      WriteTemp("hostile.json",
                R"({"ev":"trace","version":1,"program":"\u001b]0;owned\u0007"}
{"ev":"site","site":1,"file":"\u001b[2J\u202evil.cc","line":1,"function":"f\n\r\u0000g"}
{"ev":"alloc","t":1,"site":1,"buf":1,"bytes":80}
{"ev":"end","t":3,"events":1,"live_buffers":1,"live_bytes":80}
)");
  const Outcome outcome = Tidemark({"report", hostile});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* bad : {"\x1b", "\x07", "\r", "\u202e"}) {
    EXPECT_THAT(outcome.out, Not(HasSubstr(bad)));
  }
}

TEST(ReportCommand, WritesAPage) {
  const std::string file = WriteTemp("run.html", "");
  const Outcome written = Tidemark({"report", ExamplePath(), "--format", "html", "-o", file});
  EXPECT_EQ(written.exit_code, 0) << written.err;
  const std::string page = ReadAll(file);
  EXPECT_THAT(page, AllOf(HasSubstr("<!doctype html>"), HasSubstr("default-src 'none'"),
                          HasSubstr("<data value=\"16000\">")));
  EXPECT_EQ(Tidemark({"report", ExamplePath(), "--format", "html", "-o", "-"}).out, page);
  EXPECT_EQ(Tidemark({"report", ExamplePath(), "--format", "html"}).out, page);
  const Outcome two = Tidemark({"report", ExamplePath(), ExamplePath(), "--format", "html"});
  EXPECT_EQ(two.exit_code, 0) << two.err;
  EXPECT_THAT(two.out, AllOf(HasSubstr("Before: "), HasSubstr("After: ")));
}

TEST(ReportCommand, SaysWhatAPageIsNot) {
  const auto expect = [](const std::vector<std::string>& arguments, const std::string& message) {
    const Outcome outcome = Tidemark(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << message;
    EXPECT_THAT(outcome.err, HasSubstr(message));
    EXPECT_EQ(outcome.out, "");
  };
  const std::string trace = ExamplePath();
  expect({"report", trace, trace}, "one trace is shown at a time");
  expect({"report", trace, trace, trace, "--format", "html"}, "a page compares two traces");
  expect({"report", trace, "--open"}, "--open goes with --format html");
  expect({"report", trace, "--format", "html", "--open"}, "--open opens a file");
  expect({"report", trace, "--format", "html", "--table", "sizes"}, "a page has all tables");
  expect({"report", "/", "--format", "html"}, "is a folder");
  const std::string copy = WriteTemp("trace.json", ReadAll(trace));
  expect({"report", trace, copy, "--format", "html", "-o", copy}, "is the trace itself");
}

TEST(ReportCommand, APageIsNothingForATerminal) {
  // `script` gives the command a terminal for its output.
  const Outcome outcome =
      Shell("command -v script >/dev/null || exit 77; script -qec \"$TIDEMARK report " +
            ExamplePath() + " --format html\" /dev/null </dev/null");
  if (outcome.exit_code == 77) GTEST_SKIP() << "there is no script(1)";
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.out, HasSubstr("a page is nothing for a terminal"));
}

}  // namespace
}  // namespace tidemark::cli
