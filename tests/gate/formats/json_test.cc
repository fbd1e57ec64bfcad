#include "tidemark/gate/formats/check_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace tidemark::gate {
namespace {

using Json = nlohmann::ordered_json;

TEST(CheckJson, SaysWhatWasJudgedAndHow) {
  analysis::Report report;
  report.peak.bytes = 100;
  report.peak.sites = {{{"a.cc", 3, "f", ""}, 100, 1}};
  CheckResult result;
  result.traces.push_back(
      Judge("run.json", report,
            {ParseLimit("peak_bytes <= 99").value(), ParseLimit("copy_count == 0").value()}));
  const Json json = Json::parse(CheckJson(result));
  EXPECT_EQ(json["schema"], "tidemark-check/1");
  EXPECT_EQ(json["passed"], false);
  EXPECT_EQ(json["judged"], 2);
  EXPECT_EQ(json["failures"], 1);
  const Json& failed = json["traces"][0]["verdicts"][0];
  EXPECT_EQ(failed["metric"], "peak_bytes");
  EXPECT_EQ(failed["unit"], "bytes");
  EXPECT_EQ(failed["op"], "<=");
  EXPECT_EQ(failed["limit"], 99);
  EXPECT_EQ(failed["actual"], 100);
  EXPECT_EQ(failed["excess"], 1);
  EXPECT_EQ(failed["sites"][0]["site"]["file"], "a.cc");
  EXPECT_EQ(json["traces"][0]["verdicts"][1]["passed"], true);
}

TEST(CheckJson, NothingJudgedIsNotAPass) { EXPECT_EQ(Json::parse(CheckJson({}))["passed"], false); }

}  // namespace
}  // namespace tidemark::gate
