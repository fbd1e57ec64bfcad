// The table of report formats.
#include "tidemark/report/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/report/sample_reports.h"
#include "tidemark/report/json_report.h"
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
  EXPECT_EQ(ReportFormatHelp(), "text (default) or json");
}

TEST(Formats, EachRendersItsReport) {
  const analysis::Report report = SmallReport();
  const TextOptions options;
  EXPECT_EQ(FindReportFormat("text")->render(report, options), TextReport(report, options));
  EXPECT_EQ(FindReportFormat("json")->render(report, options), JsonReport(report));
}

}  // namespace
}  // namespace tidemark::report
