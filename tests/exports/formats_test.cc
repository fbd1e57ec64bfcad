#include "tidemark/exports/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tidemark::exports {
namespace {

using ::testing::HasSubstr;

TEST(ExportFormats, AreFoundByTheirNames) {
  std::set<std::string> names;
  for (const ExportFormat& format : ExportFormats()) {
    EXPECT_EQ(FindExportFormat(format.name), &format);
    EXPECT_TRUE(names.insert(std::string(format.name)).second) << format.name;
    EXPECT_THAT(ExportFormatHelp(), HasSubstr(std::string(format.title)));
  }
  EXPECT_EQ(FindExportFormat("pdf"), nullptr);
}

TEST(ExportFormats, AreMadeOfAReportOrOfEvents) {
  for (const ExportFormat& format : ExportFormats()) {
    const int ways = (format.render != nullptr ? 1 : 0) + (format.stream != nullptr ? 1 : 0) +
                     (format.write != nullptr ? 1 : 0);
    EXPECT_EQ(ways, 1) << format.name;
    EXPECT_TRUE(format.render == nullptr || format.needs != nullptr) << format.name;
    EXPECT_EQ(format.paths == nullptr, format.render != nullptr) << format.name;
  }
}

std::string PathOf(absl::string_view format, const std::string& output, size_t number,
                   const ExportOptions& options = {}) {
  const auto paths = FindExportFormat(format)->paths(output, options);
  return paths.ok() ? paths->name(number) : std::string(paths.status().message());
}

TEST(ExportFormats, ShardsAreNumberedBeforeTheExtension) {
  EXPECT_EQ(PathOf("chrome", "out/run.json", 0), "out/run.json");
  EXPECT_EQ(PathOf("chrome", "out/run.json", 1), "out/run-2.json");
  EXPECT_EQ(PathOf("chrome", "a.b/run.json.gz", 12), "a.b/run-13.json.gz");
  EXPECT_EQ(PathOf("chrome", "a.b/run", 1), "a.b/run-2");
  EXPECT_EQ(PathOf("chrome", ".hidden", 1), ".hidden-2");
  EXPECT_EQ(PathOf("ndjson", "out/run.ndjson", 0), "out/run.ndjson");
  EXPECT_EQ(PathOf("ndjson", "out/run.x.ndjson.zst", 123456, {.shard_events = 5}),
            "out/run.x-123456.ndjson.zst");
  EXPECT_EQ(PathOf("ndjson", "run.jsonl", 1, {.shard_events = 5}), "run-00001.jsonl");
  EXPECT_THAT(PathOf("ndjson", "run.tmk", 1), HasSubstr("run.tmk: found an unknown"));
}

TEST(ExportFormats, ShardsArePackedAsTheirNamesSay) {
  for (const absl::string_view format : {"chrome", "ndjson"}) {
    const auto packing = [&](const char* output) {
      return FindExportFormat(format)->paths(output, {})->compression;
    };
    EXPECT_EQ(packing("run.json"), trace::Compression::kNone);
    EXPECT_EQ(packing("run.json.gz"), trace::Compression::kGzip);
    EXPECT_EQ(packing("run.json.zst"), trace::Compression::kZstd);
  }
  EXPECT_EQ(FindExportFormat("chrome")->paths("run", {})->compression, trace::Compression::kNone);
}

TEST(ExportFormats, EachIsWrittenOfAReportWithoutAnything) {
  for (const ExportFormat& format : ExportFormats()) {
    if (format.render == nullptr) continue;
    EXPECT_TRUE(format.render({}, {}).ok()) << format.name;
  }
}

TEST(ExportFormats, AskTheAnalysisForWhatTheyShow) {
  analysis::AnalyzeOptions analyze;
  FindExportFormat("pprof")->needs({}, &analyze);
  EXPECT_TRUE(analyze.details.call_tree);
  EXPECT_FALSE(analyze.details.site_timeline);
  FindExportFormat("massif")->needs({}, &analyze);
  EXPECT_TRUE(analyze.details.site_timeline);
}

}  // namespace
}  // namespace tidemark::exports
