// Annotated source: a file of the program with what each line held at the peak, allocated and copied,
// and what was found there.
//
// Consumes a Report with usage (AnalyzeOptions::break_down), by source_figures.h, and the files on this
// machine; its consumers are `tidemark report --source` and the pages.
//
// Lines without figures are shown near those that have some. Where the file is not at hand, the lines
// that have figures are shown without their text.
//
// Ownership: values, but for the report, to which findings are indices. Threading: pure functions, but
// ListSource and ListSourceAtHand read files. Errors: NotFound, with the nearest names, where the trace has no such file.
#ifndef TIDEMARK_REPORT_SOURCE_VIEW_H_
#define TIDEMARK_REPORT_SOURCE_VIEW_H_

#include <cstdint>
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
  std::vector<std::string> lines;  // of the file; tabs are spaces, ends of lines left out
  bool changed = false;            // it is newer than the trace
};

// The files of the trace that `name` means (FilesLike): at least one.
absl::StatusOr<std::vector<SourceListing>> ListSource(const analysis::Report& report,
                                                      const std::string& name,
                                                      const std::vector<std::string>& roots);

// All files of the trace that are on this machine and by their names source code, largest at the peak
// first. What a trace names is not trusted: nothing else is read of its own accord.
std::vector<SourceListing> ListSourceAtHand(const analysis::Report& report,
                                            const std::vector<std::string>& roots);

// The lines that are worth showing: those with figures, and up to two around each that the file has.
std::vector<int64_t> LinesToShow(const SourceListing& listing);

std::vector<Line> SourceLines(const analysis::Report& report, const SourceListing& listing,
                              const TextOptions& options);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_SOURCE_VIEW_H_
