// The formats that a report can be written in: the table that --format reads.
//
// Consumed by `tidemark report` for its help, its check of the option, and the report itself. A new
// format is a file beside these and a row in formats.cc.
//
// Threading: constants and pure functions.
//
//   const ReportFormat* format = FindReportFormat("json");
//   if (format != nullptr) std::cout << format->render(report, {}, text_options);
#ifndef TIDEMARK_REPORT_FORMATS_H_
#define TIDEMARK_REPORT_FORMATS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/report/table.h"
#include "tidemark/report/terminal.h"

namespace tidemark::report {

struct ReportFormat {
  absl::string_view name;
  absl::string_view extension;  // of files that hold such a report, with its dot
  // `tables` are those that were asked for; without any it is the report as it is. `options` are for
  // formats that are laid out for a terminal.
  std::string (*render)(const analysis::Report& report, const std::vector<Table>& tables,
                        const TextOptions& options);
  bool one_table = false;  // it holds one table and nothing else
};

// The first one is the default.
absl::Span<const ReportFormat> ReportFormats();

// Null where there is none of that name.
const ReportFormat* FindReportFormat(absl::string_view name);

std::vector<std::string> ReportFormatNames();

// "text (default) or json".
std::string ReportFormatHelp();

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_FORMATS_H_
