// `tidemark check`: what passes, what fails, and what is not judged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Outcome Check(const std::vector<std::string>& limits, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), {"check", ExamplePath()});
  for (const std::string& limit : limits) arguments.insert(arguments.end(), {"--limit", limit});
  return Tidemark(arguments);
}

TEST(CheckCommand, PassesAtTheLimitAndFailsOneByteBelow) {
  const Outcome passed = Check({"peak_bytes <= 16000"});
  EXPECT_EQ(passed.exit_code, 0) << passed.err;
  EXPECT_THAT(passed.out, HasSubstr("1 limit kept"));
  const Outcome failed = Check({"peak_bytes <= 15999"});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.out,
              AllOf(HasSubstr("FAIL"), HasSubstr("peak_bytes is 15.6 KiB (16000 B)"),
                    HasSubstr("1 B over the limit"), HasSubstr("limit: peak_bytes <= 15999"),
                    HasSubstr("a.cc:10  load"), HasSubstr("a.cc:20  work")));
}

TEST(CheckCommand, JudgesEveryMetricByTheExample) {
  for (const auto& [metric, value] :
       std::vector<std::pair<std::string, std::string>>{{"peak_bytes", "16000"},
                                                        {"live_end_bytes", "8000"},
                                                        {"alloc_count", "2"},
                                                        {"alloc_bytes", "16000"},
                                                        {"copy_count", "1"},
                                                        {"copy_bytes", "8000"},
                                                        {"redundant_copy_count", "1"},
                                                        {"redundant_copy_bytes", "8000"},
                                                        {"view_count", "1"},
                                                        {"leak_bytes", "8000"},
                                                        {"leak_count", "1"},
                                                        {"largest_alloc_bytes", "8000"},
                                                        {"pinned_bytes", "0"},
                                                        {"lost_events", "0"}}) {
    EXPECT_EQ(Check({metric + " == " + value}).exit_code, 0) << metric;
    EXPECT_EQ(Check({metric + " > " + value}).exit_code, 1) << metric;
  }
}

TEST(CheckCommand, NamesTheSitesBehindTheFigure) {
  const auto sites = [](const char* limit) { return Check({limit}).out; };
  EXPECT_THAT(sites("alloc_count == 0"), AllOf(HasSubstr("1x  a.cc:10"), HasSubstr("1x  a.cc:20")));
  EXPECT_THAT(sites("copy_bytes == 0"),
              AllOf(HasSubstr("7.81 KiB  a.cc:20"), Not(HasSubstr("a.cc:10"))));
  EXPECT_THAT(sites("view_count == 0"), HasSubstr("1x  a.cc:20"));
  EXPECT_THAT(sites("largest_alloc_bytes == 0"), HasSubstr("7.81 KiB  a.cc:10"));
  EXPECT_THAT(sites("temporary_count == 0"), HasSubstr("1x  a.cc:20"));
}

TEST(CheckCommand, JudgesAllLimitsAndShowsAllFailures) {
  const Outcome outcome = Check({"peak_bytes <= 1KiB", "leak_count == 1", "copy_bytes < 8 KB"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("FAIL  " + ExamplePath() + ": peak_bytes"),
                                 HasSubstr("ok    " + ExamplePath() + ": leak_count"),
                                 HasSubstr("FAIL  " + ExamplePath() + ": copy_bytes"),
                                 HasSubstr("2 of 3 limits not kept")));
}

TEST(CheckCommand, JudgesEveryTraceAndSaysWhich) {
  const std::string small =
      WriteTemp("small.json", Head() +
                                  R"({"ev":"alloc","t":1,"site":1,"buf":1,"bytes":80}
{"ev":"free","t":2,"buf":1}
{"ev":"end","t":3,"events":2,"live_buffers":0,"live_bytes":0}
)");
  const Outcome outcome = Tidemark({"check", small, ExamplePath(), "--limit", "leak_count == 0"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("ok    " + small), HasSubstr("FAIL  " + ExamplePath()),
                                 HasSubstr("1 of 2 limits not kept")));
}

