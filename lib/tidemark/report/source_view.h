// Annotated source: a file of the program with what each line held at the peak, allocated and copied,
// and what was found there.
//
// Consumes a Report with usage (AnalyzeOptions::break_down), by source_figures.h, and the files on this
// machine; its consumer is `tidemark report --source`.
//
// Lines without figures are shown near those that have some. Where the file is not at hand, the lines
// that have figures are shown without their text.
//
// Ownership: values, but for the report, to which findings are indices. Threading: pure functions, but
// ListSource reads files. Errors: NotFound, with the nearest names, where the trace has no such file.
#ifndef TIDEMARK_REPORT_SOURCE_VIEW_H_
#define TIDEMARK_REPORT_SOURCE_VIEW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/report/line.h"
#include "tidemark/report/source_figures.h"
#include "tidemark/report/terminal.h"

namespace tidemark::report {

struct SourceListing {
  FileFigures figures;
  std::string path;                // on this machine; empty: it is not at hand
  std::vector<std::string> lines;  // of the file
  bool changed = false;            // it is newer than the trace
};

// The files of the trace that `name` means (FilesLike): at least one.
absl::StatusOr<std::vector<SourceListing>> ListSource(const analysis::Report& report,
                                                      const std::string& name,
                                                      const std::vector<std::string>& roots);

std::vector<Line> SourceLines(const analysis::Report& report, const SourceListing& listing,
                              const TextOptions& options);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_SOURCE_VIEW_H_
