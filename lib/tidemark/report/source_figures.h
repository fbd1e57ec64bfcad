// The figures of a report by line of each source file: what annotated source is made of.
//
// A pure function over Report::usage (AnalyzeOptions::break_down) and its findings, and the call tree
// where there is one; its consumers are `tidemark report --source` and the pages.
//
// Every line's figures are those of the places that lie on it, so that the sums over all files are the
// report's, less what has no line. What is allocated elsewhere, by functions that the line calls, is in
// `below_peak_bytes` alone, once for each stack, however often the line stands in it.
//
// Ownership: values; findings are indices into Report::findings. Units: bytes. Sums saturate.
#ifndef TIDEMARK_REPORT_SOURCE_FIGURES_H_
#define TIDEMARK_REPORT_SOURCE_FIGURES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tidemark/analysis/model/report.h"

namespace tidemark::report {

struct LineFigures {
  int64_t line = 0;
  int64_t peak_count = 0;
  int64_t peak_bytes = 0;
  int64_t alloc_count = 0;
  int64_t alloc_bytes = 0;
  int64_t live_end_count = 0;
  int64_t live_end_bytes = 0;
  int64_t copy_count = 0;
  int64_t copy_bytes = 0;
  int64_t below_peak_bytes = 0;  // at the peak, made by what the line calls
  std::vector<size_t> findings;  // in the order of the report

  // Whether there is anything to say of the line.
  bool any() const;
};

struct FileFigures {
  std::string file;                // as the trace names it
  std::vector<LineFigures> lines;  // by line, those of which there is anything to say
  LineFigures total;               // of all lines; its findings and below_peak_bytes are empty
};

// Largest at the peak first, then by allocated bytes, then by name.
std::vector<FileFigures> FiguresByLine(const analysis::Report& report);

// The files that a user means by `name`: those of that very name; else those whose path ends in it, or
// whose name it ends in, at a slash; else those that have the file's name and most folders above it in
// common, one at least (it was built elsewhere). Indices into `files`.
std::vector<size_t> FilesLike(const std::vector<FileFigures>& files, const std::string& name);

// Names that a user may have meant by one that is like none, the nearest first; at most five.
std::vector<std::string> NearestFiles(const std::vector<FileFigures>& files,
                                      const std::string& name);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_SOURCE_FIGURES_H_