TEST(CheckCommand, AnUnreadableTraceIsNeverAPass) {
  const Outcome outcome =
      Tidemark({"check", ExamplePath(), "/nowhere/run.json", "--limit", "peak_bytes <= 1GiB"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("/nowhere/run.json"));
  EXPECT_THAT(outcome.out, HasSubstr("ok    " + ExamplePath()));
}

TEST(CheckCommand, WithoutALimitNothingIsJudged) {
  const Outcome outcome = Check({});
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_THAT(outcome.err, HasSubstr("nothing judged"));
}

TEST(CheckCommand, ATraceWithoutEventsIsNotJudged) {
  const Outcome empty =
      Tidemark({"check", WriteTemp("empty.json", ""), "--limit", "leak_count==0"});
  EXPECT_EQ(empty.exit_code, 4);
  EXPECT_THAT(empty.err, HasSubstr("nothing to analyse"));
  const Outcome mixed =
      Tidemark({"check", ExamplePath(), WriteTemp("empty.json", ""), "--limit", "leak_count == 1"});
  EXPECT_EQ(mixed.exit_code, 4);
}

TEST(CheckCommand, RefusesATruncatedTraceUnlessAllowed) {
  const std::string truncated = WriteTemp(
      "cut.json", Head() + "{\"ev\":\"alloc\",\"t\":1,\"site\":1,\"buf\":1,\"bytes\":80}\n");
  const Outcome refused = Tidemark({"check", truncated, "--limit", "peak_bytes <= 1MiB"});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("cut.json"), HasSubstr("truncated"), HasSubstr("--allow-truncated")));
  const Outcome allowed =
      Tidemark({"check", truncated, "--limit", "peak_bytes <= 1MiB", "--allow-truncated"});
  EXPECT_EQ(allowed.exit_code, 0) << allowed.err;
  EXPECT_THAT(allowed.out, HasSubstr("warn"));
  EXPECT_EQ(
      Tidemark({"check", truncated, "--limit", "peak_bytes <= 79", "--allow-truncated"}).exit_code,
      1);
}

TEST(CheckCommand, PrintsJson) {
  const Outcome outcome = Check({"peak_bytes <= 1KiB", "leak_count == 1"}, {"--format", "json"});
  EXPECT_EQ(outcome.exit_code, 1);
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["schema"], "tidemark-check/1");
  EXPECT_EQ(json["passed"], false);
  EXPECT_EQ(json["failures"], 1);
  EXPECT_EQ(json["traces"][0]["verdicts"][0]["excess"], 16000 - 1024);
}

// A trace with a scope in which a copy is made, and a buffer that grows.
std::string ScopedTrace() {
  return WriteTemp("scoped.json", Head() +
                                      R"({"ev":"scope_begin","t":1,"thread":1,"name":"step"}
{"ev":"alloc","t":2,"thread":1,"site":1,"buf":1,"bytes":80,"kind":"array"}
{"ev":"alloc","t":3,"thread":1,"site":2,"buf":2,"bytes":80,"kind":"array"}
{"ev":"copy","t":4,"thread":1,"site":2,"src_buf":1,"dst_buf":2,"bytes":80}
{"ev":"scope_end","t":5,"thread":1,"name":"step"}
{"ev":"alloc","t":6,"thread":1,"site":1,"addr":"0x10","bytes":16,"kind":"heap"}
{"ev":"resize","t":7,"thread":1,"site":2,"addr":"0x10","bytes":1073741824}
{"ev":"free","t":8,"thread":1,"addr":"0x10"}
{"ev":"free","t":9,"thread":1,"buf":1}
{"ev":"free","t":10,"thread":1,"buf":2}
{"ev":"end","t":11,"events":10}
)");
}

