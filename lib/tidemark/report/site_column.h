// A place in the user's program, in as many columns as there are.
//
// Consumes a SiteReport; its consumers are the tables of the text report.
// Threading: pure functions.
//
//   SiteColumn(site, 40, true);  // "src/imag…/stack/pipeline.cc:44  normalise"
#ifndef TIDEMARK_REPORT_SITE_COLUMN_H_
#define TIDEMARK_REPORT_SITE_COLUMN_H_

#include <cstddef>
#include <string>

#include "tidemark/analysis/model/report.h"

namespace tidemark::report {

// file:line, then the function, then the label in brackets, cleaned for display. The file's name
// and the line stay as long as they fit, then the function; the folders of the path are elided
// first. For code without a source file, the name of its library is shown.
std::string SiteColumn(const analysis::SiteReport& site, size_t width, bool unicode);

// In a chain of callers: the function, and the name of its file with the line where it is known.
std::string CallerText(const analysis::SiteReport& site, bool unicode);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_SITE_COLUMN_H_
