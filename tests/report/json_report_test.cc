#include "tidemark/report/json_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/report/sample_reports.h"

namespace tidemark::report {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

std::vector<std::string> Keys(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& item : object.items()) keys.push_back(item.key());
  return keys;
}

// The first `count` keys: the contract's stand before any that were added later.
std::vector<std::string> FirstKeys(const Json& object, size_t count) {
  std::vector<std::string> keys = Keys(object);
  keys.resize(std::min(keys.size(), count));
  return keys;
}

TEST(JsonReport, HasTheKeysOfTheContractInItsOrder) {
  analysis::Report report = SmallReport();
  report.live_at_exit = {
      .count = 1, .bytes = 8, .groups = {{.name = "n", .reason = "r", .count = 1, .bytes = 8}}};
  report.pins = {{{"a.cc", 30, "crop", ""}, 1 << 20, 80, (1 << 20) - 80}};
  const Json json = Json::parse(JsonReport(report));
  EXPECT_THAT(Keys(json), ElementsAre("schema", "trace", "totals", "peak", "copies", "leaks",
                                      "live_at_exit", "pins", "findings", "what_if", "allocs"));
  EXPECT_EQ(json["schema"], "tidemark-report/1");
  EXPECT_THAT(FirstKeys(json["trace"], 7), ElementsAre("files", "program", "events", "duration_ns",
                                                       "truncated", "lost_events", "anomalies"));
  EXPECT_THAT(
      FirstKeys(json["totals"], 13),
      ElementsAre("alloc_count", "alloc_bytes", "resize_count", "free_count", "view_count",
                  "copy_count", "copy_bytes", "op_count", "temporary_count", "largest_alloc_bytes",
                  "live_end_count", "live_end_bytes", "thread_count"));
  EXPECT_THAT(Keys(json["peak"]), ElementsAre("bytes", "t", "buffers", "sites"));
  EXPECT_THAT(Keys(json["peak"]["sites"][0]), ElementsAre("site", "bytes", "count"));
  EXPECT_THAT(Keys(json["peak"]["sites"][0]["site"]),
              ElementsAre("file", "line", "function", "label"));
  EXPECT_THAT(Keys(json["copies"]),
              ElementsAre("count", "bytes", "redundant_count", "redundant_bytes"));
  EXPECT_THAT(Keys(json["leaks"]), ElementsAre("count", "bytes", "sites"));
  EXPECT_THAT(Keys(json["live_at_exit"]), ElementsAre("count", "bytes", "groups"));
  EXPECT_THAT(Keys(json["live_at_exit"]["groups"][0]),
              ElementsAre("name", "reason", "count", "bytes", "suppressed"));
  EXPECT_THAT(Keys(json["pins"][0]),
              ElementsAre("site", "base_bytes", "view_bytes", "wasted_bytes"));
  EXPECT_THAT(Keys(json["findings"][0]),
              ElementsAre("rule", "severity", "confidence", "site", "count", "bytes",
                          "peak_saving_bytes", "message", "advice", "evidence"));
  EXPECT_THAT(FirstKeys(json["findings"][0]["evidence"][0], 3), ElementsAre("buf", "src_buf", "t"));
  EXPECT_THAT(Keys(json["what_if"]), ElementsAre("peak_bytes_all_fixed"));
  EXPECT_THAT(Keys(json["allocs"]), ElementsAre("count", "bytes", "sites"));
}

TEST(JsonReport, TellsOfCodeWhatItKnows) {
  const Json json = Json::parse(JsonReport(HeapReport()));
  const Json& row = json["peak"]["sites"][0];
  EXPECT_THAT(Keys(row), ElementsAre("site", "bytes", "count", "callers"));
  EXPECT_THAT(Keys(row["site"]), ElementsAre("file", "line", "function", "label", "module"));
  EXPECT_EQ(row["callers"].size(), 2u);
  EXPECT_EQ(row["callers"][0]["function"], "Open");
  EXPECT_EQ(json["peak"]["sites"][1]["site"]["file"], json["peak"]["sites"][1]["site"]["module"]);
  EXPECT_EQ(json["allocs"]["sites"][0]["site"]["function"], "Load");
  EXPECT_EQ(json["trace"]["sample_bytes"], 0);
  EXPECT_EQ(json["trace"]["estimated"], false);
  EXPECT_EQ(json["trace"]["unnamed_code"][0]["module"], "/usr/lib/libfoo.so.3");
  EXPECT_EQ(json["trace"]["unnamed_code"][0]["reason"], "no symbols");
}

