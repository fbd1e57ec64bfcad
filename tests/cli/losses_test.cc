// What a trace does not hold, or what was not read of it, is told, whatever is made of the trace.
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

using Words = std::vector<std::string>;

constexpr char kEvents[] = R"({"ev":"alloc","t":1,"site":1,"buf":1,"bytes":80}
{"ev":"free","t":2,"site":2,"buf":1}
)";
constexpr char kEnd[] = "{\"ev\":\"end\",\"t\":3}\n";

constexpr const char* kFormats[] = {"pprof",  "speedscope", "folded", "dhat",
                                    "massif", "chrome",     "ndjson"};

// What makes something else than a report of the trace.
std::vector<Words> Makers(const std::string& trace, const std::string& out) {
  std::vector<Words> commands = {{"diff", trace, ExamplePath()},
                                 {"diff", ExamplePath(), trace},
                                 {"report", trace, "--format", "csv", "--table", "peak"}};
  for (const char* format : kFormats) {
    commands.push_back(
        {"export", trace, "--format", format, "-o", absl::StrCat(out, format, ".ndjson")});
  }
  return commands;
}

TEST(Losses, SkippedLinesAreToldAsConvertTellsThem) {
  const TempFolder temp;
  const std::string trace = WriteTemp(
      "run.json", absl::StrCat("one\n", Head(), "two\nthree\n", kEvents, "four\nfive\n", kEnd));
  const Outcome converted = Tidemark({"convert", trace, temp.File("c.tmk"), "--recover"});
  EXPECT_EQ(converted.exit_code, 0);
  EXPECT_THAT(converted.err, AllOf(HasSubstr("tidemark: skipped: "), HasSubstr("run.json:1:1: "),
                                   HasSubstr(absl::StrCat("skipped: 2 more in ", trace))));
  std::vector<Words> commands = Makers(trace, temp.File("out"));
  commands.push_back({"baseline", "init", trace, "--baseline", temp.File("b.json")});
  for (Words command : commands) {
    command.emplace_back("--recover");
    const Outcome outcome = Tidemark(command);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, converted.err) << absl::StrJoin(command, " ");
  }
}

TEST(Losses, WithoutRecoverABadLineIsUnreadable) {
  const TempFolder temp;
  const std::string trace =
      WriteTemp("run.json", absl::StrCat(Head(), kEvents, "nonsense\n", kEnd));
  for (const Words& command : Makers(trace, temp.File("out"))) {
    EXPECT_EQ(Tidemark(command).exit_code, 3) << absl::StrJoin(command, " ");
  }
}

TEST(Losses, AMissingEndIsToldAsTheReportTellsIt) {
  const TempFolder temp;
  constexpr char kWords[] =
      "the trace has no end (truncated): analysed up to there, leaks unknown\n";
  for (const std::string& rest : {std::string(), std::string("{\"ev\":\"fr")}) {
    const std::string trace = WriteTemp("run.json", absl::StrCat(Head(), kEvents, rest));
    const Outcome report = Tidemark({"report", trace});
    EXPECT_EQ(report.exit_code, 0);
    EXPECT_THAT(report.out, HasSubstr(absl::StrCat("warning: ", kWords)));
    for (const Words& command : Makers(trace, temp.File("out"))) {
      const Outcome outcome = Tidemark(command);
      EXPECT_EQ(outcome.exit_code, 0) << absl::StrJoin(command, " ");
      EXPECT_EQ(outcome.err, absl::StrCat("tidemark: ", trace, ": ", kWords))
          << absl::StrJoin(command, " ");
    }
  }
}

TEST(Losses, EventsThatAreLostOrUnknownAreTold) {
  const TempFolder temp;
  const std::string trace =
      WriteTemp("run.json", absl::StrCat(Head(), kEvents, R"({"ev":"warp"})", "\n",
                                         R"({"ev":"lost","t":2,"count":7})", "\n", kEnd));
  for (const Words& command : Makers(trace, temp.File("out"))) {
    const Outcome outcome = Tidemark(command);
    EXPECT_EQ(outcome.exit_code, 0) << absl::StrJoin(command, " ");
    EXPECT_THAT(outcome.err,
                AllOf(HasSubstr(absl::StrCat(trace, ": left out 1 event of unknown kind")),
                      HasSubstr(absl::StrCat(trace,
                                             ": the recorder lost 7 events: peaks may be "
                                             "too low, leaks too high"))))
        << absl::StrJoin(command, " ");
  }
}

