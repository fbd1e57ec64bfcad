#include "tidemark/analysis/rules/rule_table.h"

#include <algorithm>
#include <iterator>

namespace tidemark::analysis {
namespace {

#define TIDEMARK_POINT_TO_RULE(name) &(name),
constexpr const Rule* kTable[] = {TIDEMARK_ANALYSIS_RULES(TIDEMARK_POINT_TO_RULE)};
#undef TIDEMARK_POINT_TO_RULE

}  // namespace

absl::Span<const Rule* const> Rules() { return kTable; }

size_t IndexOf(const Rule& rule) {
  return static_cast<size_t>(
      std::distance(std::begin(kTable), std::find(std::begin(kTable), std::end(kTable), &rule)));
}

}  // namespace tidemark::analysis
