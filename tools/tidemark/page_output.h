// What `tidemark report --format html` does beyond other formats: what the analysis has to gather, one
// or two traces in one page, and its way to a browser.
//
// Used by report_command.cc. Threading: one thread.
// Errors: InvalidArgument, for exit code 2, where the options do not go together.
#ifndef TIDEMARK_TOOLS_TIDEMARK_PAGE_OUTPUT_H_
#define TIDEMARK_TOOLS_TIDEMARK_PAGE_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/source_flags.h"

namespace tidemark::cli {

inline constexpr char kPageFormat[] = "html";

// `output`: what -o says; `open`: whether --open was given.
absl::Status CheckPageOptions(const std::string& output, bool open, bool has_tables);

// The page of the reports, which are of these traces. `source`: whether and where to look for what
// the traces name.
std::string RenderPage(const std::vector<std::string>& traces,
                       const std::vector<analysis::Report>& reports, const SourceFlags& source);

// Hands the file to the system's browser, and does not wait for it. No shell takes part.
absl::Status OpenInBrowser(const std::string& file);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_PAGE_OUTPUT_H_
