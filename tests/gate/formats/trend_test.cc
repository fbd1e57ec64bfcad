#include "tidemark/gate/formats/trend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/gate/formats/sample_results.h"
#include "tidemark/gate/formats/measurements.h"

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;

TEST(Measurements, OneFigureOnceAndOnlyWhatWasJudged) {
  CheckResult result;
  result.verdicts = {FailedVerdict(), FailedVerdict(), PassedVerdict(), UnjudgedVerdict()};
  result.verdicts[1].rule = "increase";
  result.verdicts.push_back(FailedVerdict());
  result.verdicts.back().rule = "new-site";
  result.verdicts.back().after = int64_t{1} << 60;
  const std::vector<Measurement> measurements = MeasurementsOf(result);
  ASSERT_EQ(measurements.size(), 2u);
  EXPECT_EQ(measurements[0].metric, "peak_bytes");
  EXPECT_EQ(measurements[0].value, int64_t{152} << 20);
  EXPECT_EQ(measurements[1].metric, "copy_count");
}

TEST(Measurements, FiltersTellFiguresApart) {
  CheckResult result;
  result.verdicts = {FailedVerdict(), FailedVerdict()};
  result.verdicts[1].scope = "step";
  ASSERT_EQ(MeasurementsOf(result).size(), 2u);
  EXPECT_EQ(MeasurementsOf(result)[1].filter, " @scope=step");
}

TEST(Ctest, NamesTheTestWhereThereAreSeveral) {
  CheckResult result;
  result.verdicts = {FailedVerdict(), PassedVerdict()};
  EXPECT_EQ(CtestText(result, SampleOptions()),
            "<CTestMeasurement type=\"numeric/double\" name=\"peak_bytes\">159383552"
            "</CTestMeasurement>\n"
            "<CTestMeasurement type=\"numeric/double\" name=\"copy_count\">3</CTestMeasurement>\n");
  result.verdicts[1].test = "a<b";
  EXPECT_THAT(CtestText(result, SampleOptions()), HasSubstr("name=\"a&lt;b: copy_count\">3<"));
}

TEST(Benchmark, LeavesOutWhatIsBetterLarge) {
  CheckResult result;
  result.verdicts = {PassedVerdict(), PassedVerdict()};
  result.verdicts[1].metric = "reused_ops";
  const nlohmann::json series = nlohmann::json::parse(BenchmarkText(result, SampleOptions()));
  ASSERT_EQ(series.size(), 1u);
  EXPECT_EQ(series[0], (nlohmann::json{{"name", "pipeline: copy_count"},
                                       {"unit", "count"},
                                       {"value", 3},
                                       {"extra", "limit: copy_count <= 3"}}));
  EXPECT_EQ(BenchmarkText({}, SampleOptions()), "[]\n");
}

TEST(Bencher, KeepsNamesWithinTheirLengths) {
  CheckResult result;
  result.verdicts = {PassedVerdict()};
  result.verdicts[0].metric = std::string(100, 'm');
  result.verdicts[0].test = "";
  const nlohmann::json document = nlohmann::json::parse(BencherText(result, SampleOptions()));
  EXPECT_EQ(document, (nlohmann::json{{"(unnamed)", {{std::string(64, 'm'), {{"value", 3}}}}}}));
  EXPECT_EQ(BencherText({}, SampleOptions()), "{}\n");
}

}  // namespace
}  // namespace tidemark::gate