TEST(Losses, OfAWholeTraceNothingIsSaid) {
  const TempFolder temp;
  for (const Words& command : Makers(ExamplePath(), temp.File("out"))) {
    const Outcome outcome = Tidemark(command);
    EXPECT_EQ(outcome.exit_code, 0) << absl::StrJoin(command, " ");
    EXPECT_EQ(outcome.err, "") << absl::StrJoin(command, " ");
  }
}

TEST(Losses, StandardInputIsCalledSo) {
  const Outcome outcome = Tidemark({"export", "-", "--format", "folded", "--recover"},
                                   {.input = absl::StrCat("nonsense\n", Head(), kEvents)});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("skipped: <stdin>:1:1: "),
                                 HasSubstr("tidemark: <stdin>: the trace has no end")));
}

// One wording for all verbs, each of which ends with what the input is worth.
std::vector<Words> Readers(const std::string& trace, const TempFolder& temp) {
  std::vector<Words> commands = {{"check", trace, "--limit", "peak_bytes <= 1GiB"},
                                 {"diff", trace, ExamplePath()},
                                 {"diff", ExamplePath(), trace},
                                 {"fit", trace, "--by", "largest-array", "--allow-truncated"},
                                 {"merge", trace},
                                 {"merge", ExamplePath(), trace},
                                 {"live", trace},
                                 {"live", trace, "--count", "1"},
                                 {"baseline", "init", trace, "--baseline", temp.File("b.json")}};
  for (const char* format : kFormats) {
    commands.push_back({"export", trace, "--format", format, "-o", temp.File("out.ndjson")});
  }
  return commands;
}

TEST(Losses, ATraceWithoutEventsIsNothingToAnalyse) {
  const TempFolder temp;
  for (const std::string& content : {std::string(), Head(), absl::StrCat(Head(), kEnd)}) {
    const std::string trace = WriteTemp("run.json", content);
    std::vector<Words> commands = Readers(trace, temp);
    commands.push_back({"report", trace});
    for (const Words& command : commands) {
      const Outcome outcome = Tidemark(command);
      EXPECT_EQ(outcome.exit_code, 4) << absl::StrJoin(command, " ") << outcome.err;
      EXPECT_EQ(outcome.err, absl::StrCat("tidemark: ", trace, ": nothing to analyse\n"))
          << absl::StrJoin(command, " ");
      EXPECT_THAT(temp.Names(), ::testing::IsEmpty());
    }
  }
}

TEST(Losses, AFolderIsNoTrace) {
  const TempFolder temp;
  const TempFolder folder;
  const std::string path = folder.path().string();
  std::vector<Words> commands = Readers(path, temp);
  commands.push_back({"convert", path, temp.File("c.tmk")});
  commands.push_back({"recover", path, "-o", temp.File("c.tmk")});
  commands.push_back({"recover", path});
  for (const Words& command : commands) {
    const Outcome outcome = Tidemark(command);
    EXPECT_EQ(outcome.exit_code, 3) << absl::StrJoin(command, " ") << outcome.err;
    EXPECT_EQ(outcome.err, absl::StrCat("tidemark: ", path, ": found a folder, expected a trace\n"))
        << absl::StrJoin(command, " ");
    EXPECT_THAT(temp.Names(), ::testing::IsEmpty());
  }
}

// Copies keep what there is, which may be nothing.
TEST(Losses, ATraceWithoutEventsCanBeConverted) {
  const TempFolder temp;
  const Outcome outcome = Tidemark({"convert", WriteTemp("run.json", Head()), temp.File("c.tmk")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(Tidemark({"report", temp.File("c.tmk")}).exit_code, 4);
}

}  // namespace
}  // namespace tidemark::cli
