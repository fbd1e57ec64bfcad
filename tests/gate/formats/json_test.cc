#include "tidemark/gate/formats/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace tidemark::gate {
namespace {

using Json = nlohmann::ordered_json;

TEST(CheckJson, SaysWhatWasJudgedAndHow) {
  CheckResult result;
  result.traces = {"run.json", "gone.json"};
  result.refused = {{.trace = "gone.json", .message = "no such file", .empty = false}};
  Verdict failed;
  failed.rule = "limit";
  failed.outcome = Outcome::kFailed;
  failed.metric = "peak_bytes";
  failed.limit = 99;
  failed.after = 100;
  failed.excess = 1;
  Contribution& part = failed.contributions.emplace_back();
  part.site.file = "a.cc";
  part.after = 100;
  Verdict unknown;
  unknown.outcome = Outcome::kNotJudged;
  unknown.reason = "nobody knows";
  failed.trace = "run.json";
  result.notes = {{.trace = "run.json", .text = "a note"}};
  result.verdicts = {failed, unknown};
  const Json json = Json::parse(CheckJson(result, {}));
  EXPECT_EQ(json["schema"], "tidemark-check/1");
  EXPECT_EQ(json["passed"], false);
  EXPECT_EQ(json["judged"], 1);
  EXPECT_EQ(json["failures"], 1);
  EXPECT_EQ(json["not_judged"], 1);
  EXPECT_EQ(json["traces"][0]["refused"], nullptr);
  EXPECT_EQ(json["traces"][0]["warnings"][0], "a note");
  EXPECT_EQ(json["traces"][1]["trace"], "gone.json");
  EXPECT_EQ(json["traces"][1]["refused"]["message"], "no such file");
  const Json& verdict = json["traces"][0]["verdicts"][0];
  EXPECT_EQ(verdict["outcome"], "failed");
  EXPECT_EQ(verdict["unit"], "bytes");
  EXPECT_EQ(verdict["before"], nullptr);
  EXPECT_EQ(verdict["limit"], 99);
  EXPECT_EQ(verdict["actual"], 100);
  EXPECT_EQ(verdict["contributions"][0]["site"]["file"], "a.cc");
  EXPECT_EQ(verdict["contributions"][0]["delta"], 100);
  EXPECT_EQ(json["verdicts"][0]["actual"], nullptr);
  EXPECT_EQ(json["verdicts"][0]["reason"], "nobody knows");
}

// A trace that could not be read was asked for, so that the rest being fine is no pass.
TEST(CheckJson, ARefusedTraceIsNotAPass) {
  CheckResult result;
  result.verdicts.emplace_back();
  EXPECT_EQ(Json::parse(CheckJson(result, {}))["passed"], true);
  result.refused = {{.trace = "gone.json", .message = "no such file", .empty = false}};
  EXPECT_EQ(Json::parse(CheckJson(result, {}))["passed"], false);
}

TEST(CheckJson, NothingJudgedIsNotAPass) {
  EXPECT_EQ(Json::parse(CheckJson({}, {}))["passed"], false);
}

}  // namespace
}  // namespace tidemark::gate