TEST(CheckCommand, WhatABufferGrewToCounts) {
  const std::string trace = ScopedTrace();
  const auto code = [&](const char* limit) {
    return Tidemark({"check", trace, "--limit", limit}).exit_code;
  };
  EXPECT_EQ(code("largest_alloc_bytes <= 1MiB"), 1);
  EXPECT_EQ(code("largest_alloc_bytes == 1GiB"), 0);
  EXPECT_EQ(code("alloc_bytes <= 1073741984"), 0);
  EXPECT_EQ(code("alloc_bytes <= 1073741983"), 1);
  EXPECT_EQ(code("resize_count == 1"), 0);
  EXPECT_EQ(code("alloc_bytes@a.cc:20 <= 1KiB"), 1);
  EXPECT_THAT(Tidemark({"check", trace, "--limit", "peak_bytes <= 1KiB"}).out,
              HasSubstr("a.cc:10  load  (grown at a.cc:20)"));
}

TEST(CheckCommand, LimitsHoldForScopesAndSites) {
  const std::string trace = ScopedTrace();
  const auto code = [&](const char* limit) {
    return Tidemark({"check", trace, "--limit", limit}).exit_code;
  };
  EXPECT_EQ(code("copy_count @scope=step <= 0"), 1);
  EXPECT_EQ(code("copy_count @scope=step <= 1"), 0);
  EXPECT_EQ(code("copy_count @scope=stop <= 1"), 4);
  EXPECT_EQ(code("copies@a.cc:20 <= 0"), 1);
  EXPECT_EQ(code("copies@a.cc:10 <= 0"), 0);
  EXPECT_EQ(code("peak_bytes @scope=step <= 160"), 0);
  EXPECT_EQ(code("peak_bytes @scope=step <= 159"), 1);
}

TEST(CheckCommand, AnUnreadableTraceIsNamedInEveryFormat) {
  for (const char* format : {"text", "json", "markdown", "junit", "sarif", "github"}) {
    const Outcome outcome = Tidemark({"check", ExamplePath(), "/nowhere/run.json", "--limit",
                                      "peak_bytes <= 1GiB", "--format", format});
    EXPECT_EQ(outcome.exit_code, 3) << format;
    EXPECT_THAT(outcome.out, HasSubstr("nowhere/run.json")) << format;
    EXPECT_THAT(outcome.out, Not(HasSubstr("check: passed"))) << format;
    EXPECT_THAT(outcome.out, Not(HasSubstr("\"passed\": true,\n  \"judged\""))) << format;
  }
}

TEST(CheckCommand, WritesSeveralFormatsAtOnce) {
  const std::string file = WriteTemp("out.xml", "");
  const Outcome outcome =
      Check({"peak_bytes <= 1KiB"}, {"--format", "text", "--format", "junit=" + file});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("FAIL"));
  EXPECT_THAT(ReadAll(file), HasSubstr("<testsuites"));
  EXPECT_EQ(Check({"peak_bytes <= 1KiB"}, {"--format", "text", "--format", "json"}).exit_code, 2);
  EXPECT_THAT(Check({"peak_bytes <= 1KiB"}, {"--format", "jnuit"}).err,
              HasSubstr("did you mean 'junit'?"));
}

TEST(CheckCommand, ReadsAConfiguration) {
  const auto with = [](const std::string& text) {
    const std::string config = WriteTemp("tidemark.json", text);
    return Tidemark({"check", ExamplePath(), "--config", config});
  };
  const Outcome failed = with(R"({"defaults": {"limits": {"leak_count": {"max": 0}}}})");
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.out, HasSubstr("tidemark.json"));
  const Outcome allowed = with(R"({"defaults": {"limits": {"leak_count": {"max": 0}}},
    "suppressions": [{"rule": "leak", "site": "a.cc:load", "reason": "kept for the next run"}]})");
  EXPECT_EQ(allowed.exit_code, 0) << allowed.out << allowed.err;
  EXPECT_THAT(allowed.out, HasSubstr("kept for the next run"));
  const Outcome wrong = with("{\n\"defaults\": {\"limit\": {}}}");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("tidemark.json:2: "));
  EXPECT_EQ(with("{}").exit_code, 4);
}

