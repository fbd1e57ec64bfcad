// What the parts of the text report share: the columns of their tables, and small words.
//
// Used by sections.cc and finding_sections.cc. Units: columns.
#ifndef TIDEMARK_REPORT_SECTION_PARTS_INTERNAL_H_
#define TIDEMARK_REPORT_SECTION_PARTS_INTERNAL_H_

#include <cstddef>
#include <string>
#include <utility>

#include "tidemark/analysis/model/report.h"
#include "tidemark/report/line.h"

namespace tidemark::report {

inline constexpr size_t kMostRows = 50;
inline constexpr size_t kBytesEnd = 11;  // columns of the tables: where bytes end, ...
inline constexpr size_t kShareEnd = 16;
inline constexpr size_t kCountStart = 18;
inline constexpr size_t kPlaceStart = 31;

inline bool IsLeak(const analysis::Finding& finding) {
  return finding.category == analysis::Category::kLeak;
}

inline Line Note(std::string text, Style style = Style::kFaint) {
  return Line().Add("  ").Add(std::move(text), style);
}

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_SECTION_PARTS_INTERNAL_H_
