// tidemark merge: what it prints, its messages, its exit codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

// A rank that holds `bytes` from `from` to `to`, by a clock that showed `start` at its beginning.
std::string Rank(int pid, const std::string& clock, int start, int bytes, int from, int to) {
  return WriteTemp(
      absl::StrCat("rank", pid, ".ndjson"),
      absl::StrCat(R"({"ev":"trace","version":1,"program":"train","run":"r","pid":)", pid,
                   R"(,"host":"node\u0007","start_unix_ns":5,"capture":{"clock":{"id":")", clock,
                   R"(","start":)", start, "}}}\n", R"({"ev":"site","site":1,"file":"/build)", pid,
                   R"(/src/a.cc","line":10,"function":"load"})", "\n", R"({"ev":"alloc","t":)",
                   from, R"(,"site":1,"buf":1,"bytes":)", bytes, "}\n", R"({"ev":"free","t":)", to,
                   R"(,"buf":1})", "\n", R"({"ev":"end","t":)", to, "}\n"));
}

TEST(MergeCommand, GivesTheExactPeakOfRanksThatShareAClock) {
  const std::string a = Rank(1, "x", 0, 1000, 10, 20);
  const std::string b = Rank(2, "x", 5, 500, 10, 20);
  const std::string c = Rank(3, "x", 50, 700, 10, 20);
  const Outcome outcome = Tidemark({"merge", a, b, c, "--format", "json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["merged"]["peak"], Json({{"exact", true}, {"at_least", 1500}, {"at_most", 1500}}));
  EXPECT_EQ(json["peak"]["t"], 15);
  // One place, whatever folder each rank was built in.
  EXPECT_EQ(json["allocs"]["sites"].size(), 1U);
  EXPECT_EQ(json["allocs"]["sites"][0]["bytes"], 2200);
  EXPECT_EQ(json["merged"]["runs"].size(), 3U);
  EXPECT_EQ(json["trace"]["files"].size(), 3U);

  const Outcome text = Tidemark({"merge", a, b, c});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("PEAK   1.46 KiB in 2 buffers"));
  EXPECT_THAT(text.out, HasSubstr("MERGED  of 3 traces"));
  EXPECT_THAT(text.out, HasSubstr("1000 B  2 events"));
  EXPECT_THAT(text.out, Not(HasSubstr("\a")));
}

TEST(MergeCommand, GivesBoundsWhereClocksCannotBeCompared) {
  const std::string a = Rank(1, "x", 0, 1000, 10, 20);
  const std::string b = Rank(2, "y", 0, 500, 10, 20);
  const Outcome outcome = Tidemark({"merge", b, a, "--format", "json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(Json::parse(outcome.out)["merged"]["peak"],
            Json({{"exact", false}, {"at_least", 1000}, {"at_most", 1500}}));
  const Outcome text = Tidemark({"merge", a, b});
  EXPECT_THAT(text.out, HasSubstr("of all traces together: 1000 B to 1.46 KiB"));
  EXPECT_THAT(text.out, HasSubstr("note: the peak has bounds only"));
}

TEST(MergeCommand, SaysWhatIsWrong) {
  const std::string a = Rank(1, "x", 0, 1000, 10, 20);
  Outcome outcome = Tidemark({"merge"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("merge: no trace given"));
  outcome = Tidemark({"merge", a, a});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("the file is given twice"));
  outcome = Tidemark({"merge", a, "none.tmk"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("none.tmk"));
  outcome = Tidemark({"merge", a, "--format", "jsn"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("unknown format 'jsn'"));
  outcome = Tidemark({"merge", a, "-o", a});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("is one of the traces"));
  outcome = Tidemark({"merge", a, "--width", "3"});
  EXPECT_EQ(outcome.exit_code, 2);
}

TEST(MergeCommand, MergesWhatItMerged) {
  const std::string a = Rank(1, "x", 0, 1000, 10, 20);
  const std::string b = Rank(2, "x", 5, 500, 10, 20);
  const std::string c = Rank(3, "x", 8, 700, 10, 20);
  const std::string step =
      WriteTemp("step.json", Tidemark({"merge", a, b, "--format", "json"}).out);
  const Outcome all = Tidemark({"merge", a, b, c, "--format", "json"});
  EXPECT_EQ(Tidemark({"merge", c, step, "--format", "json"}).out, all.out);
  EXPECT_EQ(Json::parse(all.out)["peak"]["bytes"], 2200);
}

TEST(MergeCommand, HelpsItself) {
  const Outcome outcome = Tidemark({"merge", "--help"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("TRACE"));
  EXPECT_THAT(outcome.out, HasSubstr("exact where they share a clock"));
}

}  // namespace
}  // namespace tidemark::cli
