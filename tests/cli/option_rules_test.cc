// Numbers have one rule for each kind, whichever verb takes them; and an option that would be ignored is
// refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/cli/command.h"
#include "tests/support/temp_folder.h"

namespace tidemark::cli {
namespace {

using test_support::TempFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

void ExpectRefused(const Words& arguments, const std::string& message) {
  const Outcome outcome = Tidemark(arguments);
  EXPECT_EQ(outcome.exit_code, 2) << absl::StrJoin(arguments, " ") << "\n" << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(StartsWith("tidemark: "), HasSubstr(message)))
      << absl::StrJoin(arguments, " ");
  EXPECT_EQ(outcome.out, "");
}

// Each verb that analyses traces, with all that it needs, and nothing that it writes is kept.
std::vector<Words> AnalysingVerbs(const std::string& output) {
  const std::string trace = ExamplePath();
  return {{"report", trace},
          {"check", trace, "--limit", "peak_bytes <= 1GiB"},
          {"diff", trace, trace},
          {"fit", trace, "--by", "file"},
          {"export", trace, "--format", "folded"},
          {"merge", trace},
          {"baseline", "init", trace, "--baseline", output}};
}

TEST(OptionRules, WholeNumbersAreDecimalAndWithinTheirRange) {
  const TempFolder temp;
  const std::string trace = ExamplePath();
  struct Case {
    Words command;
    std::string option;
    std::string range;
    Words good;
  };
  std::vector<Case> cases = {{{"report", trace}, "--width", "40 to 1000", {"40", "1000"}},
                             {{"merge", trace}, "--width", "40 to 1000", {"40", "1000"}},
                             {{"live", trace}, "--width", "40 to 1000", {"40", "1000"}},
                             {{"live", trace}, "--count", "1 to 1000000000", {"1", "1000000000"}},
                             {{"export", trace, "--format", "ndjson", "-o", temp.File("n.ndjson")},
                              "--shard-events",
                              "1 to 1000000000",
                              {"1"}}};
  for (const Words& verb : AnalysingVerbs(temp.File("b.json"))) {
    cases.push_back({verb, "--threads", "1 to 64", {}});
  }
  for (const Case& c : cases) {
    for (const std::string bad : {"0", "-1", "99999999999", "99999999999999999999", "many", "4.5",
                                  "1e2", "0x50", "50 60"}) {
      ExpectRefused(c.command + Words{absl::StrCat(c.option, "=", bad)},
                    absl::StrCat(c.command[0], ": ", c.option, " takes ", c.range, ", not ", bad));
    }
    EXPECT_THAT(temp.Names(), IsEmpty());
  }
  for (const Case& c : cases) {
    for (const std::string& good : c.good) {
      EXPECT_EQ(Tidemark(c.command + Words{c.option, good}).exit_code, 0)
          << c.command[0] << c.option << good;
    }
  }
}

TEST(OptionRules, OtherNumbersHaveTheirLimitsToo) {
  const TempFolder temp;
  const std::string trace = ExamplePath();
  const Words chrome = {"export", trace, "--format", "chrome", "-o", temp.File("c.json")};
  struct Case {
    Words command;
    std::string option;
    std::string message;
    Words bad;
  };
  for (const Case& c : std::vector<Case>{
           {{"live", trace},
            "--interval",
            "expected seconds from 0.1 to 3600",
            {"0", "-1", "0.05", "3601", "nan", "inf", "often"}},
           {chrome, "--shard-bytes", "--shard-bytes: ", {"0", "0MiB", "-1", "many", "9999999TiB"}},
           {{"fit", trace, "--by", "file"},
            "--at",
            "expected a number of at least 0",
            {"-5", "-1e-9", "nan", "inf", "1e999", "many"}},
           {{"report", trace}, "--from", "takes a time", {"-1", "soon", "1e400s"}},
           {{"report", trace}, "--to", "takes a time", {"-1ms", "later", "99999999999999s"}},
           {{"run"}, "--sample", "--sample: ", {"-1", "many", "9999999TiB"}},
           {{"run"}, "--mark-signal", "--mark-signal: ", {"0", "-1", "999", "99999999999", "KILL"}},
           {{"run"}, "--param", "--param: ", {"n=many", "n=", "n", "=1", "n=nan"}}}) {
    for (const std::string& bad : c.bad) {
      Words arguments = c.command + Words{absl::StrCat(c.option, "=", bad)};
      if (c.command[0] == "run") arguments = arguments + Words{"--", "true"};
      ExpectRefused(arguments, c.message);
    }
    EXPECT_THAT(temp.Names(), IsEmpty());
  }
}

TEST(OptionRules, AnEmptyValueIsNone) {
  const std::string trace = ExamplePath();
  for (const Words& command : std::vector<Words>{{"report", trace, "--width"},
                                                 {"report", trace, "--from"},
                                                 {"report", trace, "--site"},
                                                 {"report", trace, "--format"},
                                                 {"report", trace, "--output"},
                                                 {"live", trace, "--interval"},
                                                 {"fit", trace, "--by", "file", "--at"},
                                                 {"check", trace, "--limit"},
                                                 {"check", trace, "--baseline"},
                                                 {"export", trace, "--format"}}) {
    const std::string& option = command.back();
    ExpectRefused(command + Words{""}, absl::StrCat(command[0], ": ", option, " has no value"));
  }
}

TEST(OptionRules, WhatWouldBeIgnoredIsRefused) {
  const TempFolder temp;
  const std::string trace = ExamplePath();
  const std::string folder = temp.File("traces");
  const std::string out = temp.File("out");
  std::string suppressions = WriteTemp("none.supp", "leak:nothing\n");
  const Words exported = {"export", trace, "-o", out, "--format"};
  struct Case {
    Words arguments;
    std::string message;
  };
  std::vector<Case> cases = {
      {{"report", trace, "--format", "json", "--width", "80"}, "--width is for --format text"},
      {{"report", trace, "--format", "html", "--width", "80"}, "--width is for --format text"},
      {{"report", trace, "--format", "csv", "--table", "peak", "--width", "80"},
       "--width is for --format text"},
      {{"report", trace, "--format", "json", "--color", "always"}, "--color always is for"},
      {{"report", trace, "--format", "html", "--color", "always"}, "--color always is for"},
      {{"report", trace, "--open"}, "--open goes with --format html"},
      {{"report", trace, "--format", "json", "--open"}, "--open goes with --format html"},
      {{"report", trace, "--format", "html", "--timeline"}, "are text or json, not html"},
      {{"report", trace, "--format", "html", "--tree"}, "are text or json, not html"},
      {{"report", trace, "--format", "html", "--table", "peak"}, "a page has all tables"},
      {{"report", trace, "--format", "html", "--from", "1ns"}, "a page has all tables"},
      {{"report", trace, "--format", "csv", "--table", "peak", "--timeline"},
       "are text or json, not csv"},
      {{"merge", trace, "--format", "json", "--width", "80"}, "--width is for --format text"},
      {exported + Words{"dhat", "--metric", "peak"}, "--metric does not go with --format dhat"},
      {exported + Words{"pprof", "--metric", "peak"}, "--metric does not go with --format pprof"},
      {exported + Words{"dhat", "--shard-bytes", "9"}, "--shard-bytes does not go with"},
      {exported + Words{"ndjson", "--shard-bytes", "9"}, "--shard-bytes does not go with"},
      {exported + Words{"chrome", "--shard-events", "9"}, "--shard-events does not go with"},
      {exported + Words{"dhat", "--suppressions", suppressions}, "--suppressions does not go with"},
      {exported + Words{"massif", "--no-builtin-suppressions"},
       "--no-builtin-suppressions does not go with --format massif"},
      {exported + Words{"folded", "--no-builtin-suppressions"},
       "--no-builtin-suppressions goes with --metric leaked, not peak"},
      {exported + Words{"folded", "--metric", "total", "--suppressions", suppressions},
       "--suppressions goes with --metric leaked, not total"},
      {{"check", trace, "--limit", "peak_bytes <= 1", "--missing-baseline", "skip"},
       "--missing-baseline goes with --baseline FILE"},
      {{"convert", trace, out, "--no-symbols"}, "--no-symbols goes with --redact"},
      {{"convert", trace, out, "--debug-dir", "/"}, "--debug-dir goes with --redact"},
      {{"convert", trace, out, "--sysroot", "/"}, "--sysroot goes with --redact"},
      {{"convert", trace, out, "--debuginfod"}, "--debuginfod goes with --redact"},
      {{"baseline", "show", "--baseline", out, "--recover"}, "--recover is about traces"},
      {{"baseline", "show", "--baseline", out, "--test", "t"}, "--test is about traces"},
      {{"baseline", "prune", "--baseline", out, "--no-source"}, "--no-source is about traces"},
      {{"run", "--heap", "--no-heap", "--", "true"}, "exclude each other"},
      {{"run", "--python-objects", "--no-heap", "--", "true"}, "exclude each other"},
      {{"run", "--sample", "1MiB", "--no-heap", "--", "true"}, "exclude each other"},
      {{"run", "--no-heap", "--stacks", "fp", "--", "true"}, "exclude each other"},
      {{"run", "--no-heap", "--mmap", "--", "true"}, "exclude each other"},
      {{"report", trace, "--table", "peak,sizes", "--site", "a"},
       "report: --site chooses no rows of the table 'sizes', only of: peak, allocs, findings"},
      {{"report", trace, "--table", "allocs", "--from", "1ns"},
       "--from chooses no rows of the table 'allocs', only of: peak, findings, marks, timeline"},
      {{"report", trace, "--table", "threads", "--to", "1s"}, "of the table 'threads'"},
      {{"report", trace, "--table", "pins", "--scope", "a"}, "of the table 'pins'"},
  };
  for (const Words& option : std::vector<Words>{{"--strict"},
                                                {"--recover"},
                                                {"--threads", "2"},
                                                {"--width", "80"},
                                                {"--no-symbols"},
                                                {"--no-source"},
                                                {"--timeline"},
                                                {"--tree"},
                                                {"--table", "peak"},
                                                {"--copies"},
                                                {"--site", "a"},
                                                {"--suppressions", suppressions},
                                                {"--source", "/"}}) {
    cases.push_back({Words{"report", folder} + option,
                     absl::StrCat(option[0], " is for one trace, and '", folder, "' is a folder")});
  }
  cases.push_back({{"report", folder, "--format", "html"}, "is a folder, whose traces are listed"});
  cases.push_back({{"report", trace, folder, "--format", "html"}, "is a folder, whose traces"});
  cases.push_back({{"report", folder, "--format", "csv"}, "is a folder, whose traces are listed"});
  std::vector<Words> with_symbols = AnalysingVerbs(out);
  with_symbols.push_back({"live", trace});
  with_symbols.push_back({"convert", trace, out, "--redact"});
  for (const Words& verb : with_symbols) {
    for (const Words& where :
         std::vector<Words>{{"--debug-dir", "/"}, {"--sysroot", "/"}, {"--debuginfod"}}) {
      cases.push_back({verb + Words{"--no-symbols"} + where,
                       absl::StrCat("--no-symbols and ", where[0], " exclude each other")});
    }
  }
  for (const char* verb : {"report", "check", "diff", "merge", "baseline"}) {
    for (const Words& command : AnalysingVerbs(out)) {
      if (command[0] != verb) continue;
      cases.push_back({command + Words{"--source", "/", "--no-source"},
                       "--source and --no-source exclude each other"});
    }
  }
  cases.push_back({{"report", trace, "--source", "a.cc", "--no-source"},
                   "--source and --no-source exclude each other"});
  ASSERT_EQ(Shell(absl::StrCat("mkdir ", folder, " && cp ", trace, " ", folder)).exit_code, 0);
  for (const Case& c : cases) {
    ExpectRefused(c.arguments, c.message);
    EXPECT_THAT(temp.Names(), ::testing::ElementsAre("traces"));
  }
}

// What looks alike and makes a difference.
TEST(OptionRules, WhatMakesADifferenceIsTaken) {
  const TempFolder temp;
  const std::string trace = ExamplePath();
  const std::string out = temp.File("out");
  for (const Words& arguments : std::vector<Words>{
           {"report", trace, "--width", "80", "--color", "never", "-o", out},
           {"report", trace, "--format", "json", "--timeline", "--tree", "--no-source"},
           {"report", trace, "--format", "json", "--color", "never"},
           {"report", trace, "--format", "csv", "--table", "findings", "--no-source"},
           {"report", trace, "--format", "html", "--no-source", "--no-symbols"},
           {"export", trace, "--format", "folded", "--metric", "leaked",
            "--no-builtin-suppressions"},
           {"export", trace, "--format", "pprof", "--no-builtin-suppressions", "-o", out},
           {"export", trace, "--format", "chrome", "--no-builtin-suppressions", "-o", out},
           {"convert", trace, temp.File("r.tmk"), "--redact", "--no-symbols"},
           {"convert", trace, temp.File("c.tmk"), "--recover"},
           {"merge", trace, "--width", "80"}}) {
    const Outcome outcome = Tidemark(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << absl::StrJoin(arguments, " ") << outcome.err;
  }
}

}  // namespace
}  // namespace tidemark::cli
