// The table of report formats.
#include "tidemark/report/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/report/sample_reports.h"
#include "tidemark/report/json_report.h"
#include "tidemark/report/table_formats.h"
#include "tidemark/report/tables.h"
#include "tidemark/report/text_report.h"

namespace tidemark::report {
namespace {

TEST(Formats, HaveDistinctNamesAndExtensionsAndAreFoundByName) {
  std::set<std::string> names;
  std::set<std::string> extensions;
  for (const ReportFormat& format : ReportFormats()) {
    EXPECT_TRUE(names.insert(std::string(format.name)).second) << format.name;
    EXPECT_TRUE(extensions.insert(std::string(format.extension)).second) << format.extension;
    EXPECT_EQ(format.extension.substr(0, 1), ".") << format.name;
    EXPECT_EQ(FindReportFormat(format.name), &format);
  }
  EXPECT_EQ(FindReportFormat("no-such-format"), nullptr);
}

TEST(Formats, HelpNamesAllOfThemAndTheDefault) {
  EXPECT_EQ(ReportFormatNames().front(), "text");
  EXPECT_EQ(ReportFormatHelp(), "text (default), json or csv");
}

TEST(Formats, EachRendersItsReport) {
  const analysis::Report report = SmallReport();
  const TextOptions options;
  EXPECT_EQ(FindReportFormat("text")->render(report, {}, options), TextReport(report, options));
  EXPECT_EQ(FindReportFormat("json")->render(report, {}, options), JsonReport(report));
  EXPECT_FALSE(FindReportFormat("text")->one_table);
}

TEST(Formats, EachRendersTables) {
  const analysis::Report report = SmallReport();
  const std::vector<Table> tables = {MakeTable(*FindTable("peak"), report, {})};
  const std::string text = FindReportFormat("text")->render(report, tables, {});
  EXPECT_THAT(text, ::testing::HasSubstr("tidemark  example"));
  EXPECT_THAT(text, ::testing::HasSubstr("\n\nPEAK  what was live at the peak, by place\n"));
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("LEAKS")));
  EXPECT_EQ(FindReportFormat("json")->render(report, tables, {}), JsonReport(report, tables));
  EXPECT_TRUE(FindReportFormat("csv")->one_table);
  EXPECT_EQ(FindReportFormat("csv")->render(report, tables, {}), CsvTable(tables[0]));
}

}  // namespace
}  // namespace tidemark::report
