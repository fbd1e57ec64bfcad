// The image pipeline end to end: each planted fault is found at its line, the fixed program
// has none, and its peak is what the report on the faulty one said it would be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using nlohmann::json;

json ReportOn(const std::string& program) {
  const std::string trace = WriteTemp("run.json", "");
  const Outcome run = Shell("TIDEMARK_TRACE='" + trace + "' '" + program + "'");
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const Outcome report = Tidemark({"report", trace, "--format", "json"});
  EXPECT_EQ(report.exit_code, 0) << report.err;
  return json::parse(report.out);
}

// The statement below each comment "FAULT rule: ...", by rule: its first and its last line.
std::map<std::string, std::pair<int64_t, int64_t>> PlantedFaults() {
  std::ifstream source(TIDEMARK_IMAGE_PIPELINE_SOURCE);
  std::map<std::string, std::pair<int64_t, int64_t>> faults;
  std::string line;
  for (int64_t number = 1; std::getline(source, line); ++number) {
    const size_t mark = line.find("// FAULT ");
    if (mark == std::string::npos) continue;
    const size_t begin = mark + 9;
    faults[line.substr(begin, line.find(':') - begin)] = {number + 1, number + 3};
  }
  return faults;
}

TEST(ImagePipelineTest, EachPlantedFaultIsFoundAtItsLine) {
  const auto faults = PlantedFaults();
  ASSERT_EQ(faults.size(), 6u);
  const json report = ReportOn(TIDEMARK_IMAGE_PIPELINE);
  std::set<std::string> found;
  for (const json& finding : report["findings"]) {
    const std::string rule = finding["rule"];
    const auto fault = faults.find(rule);
    ASSERT_NE(fault, faults.end()) << "not planted: " << finding.dump(1);
    EXPECT_TRUE(found.insert(rule).second) << "twice: " << finding.dump(1);
    EXPECT_EQ(finding["site"]["file"], "tools/examples/image_pipeline.cc");
    EXPECT_EQ(finding["count"], 2) << "one for each camera: " << finding.dump(1);
    const int64_t line = finding["site"]["line"];
    EXPECT_GE(line, fault->second.first) << rule;
    EXPECT_LE(line, fault->second.second) << rule;
  }
  EXPECT_EQ(found.size(), faults.size());
}

TEST(ImagePipelineTest, TheFixedProgramHasThePredictedPeak) {
  const json faulty = ReportOn(TIDEMARK_IMAGE_PIPELINE);
  const json fixed = ReportOn(TIDEMARK_IMAGE_PIPELINE_FIXED);
  EXPECT_EQ(fixed["findings"].size(), 0u) << fixed["findings"].dump(1);
  EXPECT_EQ(fixed["leaks"]["count"], 0);
  EXPECT_EQ(fixed["peak"]["bytes"], faulty["what_if"]["peak_bytes_all_fixed"]);
  EXPECT_LT(fixed["peak"]["bytes"], faulty["peak"]["bytes"]);
}

TEST(MemorySharingTest, OneSliceOneNeededCopyNoLeak) {
  const json report = ReportOn(TIDEMARK_MEMORY_SHARING);
  EXPECT_EQ(report["totals"]["view_count"], 1);
  EXPECT_EQ(report["copies"]["count"], 1);
  EXPECT_EQ(report["copies"]["redundant_count"], 0);
  EXPECT_EQ(report["leaks"]["count"], 0);
  EXPECT_EQ(report["findings"].size(), 0u);
  EXPECT_EQ(report["trace"]["anomalies"]["total"], 0);
}

}  // namespace
}  // namespace tidemark::cli
