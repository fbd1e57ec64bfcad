// What the command does with input that is no trace, does not end, ends too early, or is heaptrack's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

constexpr char kTrace[] = R"({"ev":"alloc","t":1,"site":1,"buf":1,"bytes":80})"
                          "\n"
                          R"({"ev":"free","t":2,"site":2,"buf":1})"
                          "\n"
                          R"({"ev":"end","t":3})"
                          "\n";

TEST(Input, WhatComesThroughAPipeIsLookedAtBeforeItIsKept) {
  // Each of these goes on for ever: no more than a line may be read of it.
  for (const char* endless :
       {"report /dev/zero", "report - < /dev/zero", "report - < <(yes)", "report /dev/urandom",
        "report - < <(yes '{\"a\":1}')", "check /dev/zero --limit 'peak_bytes <= 1'"}) {
    const Outcome outcome = Shell(absl::StrCat("timeout 60 $TIDEMARK ", endless));
    EXPECT_EQ(outcome.exit_code, 3) << endless << outcome.err;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("found"), HasSubstr("expected"))) << endless;
  }
  EXPECT_THAT(Shell("$TIDEMARK report /dev/zero").err,
              HasSubstr("/dev/zero: found only zeros, expected a trace"));
}

TEST(Input, ABinaryTraceThatDoesNotEndStopsAtALimit) {
  const std::string forever = absl::StrCat("cd $(mktemp -d); $TIDEMARK convert ", ExamplePath(),
                                           " e.tmk; (cat e.tmk; yes) | ");
  for (const char* command :
       {"report -", "report - --recover", "check - --limit 'peak_bytes <= 1'"}) {
    const Outcome outcome =
        Shell(absl::StrCat(forever, "TIDEMARK_SPOOL_LIMIT=2MiB timeout 60 $TIDEMARK ", command));
    EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>: found no end after 2 MiB"),
                                   HasSubstr("TIDEMARK_SPOOL_LIMIT")));
  }
}

// JSON is read once and as it comes, so that no copy of it needs room.
TEST(Input, OfJsonThroughAPipeNothingIsKept) {
  const Outcome outcome =
      Shell(R"(yes '{"ev":"mark","name":"m"}' | head -n 100000 | )"
            "TIDEMARK_SPOOL_LIMIT=1KiB TMPDIR=/nowhere $TIDEMARK report - --format json");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(Json::parse(outcome.out)["trace"]["events"], 100000);
}

// A bad line is told when it is met, and not when whoever writes into the pipe has ended.
TEST(Input, ABadLineEndsTheReadingOfAPipeThatStaysOpen) {
  for (const char* threads : {"1", "2", "7"}) {
    const Outcome outcome =
        Shell(absl::StrCat("D=$(mktemp -d); mkfifo $D/p; (yes '", R"({"ev":"mark","name":"m"})",
                           "' | head -n 9999; echo nonsense; exec sleep 100) > $D/p & "
                           "timeout 30 $TIDEMARK report $D/p --threads ",
                           threads, "; CODE=$?; kill $!; exit $CODE"));
    EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(":10000:1: found"));
  }
}

TEST(Input, TheNumberOfThreadsChangesNothingAndIsChecked) {
  const std::string path = WriteTemp("run.json", absl::StrCat(Head(), kTrace));
  const std::string expected = Tidemark({"report", path}).out;
  for (const char* threads : {"1", "2", "7"}) {
    EXPECT_EQ(Tidemark({"report", path, "--threads", threads}).out, expected);
  }
  const Outcome refused = Tidemark({"report", path, "--threads", "65"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--threads takes 1 to 64, not 65"));
}

TEST(Input, ATraceWithinTheLimitIsReadFromAPipeAsFromAFile) {
  const std::string path = WriteTemp("run.json", absl::StrCat(Head(), kTrace));
  const std::string expected = Tidemark({"report", path, "--format", "json"}).out;
  for (const char* how :
       {"cat $F | $TIDEMARK report - --format json",
        "gzip -c $F | $TIDEMARK report - --format json", "$TIDEMARK report <(cat $F) --format json",
        "cd $(mktemp -d) && $TIDEMARK convert $F a.tmk && "
        "cat a.tmk | TIDEMARK_SPOOL_LIMIT=10KiB $TIDEMARK report - --format json"}) {
    const Outcome outcome = Shell(absl::StrCat("F=", path, "; ", how));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    Json found = Json::parse(outcome.out);
    found["trace"]["files"] = {path};
    EXPECT_EQ(found, Json::parse(expected)) << how;
  }
}

TEST(Input, ABadLineOfAPipeIsNamedAsThePipeIs) {
  const Outcome outcome =
      Tidemark({"report", "-", "--recover"}, {.input = "nonsense\n" + Head() + kTrace});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("<stdin>:1:1: "), Not(HasSubstr("/proc/"))));
  EXPECT_THAT(Tidemark({"report", "-"}, {.input = "nonsense\n"}).err,
              HasSubstr("<stdin>:1:1: found"));
  EXPECT_THAT(Tidemark({"report", "-"}).err, HasSubstr("<stdin>: nothing to analyse"));
}