TEST(JsonReport, SaysWhenFiguresAreEstimates) {
  analysis::Report report = HeapReport();
  report.trace.sample_bytes = 4096;
  report.peak.standard_error = 77;
  const Json json = Json::parse(JsonReport(report));
  EXPECT_EQ(json["trace"]["sample_bytes"], 4096);
  EXPECT_EQ(json["trace"]["estimated"], true);
  EXPECT_EQ(json["peak"]["standard_error"], 77);
}

TEST(JsonReport, TellsOfTheProcessOnlyWhereItIsKnown) {
  analysis::Report report = SmallReport();
  Json json = Json::parse(JsonReport(report));
  EXPECT_FALSE(json.contains("memory"));
  EXPECT_FALSE(json.contains("failed_allocations"));
  report.process_memory = {.samples = 2, .t = 5, .resident_bytes = 700, .live_bytes = 300};
  report.failed_allocations = {.count = 2,
                               .t = 6,
                               .bytes = 99,
                               .live_bytes = 80,
                               .site = {},
                               .holders = {{{"a.cc", 1, "f", ""}, "f8", {10}, 80, 1}}};
  json = Json::parse(JsonReport(report));
  EXPECT_EQ(json["memory"]["resident_bytes"], 700);
  EXPECT_EQ(json["memory"]["live_bytes"], 300);
  EXPECT_EQ(json["failed_allocations"]["bytes"], 99);
  EXPECT_EQ(json["failed_allocations"]["holders"][0]["dtype"], "f8");
  EXPECT_EQ(json["failed_allocations"]["holders"][0]["shape"], Json({10}));
}

TEST(JsonReport, CarriesTheValues) {
  const Json json = Json::parse(JsonReport(SmallReport()));
  EXPECT_EQ(json["trace"]["files"], Json::array({"run.json"}));
  EXPECT_EQ(json["trace"]["truncated"], false);
  EXPECT_EQ(json["peak"]["bytes"], 16000);
  EXPECT_EQ(json["peak"]["t"], 300);
  EXPECT_EQ(json["copies"]["redundant_bytes"], 8000);
  EXPECT_EQ(json["leaks"]["sites"][0]["site"]["line"], 10);
  EXPECT_EQ(json["pins"], Json::array());
  EXPECT_EQ(json["findings"][0]["severity"], "warning");
  EXPECT_EQ(json["findings"][0]["confidence"], "certain");
  EXPECT_EQ(json["findings"][0]["evidence"][0]["src_buf"], 1);
  EXPECT_EQ(json["findings"][1]["severity"], "error");
  EXPECT_EQ(json["what_if"]["peak_bytes_all_fixed"], 8000);
}

TEST(JsonReport, CountsAnomaliesByKindAndInAll) {
  analysis::Report report = SmallReport();
  report.trace.anomalies["unknown_free"] = {3, {{"x.cc", 7, "f", ""}}};
  report.trace.anomalies["end_mismatch"] = {1, {}};
  const Json json = Json::parse(JsonReport(report))["trace"];
  EXPECT_EQ(json["anomalies"]["total"], 4);
  EXPECT_EQ(json["anomalies"]["unknown_free"], 3);
  EXPECT_EQ(json["anomalies"]["end_mismatch"], 1);
  EXPECT_EQ(json["anomalies"]["double_free"], 0);
  for (const auto& item : json["anomalies"].items()) {
    EXPECT_TRUE(item.value().is_number_integer()) << item.key();
  }
  EXPECT_EQ(json["anomaly_sites"]["unknown_free"][0]["line"], 7);
}

TEST(JsonReport, NamesTheKindsOfTheContractEvenInAnEmptyReport) {
  const Json json = Json::parse(JsonReport({}));
  EXPECT_THAT(Keys(json["trace"]["anomalies"]),
              IsSupersetOf({"total", "unknown_free", "double_free", "duplicate_buffer", "dead_view",
                            "unknown_drop"}));
}

TEST(JsonReport, SurvivesTextThatIsNotUtf8) {
  analysis::Report report = SmallReport();
  report.trace.program = "a\xff\"\n";
  const Json json = Json::parse(JsonReport(report));
  EXPECT_EQ(json["trace"]["program"], "a\xEF\xBF\xBD\"\n");
}

TEST(JsonReport, EqualReportsGiveEqualBytes) {
  EXPECT_EQ(JsonReport(BigReport(9, 7, 4)), JsonReport(BigReport(9, 7, 4)));
  EXPECT_EQ(JsonReport({}).back(), '\n');
}

}  // namespace
}  // namespace tidemark::report