TEST(CheckCommand, NothingMayBeMoreThanInTheBaseline) {
  const auto run = [](const std::string& bytes) {
    return WriteTemp("run.json", Head() + R"({"ev":"alloc","t":1,"site":1,"buf":1,"bytes":)" +
                                     bytes +
                                     R"(,"kind":"array"}
{"ev":"free","t":2,"buf":1}
{"ev":"end","t":3,"events":2}
)");
  };
  const std::string baseline = WriteTemp("baseline.json", "");
  std::remove(baseline.c_str());
  const auto check = [&](const std::string& trace) {
    return Tidemark({"check", trace, "--baseline", baseline});
  };
  const Outcome missing = check(run("80"));
  EXPECT_EQ(missing.exit_code, 4);
  EXPECT_THAT(missing.err, HasSubstr("tidemark baseline init"));
  EXPECT_EQ(Tidemark({"baseline", "init", run("80"), "--baseline", baseline}).exit_code, 0);
  const std::string before = ReadAll(baseline);
  EXPECT_EQ(check(run("80")).exit_code, 0);
  EXPECT_EQ(check(run("79")).exit_code, 0);
  const Outcome more = check(run("81"));
  EXPECT_EQ(more.exit_code, 1);
  EXPECT_THAT(more.out, AllOf(HasSubstr("peak_bytes 80 B"), HasSubstr("+1 B  a.cc:10  load"),
                              HasSubstr("accept: tidemark baseline update")));
  EXPECT_EQ(ReadAll(baseline), before);
  // A name with blanks can be copied from the command.
  const std::string blank = WriteTemp("base line.json", before);
  EXPECT_THAT(Tidemark({"check", run("81"), "--baseline", blank}).out,
              HasSubstr("--baseline '" + blank + "' --accept"));
  // Of several runs the least counts.
  EXPECT_EQ(Tidemark({"check", run("81"), run("80"), "--baseline", baseline}).exit_code, 0);
  const Outcome both =
      Tidemark({"check", run("81"), run("82"), "--baseline", baseline, "--format", "json"});
  EXPECT_EQ(both.exit_code, 1);
  EXPECT_EQ(nlohmann::json::parse(both.out)["verdicts"][0]["actual"], 81);
  EXPECT_EQ(
      Tidemark({"check", run("79"), "--baseline", baseline, "--fail-on", "improvement"}).exit_code,
      1);
}

// A program that holds `bytes` at its peak.
std::string PeakOf(int64_t bytes, const std::string& name = "run.json") {
  return WriteTemp(name, Head() + R"({"ev":"alloc","t":1,"site":1,"buf":1,"bytes":)" +
                             std::to_string(bytes) + R"(,"kind":"array"}
{"ev":"free","t":2,"buf":1}
{"ev":"end","t":3,"events":2}
)");
}

TEST(CheckCommand, MakesAMissingBaselineWhereAsked) {
  const std::string baseline = WriteTemp("created.json", "");
  std::remove(baseline.c_str());
  const std::vector<std::string> create = {"check",  PeakOf(80),           "--baseline",
                                           baseline, "--missing-baseline", "create"};
  std::vector<std::string> over = create;
  over.insert(over.end(), {"--limit", "peak_bytes <= 79"});
  EXPECT_EQ(Tidemark(over).exit_code, 1);
  EXPECT_EQ(ReadAll(baseline), "");  // what fails becomes no baseline
  const Outcome made = Tidemark(create);
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.err, HasSubstr("made " + baseline + "; commit it"));
  EXPECT_EQ(Tidemark({"check", PeakOf(80), "--baseline", baseline}).exit_code, 0);
  EXPECT_EQ(Tidemark({"check", PeakOf(81), "--baseline", baseline}).exit_code, 1);
  std::remove(baseline.c_str());
  EXPECT_EQ(Tidemark({"check", PeakOf(80), "--baseline", baseline, "--missing-baseline", "skip"})
                .exit_code,
            0);
  EXPECT_EQ(ReadAll(baseline), "");
  EXPECT_EQ(
      Tidemark({"check", "/nowhere.json", "--baseline", baseline, "--missing-baseline", "create"})
          .exit_code,
      3);
  EXPECT_EQ(ReadAll(baseline), "");
}

