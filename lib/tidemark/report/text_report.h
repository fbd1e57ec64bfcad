// A report for people at a terminal: the first screen answers, the rest explains.
//
// Consumes an analysis::Report; its consumer is somebody who wants to know the peak and who holds
// it, what to fix, and what leaked.
//
// Threading: pure function. Equal reports and options give equal bytes.
// Units: bytes as KiB, MiB, GiB with three digits.
// Errors: none; hostile names are cleaned, and no line is wider than options.width.
//
//   std::cout << TextReport(report, ChooseTextOptions({}, ReadTerminal(STDOUT_FILENO)));
#ifndef TIDEMARK_REPORT_TEXT_REPORT_H_
#define TIDEMARK_REPORT_TEXT_REPORT_H_

#include <string>

#include "tidemark/analysis/model/report.h"
#include "tidemark/report/terminal.h"

namespace tidemark::report {

std::string TextReport(const analysis::Report& report, const TextOptions& options);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_TEXT_REPORT_H_
