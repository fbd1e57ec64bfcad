// The sections of the static core: a heading, a table of the largest rows, and what the others come to.
//
// Drawn from a Report; put together by StaticCore. Empty where there is nothing to show. Each says how
// much of its list it has.
// Threading: pure functions.
#ifndef TIDEMARK_PAGE_CORE_SECTIONS_H_
#define TIDEMARK_PAGE_CORE_SECTIONS_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/page/completeness.h"
#include "tidemark/page/page_bounds.h"

namespace tidemark::page {

std::string FindingsSection(const analysis::Report& report, const PageBounds& bounds,
                            std::vector<Coverage>* coverage);
std::string PeakSection(const analysis::Report& report, const PageBounds& bounds,
                        std::vector<Coverage>* coverage);
std::string CallsSection(const analysis::Report& report, const PageBounds& bounds,
                         std::vector<Coverage>* coverage);
std::string LivesSection(const analysis::Report& report, const PageBounds& bounds,
                         std::vector<Coverage>* coverage);
std::string CopiesSection(const analysis::Report& report, const PageBounds& bounds,
                          std::vector<Coverage>* coverage);
std::string PinsSection(const analysis::Report& report, const PageBounds& bounds,
                        std::vector<Coverage>* coverage);
std::string LeaksSection(const analysis::Report& report, const PageBounds& bounds,
                         std::vector<Coverage>* coverage);

// How much of each list stands here, and how much of each view the script has.
std::string CompletenessSection(absl::Span<const Coverage> here,
                                absl::Span<const Coverage> with_script);

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_CORE_SECTIONS_H_
