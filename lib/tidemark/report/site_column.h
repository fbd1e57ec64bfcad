// A place in the user's program, in as many columns as there are.
//
// Consumes a SiteReport; its consumers are the tables of the text report.
// Threading: pure function.
//
//   SiteColumn(site, 40, true);  // "src/imag…/stack/pipeline.cc:44  normalise"
#ifndef TIDEMARK_REPORT_SITE_COLUMN_H_
#define TIDEMARK_REPORT_SITE_COLUMN_H_

#include <cstddef>
#include <string>

#include "tidemark/analysis/report.h"

namespace tidemark::report {

// file:line, then the function, then the label in brackets, cleaned for display. The file's path is
// elided in the middle so that its name and the line stay; the function gets what room is left.
std::string SiteColumn(const analysis::SiteReport& site, size_t width, bool unicode);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_SITE_COLUMN_H_
