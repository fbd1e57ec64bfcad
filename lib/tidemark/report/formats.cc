#include "tidemark/report/formats.h"

#include "absl/strings/str_cat.h"
#include "tidemark/report/json_report.h"
#include "tidemark/report/table_formats.h"
#include "tidemark/report/text_report.h"

namespace tidemark::report {
namespace {

constexpr ReportFormat kFormats[] = {
    {.name = "text",
     .extension = ".txt",
     .render =
         [](const analysis::Report& report, const std::vector<Table>& tables,
            const TextOptions& options) {
           return tables.empty() ? TextReport(report, options)
                                 : TextTables(report, tables, options);
         }},
    {.name = "json",
     .extension = ".json",
     .render = [](const analysis::Report& report, const std::vector<Table>& tables,
                  const TextOptions&) { return JsonReport(report, tables); }},
    {.name = "csv",
     .extension = ".csv",
     .render = [](const analysis::Report&, const std::vector<Table>& tables,
                  const TextOptions&) { return tables.empty() ? "" : CsvTable(tables.front()); },
     .one_table = true},
};

}  // namespace

absl::Span<const ReportFormat> ReportFormats() { return kFormats; }

const ReportFormat* FindReportFormat(absl::string_view name) {
  for (const ReportFormat& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

std::vector<std::string> ReportFormatNames() {
  std::vector<std::string> names;
  for (const ReportFormat& format : kFormats) names.emplace_back(format.name);
  return names;
}

std::string ReportFormatHelp() {
  const std::vector<std::string> names = ReportFormatNames();
  std::string help = absl::StrCat(names[0], " (default)");
  for (size_t i = 1; i < names.size(); ++i) {
    absl::StrAppend(&help, i + 1 < names.size() ? ", " : " or ", names[i]);
  }
  return help;
}

}  // namespace tidemark::report
