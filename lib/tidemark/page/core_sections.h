// The sections of the static core: a heading, a table of the largest rows, and what the others come to.
//
// Drawn from a Report; put together by StaticCore. Empty where there is nothing to show.
// Threading: pure functions.
#ifndef TIDEMARK_PAGE_CORE_SECTIONS_H_
#define TIDEMARK_PAGE_CORE_SECTIONS_H_

#include <string>

#include "tidemark/analysis/model/report.h"
#include "tidemark/page/page_bounds.h"

namespace tidemark::page {

std::string FindingsSection(const analysis::Report& report, const PageBounds& bounds);
std::string PeakSection(const analysis::Report& report, const PageBounds& bounds);
std::string CallsSection(const analysis::Report& report, const PageBounds& bounds);
std::string LivesSection(const analysis::Report& report, const PageBounds& bounds);
std::string CopiesSection(const analysis::Report& report, const PageBounds& bounds);
std::string PinsSection(const analysis::Report& report, const PageBounds& bounds);
std::string LeaksSection(const analysis::Report& report, const PageBounds& bounds);

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_CORE_SECTIONS_H_
