// `tidemark baseline`: when it writes, when it refuses, and what stands in the file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "absl/strings/str_replace.h"
#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class BaselineCommandTest : public ::testing::Test {
 protected:
  BaselineCommandTest() : file_(WriteTemp("x", "") + ".json") {}

  Outcome Do(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "baseline");
    arguments.insert(arguments.end(), {"--baseline", file_});
    return Tidemark(arguments);
  }
  static std::string Larger() {
    return WriteTemp("larger.ndjson",
                     absl::StrReplaceAll(ReadAll(ExamplePath()),
                                         {{R"("buf":2,"bytes":8000)", R"("buf":2,"bytes":9024)"}}));
  }
  nlohmann::json Content() const { return nlohmann::json::parse(ReadAll(file_)); }

  std::string file_;
};

TEST_F(BaselineCommandTest, InitWritesWhatIsCommitted) {
  const Outcome outcome = Do({"init", ExamplePath()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("written"));
  const auto json = Content();
  EXPECT_EQ(json["schema"], "tidemark-baseline/1");
  EXPECT_EQ(json["test"], "example");
  EXPECT_EQ(json["trace_version"], 1);
  EXPECT_EQ(json["totals"]["peak_bytes"], 16000);
  EXPECT_EQ(json["totals"]["leak_bytes"], 8000);
  for (const char* name : {"peak_bytes", "alloc_bytes", "copy_bytes", "redundant_copy_bytes",
                           "leak_count", "live_end_bytes", "view_count"}) {
    int64_t sum = 0;
    for (const auto& site : json["sites"]) sum += site.value(name, int64_t{0});
    EXPECT_EQ(sum, json["totals"].value(name, int64_t{0})) << name;
  }
  EXPECT_THAT(ReadAll(file_), Not(HasSubstr("\"line\"")));
}

TEST_F(BaselineCommandTest, InitTouchesNothingThatIsThere) {
  std::ofstream(file_) << "mine";
  const Outcome outcome = Do({"init", ExamplePath()});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("baseline update"));
  EXPECT_EQ(ReadAll(file_), "mine");
}

TEST_F(BaselineCommandTest, UpdateFollowsTheTrace) {
  EXPECT_EQ(Do({"update", ExamplePath()}).exit_code, 2);  // there is none yet
  ASSERT_EQ(Do({"init", ExamplePath()}).exit_code, 0);
  const std::string before = ReadAll(file_);
  EXPECT_THAT(Do({"update", ExamplePath()}).out, HasSubstr("up to date"));
  EXPECT_EQ(ReadAll(file_), before);
  const Outcome outcome = Do({"update", Larger()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("+1 KiB"), HasSubstr("updated")));
  EXPECT_EQ(Content()["totals"]["peak_bytes"], 17024);
}

TEST_F(BaselineCommandTest, UpdateIsRefusedWhileALimitFails) {
  ASSERT_EQ(Do({"init", ExamplePath()}).exit_code, 0);
  const std::string before = ReadAll(file_);
  const std::string config =
      WriteTemp("tidemark.json", R"({"defaults":{"limits":{"peak_bytes":{"max":16500}}}})");
  const Outcome refused = Do({"update", Larger(), "--config", config});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("peak_bytes"), HasSubstr("--accept --reason")));
  EXPECT_EQ(ReadAll(file_), before);
  EXPECT_EQ(Do({"update", Larger(), "--config", config, "--accept"}).exit_code, 2);
  EXPECT_EQ(Do({"update", Larger(), "--config", config, "--reason", "x"}).exit_code, 2);
  EXPECT_EQ(ReadAll(file_), before);
  const Outcome accepted =
      Do({"update", Larger(), "--config", config, "--accept", "--reason", "the cache is worth it"});
  EXPECT_EQ(accepted.exit_code, 0) << accepted.err;
  ASSERT_EQ(Content()["accepted"].size(), 1U);
  EXPECT_EQ(Content()["accepted"][0], (nlohmann::json{{"metric", "peak_bytes"},
                                                      {"from", 16000},
                                                      {"to", 17024},
                                                      {"reason", "the cache is worth it"}}));
  // A limit that holds keeps nobody from updating, and the reason stays.
  ASSERT_EQ(Do({"update", ExamplePath(), "--config", config}).exit_code, 0);
  EXPECT_EQ(Content()["accepted"].size(), 1U);
}

TEST_F(BaselineCommandTest, OfSeveralRunsTheLeastCounts) {
  ASSERT_EQ(Do({"init", Larger(), ExamplePath()}).exit_code, 0);
  EXPECT_EQ(Content()["totals"]["peak_bytes"], 16000);
  const std::string other = WriteTemp(
      "other.ndjson", absl::StrReplaceAll(ReadAll(ExamplePath()),
                                          {{"\"program\":\"example\"", "\"program\":\"b\""}}));
  EXPECT_THAT(Do({"update", ExamplePath(), other}).err, HasSubstr("another program"));
}

TEST_F(BaselineCommandTest, PruneTakesOutWhatIsGone) {
  ASSERT_EQ(Do({"init", ExamplePath()}).exit_code, 0);
  EXPECT_THAT(Do({"prune", ExamplePath()}).out, HasSubstr("nothing to prune"));
  auto json = Content();
  const size_t places = json["sites"].size();
  json["sites"].push_back(
      {{"file", "z.cc"}, {"function", "gone"}, {"kind", "pool"}, {"copy_bytes", 5}});
  json["sites"].push_back({{"file", "z.cc"}, {"function", "empty"}, {"kind", "array"}});
  json["totals"]["copy_bytes"] = json["totals"]["copy_bytes"].get<int64_t>() + 5;
  std::ofstream(file_) << json.dump();
  EXPECT_THAT(Do({"prune"}).out, HasSubstr("pruned of 1 place"));
  EXPECT_THAT(Do({"prune", ExamplePath()}).out, HasSubstr("pruned of 1 place"));
  EXPECT_EQ(Content()["sites"].size(), places);
  EXPECT_THAT(Tidemark({"diff", file_, ExamplePath()}).out, HasSubstr("no difference"));
}

TEST_F(BaselineCommandTest, ShowListsWhatThereIs) {
  ASSERT_EQ(Do({"init", ExamplePath()}).exit_code, 0);
  const Outcome outcome = Do({"show"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("baseline of 'example'"), HasSubstr("peak_bytes"),
                                 HasSubstr("a.cc  load")));
}

TEST_F(BaselineCommandTest, MakesNoBaselineOfAHalfTrace) {
  std::string half = ReadAll(ExamplePath());
  half.resize(half.find("{\"ev\":\"end\""));
  const Outcome outcome = Do({"init", WriteTemp("half.ndjson", half)});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("truncated"));
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(BaselineCommandTest, RefusesWrongUsage) {
  EXPECT_EQ(Do({}).exit_code, 2);
  EXPECT_THAT(Do({"udpate", ExamplePath()}).err, HasSubstr("did you mean 'update'"));
  EXPECT_EQ(Do({"init"}).exit_code, 2);
  EXPECT_EQ(Do({"show", ExamplePath()}).exit_code, 2);
  EXPECT_EQ(Do({"show"}).exit_code, 3);
  EXPECT_EQ(Tidemark({"baseline", "init", ExamplePath()}).exit_code, 2);
  EXPECT_EQ(Do({"init", "/nonexistent.json"}).exit_code, 3);
  std::ofstream(file_) << "{";
  EXPECT_EQ(Do({"update", ExamplePath()}).exit_code, 3);
  EXPECT_EQ(ReadAll(file_), "{");
}

}  // namespace
}  // namespace tidemark::cli
