// Reports made by hand, for the tests of the formats.
#ifndef TIDEMARK_TESTS_REPORT_SAMPLE_REPORTS_H_
#define TIDEMARK_TESTS_REPORT_SAMPLE_REPORTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tidemark/analysis/model/report.h"

namespace tidemark::report {

// Two sites, one needless copy, one leak, nothing pinned.
analysis::Report SmallReport();

// No finding, no leak, one copy that was needed.
analysis::Report CleanReport();

// Of a program's heap: a site with callers, one without a source file, one without a name.
analysis::Report HeapReport();

// `sites` sites at the peak, `findings` findings, `leaks` leaking sites, long paths.
analysis::Report BigReport(int sites, int findings, int leaks);

// The lines of `text`, without their newlines.
std::vector<std::string> Lines(const std::string& text);

}  // namespace tidemark::report

#endif  // TIDEMARK_TESTS_REPORT_SAMPLE_REPORTS_H_