TEST(Input, ATraceThatIsCutBeforeItsFirstEventIsTruncatedAndNotEmpty) {
  const Outcome made = Shell(absl::StrCat(
      "D=$(mktemp -d); cd $D; F=", ExamplePath(),
      "; gzip -c $F > a.gz; $TIDEMARK convert $F a.tmk;"
      " $TIDEMARK convert $F a.json.zst; cp $F a.json; for f in a.gz a.json.zst a.tmk a.json; do"
      " for n in 1 2 3 8 15 40; do head -c $n $f > $n.$f; done; done; echo $D"));
  const std::string folder = made.out.substr(0, made.out.find('\n'));
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string path = entry.path().string();
    if (entry.path().filename().string()[0] == 'a') continue;
    ++count;
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"report", path},
          {"check", path, "--limit", "peak_bytes <= 1"},
          {"check", path, "--allow-truncated", "--limit", "peak_bytes <= 1"}}) {
      const Outcome outcome = Tidemark(command);
      EXPECT_EQ(outcome.exit_code, 3) << path;
      EXPECT_THAT(outcome.err, AllOf(HasSubstr(path), HasSubstr("truncated"))) << path;
    }
  }
  EXPECT_EQ(count, 24);
  std::filesystem::remove_all(folder);
  // What is empty is not cut off.
  EXPECT_EQ(Shell("gzip -c /dev/null | $TIDEMARK report -").exit_code, 4);
  EXPECT_EQ(Tidemark({"report", WriteTemp("a.gz", "")}).exit_code, 4);
}

TEST(Input, ATraceOfUnknownKindsSaysWhichAndHowMany) {
  const std::string path = WriteTemp("run.json", R"({"ev":"warp"})"
                                                 "\n"
                                                 R"({"ev":"teleport","x":1})"
                                                 "\n"
                                                 R"({"ev":"warp"})"
                                                 "\n");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"report", path}, {"check", path, "--limit", "peak_bytes <= 1"}}) {
    const Outcome outcome = Tidemark(command);
    EXPECT_EQ(outcome.exit_code, 4);
    EXPECT_THAT(outcome.err,
                HasSubstr("run.json: nothing to analyse, but 3 events of unknown kinds: "
                          "teleport (1), warp (2)"));
  }
  const Outcome converted = Shell(absl::StrCat("$TIDEMARK convert ", path, " $(mktemp -u).tmk"));
  EXPECT_THAT(converted.err,
              HasSubstr("left out 3 events of unknown kinds: teleport (1), warp (2)"));
  // Of many kinds the first are named; a kind as long as a page is not a page of message.
  std::string many = absl::StrCat(R"({"ev":")", std::string(5000, 'k'), "\"}\n");
  for (int i = 0; i < 30; ++i) absl::StrAppend(&many, R"({"ev":"k)", i, "\"}\n");
  const std::string err = Tidemark({"report", WriteTemp("run.json", many)}).err;
  EXPECT_THAT(err, AllOf(HasSubstr("31 events of unknown kinds: "), HasSubstr("others (23)")));
  EXPECT_LT(err.size(), 400U);
  EXPECT_THAT(Tidemark({"report", WriteTemp("run.json", R"({"ev":"warp"})"
                                                        "\n")})
                  .err,
              HasSubstr("1 event of unknown kind: warp (1)"));
}

