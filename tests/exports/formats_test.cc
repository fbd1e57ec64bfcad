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
  }
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
