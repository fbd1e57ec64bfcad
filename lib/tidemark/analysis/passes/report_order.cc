#include "tidemark/analysis/passes/report_order.h"

#include <algorithm>
#include <cstddef>
#include <tuple>

#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace {

size_t RulePlace(const std::string& name) {
  const auto rules = Rules();
  return static_cast<size_t>(std::find_if(rules.begin(), rules.end(),
                                          [&](const Rule* rule) { return rule->name == name; }) -
                             rules.begin());
}

}  // namespace

void Sort(std::vector<Pin>* pins) {
  std::sort(pins->begin(), pins->end(), [](const Pin& a, const Pin& b) {
    return std::tie(b.wasted_bytes, b.base_bytes, a.site) <
           std::tie(a.wasted_bytes, a.base_bytes, b.site);
  });
}

void Sort(std::vector<Finding>* findings) {
  std::sort(findings->begin(), findings->end(), [](const Finding& a, const Finding& b) {
    if (a.peak_saving_bytes != b.peak_saving_bytes) {
      return a.peak_saving_bytes > b.peak_saving_bytes;
    }
    if (a.bytes != b.bytes) return a.bytes > b.bytes;
    const size_t place_a = RulePlace(a.rule);
    const size_t place_b = RulePlace(b.rule);
    return std::tie(a.site.file, a.site.line, place_a, a.site) <
           std::tie(b.site.file, b.site.line, place_b, b.site);
  });
}

}  // namespace tidemark::analysis