TEST(Input, WhatTidemarkWroteItselfIsNamed) {
  const std::string path = WriteTemp("run.json", absl::StrCat(Head(), kTrace));
  for (const auto& [how, what] : std::vector<std::pair<std::string, std::string>>{
           {"report $F --format json", "found a report of tidemark"},
           {"report $F", "found a report of tidemark, as text"},
           {"check $F --limit 'peak_bytes <= 99' --format json",
            "found a result of 'tidemark check'"},
           {"check $F --limit 'peak_bytes <= 99' --format junit", "found XML"},
           {"diff $F $F --format json", "found a result of 'tidemark diff'"},
           {"suppressions --format json", "found a list of suppressions"}}) {
    const Outcome outcome =
        Shell(absl::StrCat("F=", path, "; $TIDEMARK ", how, " | $TIDEMARK report -"));
    EXPECT_EQ(outcome.exit_code, 3) << how;
    EXPECT_THAT(outcome.err, HasSubstr(absl::StrCat("<stdin>: ", what, ", expected a trace")))
        << how;
  }
  EXPECT_THAT(Tidemark({"report", TIDEMARK_BINARY}).err,
              HasSubstr("found a program or library (ELF)"));
}

std::string Recording(const std::string& name) {
  return absl::StrCat(TIDEMARK_TEST_DATA_DIR, "/trace/heaptrack/", name);
}

TEST(Input, ARecordingOfHeaptrackIsATrace) {
  for (const std::string name : {"ls.zst", "ls.raw.zst"}) {
    const Outcome outcome = Tidemark({"report", Recording(name), "--no-symbols", "--strict",
                                      "--no-builtin-suppressions", "--format", "json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const Json json = Json::parse(outcome.out);
    // As heaptrack_print sums up.
    EXPECT_EQ(json["peak"]["bytes"], 154707);
    EXPECT_EQ(json["totals"]["alloc_count"], 333);
    EXPECT_EQ(json["leaks"]["bytes"], 44925);
    EXPECT_EQ(json["leaks"]["count"], 197);
    EXPECT_EQ(json["trace"]["truncated"], false);
    EXPECT_EQ(
        Tidemark({"check", Recording(name), "--no-symbols", "--limit", "peak_bytes <= 154706"})
            .exit_code,
        1);
    EXPECT_EQ(
        Tidemark({"check", Recording(name), "--no-symbols", "--limit", "peak_bytes <= 154707"})
            .exit_code,
        0);
  }
  // Interpreted, it has the names of functions, and heaptrack's own part is nobody's.
  const std::string text = Tidemark({"report", Recording("ls.zst"), "--width", "120"}).out;
  EXPECT_THAT(text, AllOf(HasSubstr("opendir.c:115  __alloc_dir"), Not(HasSubstr("libheaptrack"))));
}

TEST(Input, ARecordingOfHeaptrackIsConverted) {
  for (const std::string name : {"ls.zst", "ls.raw.zst"}) {
    const Outcome outcome = Shell(absl::StrCat(
        "F=", Recording(name),
        "; cd $(mktemp -d); $TIDEMARK convert $F a.tmk && $TIDEMARK convert $F"
        " a.json && $TIDEMARK convert a.tmk b.json && cmp a.json b.json && for f in $F a.tmk "
        "a.json;"
        " do $TIDEMARK report --no-symbols --format json - < $f | md5sum; done | uniq | wc -l"));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "1\n") << outcome.err;
  }
}

TEST(Input, ABadLineOfARecordingOfHeaptrackIsToldAndSkipped) {
  const std::string path =
      WriteTemp("h", "v 10400 3\nX p\nI 1000 10\na 10 0\n+ 0\n+ 7\n- 0\n# strings: 0\n# ips: 0\n");
  const Outcome outcome = Tidemark({"report", path});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr(absl::StrCat(path, ":6:3: found allocation 7")));
  const Outcome recovered = Tidemark({"report", path, "--recover"});
  EXPECT_EQ(recovered.exit_code, 0) << recovered.err;
  EXPECT_THAT(recovered.out, HasSubstr("1 bad line skipped"));
}

}  // namespace
}  // namespace tidemark::cli