TEST(CheckCommand, ProposesABaselineWhenItFails) {
  const std::string baseline = WriteTemp("kept.json", "");
  std::remove(baseline.c_str());
  // Where the command runs; a folder of this test's own, since others fail too.
  ASSERT_EQ(chdir(baseline.substr(0, baseline.rfind('/')).c_str()), 0);
  ASSERT_EQ(Tidemark({"baseline", "init", PeakOf(80), "--baseline", baseline}).exit_code, 0);
  const std::string before = ReadAll(baseline);
  EXPECT_EQ(Tidemark({"check", PeakOf(80), "--baseline", baseline}).exit_code, 0);
  EXPECT_EQ(ReadAll("baseline.proposed.json"), "");
  const Outcome failed = Tidemark({"check", PeakOf(81), "--baseline", baseline});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.err, HasSubstr("baseline.proposed.json"));
  EXPECT_EQ(ReadAll(baseline), before);
  // What is proposed is a baseline that the run keeps.
  EXPECT_EQ(Tidemark({"check", PeakOf(81), "--baseline", "baseline.proposed.json"}).exit_code, 0);
}

TEST(CheckCommand, BoundsOfIncreasesNeedABaseline) {
  const std::string config = WriteTemp(
      "increase.json", R"({"defaults": {"limits": {"peak_bytes": {"max_increase_bytes": 1}}}})");
  const Outcome alone = Tidemark({"check", PeakOf(80), "--config", config});
  EXPECT_EQ(alone.exit_code, 4);
  EXPECT_THAT(alone.err, HasSubstr("needs --baseline FILE"));
  const std::string baseline = WriteTemp("increase_base.json", "");
  std::remove(baseline.c_str());
  ASSERT_EQ(Tidemark({"baseline", "init", PeakOf(80), "--baseline", baseline}).exit_code, 0);
  const auto check = [&](int64_t bytes) {
    return Tidemark({"check", PeakOf(bytes), "--config", config, "--baseline", baseline}).exit_code;
  };
  EXPECT_EQ(check(81), 0);
  EXPECT_EQ(check(82), 1);
}

TEST(CheckCommand, LimitsSlopes) {
  std::vector<std::string> words = {"check"};
  for (const int64_t n : {1000, 2000, 4000, 8000}) {
    words.push_back(PeakOf(24 * n + (1 << 20), "run-n" + std::to_string(n) + ".json"));
  }
  const auto check = [&](const std::string& limit) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--limit", limit});
    return Tidemark(all);
  };
  EXPECT_EQ(check("slope(peak_bytes, n) <= 24").exit_code, 0);
  const Outcome over = check("slope(peak_bytes, n) <= 23");
  EXPECT_EQ(over.exit_code, 1);
  EXPECT_THAT(over.out, AllOf(HasSubstr("slope(peak_bytes, n) is 24 B, 1 B over the limit"),
                              HasSubstr("see: tidemark fit ")));
  EXPECT_EQ(check("slope(peak_bytes, m) <= 24").exit_code, 4);
}

TEST(CheckCommand, TestsItself) {
  EXPECT_EQ(Check({"peak_bytes <= 1GiB", "leak_count == 0"}, {"--selftest"}).exit_code, 0);
  const Outcome idle = Check({"copy_count >= 0"}, {"--selftest"});
  EXPECT_EQ(idle.exit_code, 1);
  EXPECT_THAT(idle.out, HasSubstr("guards nothing"));
}

TEST(CheckCommand, TwoRunsGiveTheSameBytes) {
  EXPECT_EQ(Check({"peak_bytes <= 1"}).out, Check({"peak_bytes <= 1"}).out);
}

}  // namespace
}  // namespace tidemark::cli
