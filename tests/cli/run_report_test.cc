// From an unmodified program to a report that names its functions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

std::string NewTrace() {
  return std::filesystem::path(WriteTemp("mark", "")).parent_path().string() + "/run.tmk";
}

TEST(RunReport, NamesTheFunctionThatAllocated) {
  const std::string trace = NewTrace();
  const Outcome run = Tidemark({"run", "-o", trace, "--", TIDEMARK_SYMBOLS_FIXTURE, "allocate"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  // "fixture::Allocate:44 fixture::Keep:47"
  std::istringstream words(run.out);
  std::string function;
  words >> function;
  const std::string line = function.substr(function.rfind(':') + 1);
  const Outcome report = Tidemark({"report", trace, "--format", "json"});
  ASSERT_EQ(report.exit_code, 0) << report.err;
  const Json json = Json::parse(report.out);
  const Json& site = json["peak"]["sites"][0]["site"];
  EXPECT_EQ(site["function"], "fixture::Allocate");
  EXPECT_EQ(site["line"], std::stoi(line));
  EXPECT_EQ(json["peak"]["sites"][0]["callers"][0]["function"], "fixture::Keep");
  EXPECT_EQ(json["trace"]["anomalies"]["total"], 0);
  const Outcome text = Tidemark({"report", trace});
  EXPECT_THAT(text.out, AllOf(HasSubstr("1 MiB"), HasSubstr("fixture::Allocate"),
                              HasSubstr("← fixture::Keep symbols_fixture.cc")));
}

// Arrays and the heap in one trace: an array's backing allocation counts as the array alone.
TEST(RunReport, AnArraysMemoryCountsOnce) {
  const std::string arrays = NewTrace();
  ASSERT_EQ(Shell(absl::StrCat("TIDEMARK_TRACE=", arrays, " " TIDEMARK_IMAGE_PIPELINE)).exit_code,
            0);
  const std::string both = NewTrace();
  ASSERT_EQ(Tidemark({"run", "-o", both, "--", TIDEMARK_IMAGE_PIPELINE}).exit_code, 0);
  const auto report = [](const std::string& trace) {
    return Json::parse(Tidemark({"report", trace, "--format", "json"}).out);
  };
  const Json alone = report(arrays);
  const Json with_heap = report(both);
  const auto peak = alone["peak"]["bytes"].get<int64_t>();
  EXPECT_GT(peak, 1 << 20);
  EXPECT_GE(with_heap["peak"]["bytes"].get<int64_t>(), peak);
  EXPECT_LT(with_heap["peak"]["bytes"].get<int64_t>(), peak + peak / 4);
  EXPECT_GT(with_heap["totals"]["alloc_count"], alone["totals"]["alloc_count"]);
  EXPECT_EQ(with_heap["copies"], alone["copies"]);
  EXPECT_EQ(with_heap["trace"]["anomalies"]["total"], 0);
}

// Each copy of the library would measure for itself how long a tick of the processor takes, and the last
// uses of arrays, which the program tells, would drift away from the events, which the interposer stamps.
TEST(RunReport, AProgramAndTheInterposerCountTimeAlike) {
  for (int i = 0; i < 3; ++i) {
    const std::string trace = NewTrace();
    const Outcome run = Tidemark({"run", "-o", trace, "--", TIDEMARK_RECORD_CHILD, "clock"});
    const Outcome json = Shell(absl::StrCat("$TIDEMARK convert ", trace, " ", trace, ".json"));
    ASSERT_EQ(json.exit_code, 0) << json.err;
    std::istringstream lines(ReadAll(trace + ".json"));
    std::string head;
    std::getline(lines, head);
    const Json clock = Json::parse(head)["capture"]["clock"];
    const std::string rate = clock.contains("rate") ? clock["rate"].dump() : "0";
    EXPECT_THAT(run.out, HasSubstr("working\n" + rate + "\n"));
  }
}

TEST(RunReport, SamplesOfARealProgramAreNoContradiction) {
  const std::string trace = NewTrace();
  ASSERT_EQ(
      Tidemark({"run", "--sample", "1KiB", "-o", trace, "--", "/bin/ls", "-l", "/"}).exit_code, 0);
  const Outcome report = Tidemark({"report", trace, "--format", "json"});
  ASSERT_EQ(report.exit_code, 0) << report.err;
  const Json json = Json::parse(report.out);
  EXPECT_EQ(json["trace"]["sample_bytes"], 1024);
  EXPECT_EQ(json["trace"]["anomalies"]["total"], 0);
  EXPECT_GT(json["totals"]["alloc_bytes"], 1024);
}

}  // namespace
}  // namespace tidemark::cli
