#include "tidemark/analysis/passes/apply_allowances.h"

#include <cstddef>
#include <optional>
#include <utility>

namespace tidemark::analysis {
namespace {

void TakeOut(const Finding& finding, Report* report) {
  if (finding.category == Category::kRedundantCopy) {
    report->copies.redundant_count -= finding.count;
    report->copies.redundant_bytes -= finding.copied_bytes;
  }
  if (finding.category == Category::kLeak) {
    report->leaks.count -= finding.count;
    report->leaks.bytes -= finding.bytes;
    std::erase_if(report->leaks.sites,
                  [&](const SiteBytes& entry) { return entry.site == finding.site; });
  }
  for (Usage& usage : report->usage) {
    if (usage.site != finding.site) continue;
    std::erase_if(usage.findings,
                  [&](const RuleUsage& found) { return found.rule == finding.rule; });
  }
}

}  // namespace

void ApplyAllowances(SourceAllowances* allowances, FirstPass::Result* result) {
  bool any = false;
  for (Finding& finding : result->report.findings) {
    std::optional<SourceAllowances::Found> found = allowances->Find(finding.rule, finding.site);
    if (!found.has_value()) continue;
    any = true;
    finding.allowed = found->reason.empty() ? "no reason given" : std::move(found->reason);
    finding.allowed_at = std::move(found->at);
    TakeOut(finding, &result->report);
  }
  if (!any) return;
  std::erase_if(result->edits, [&](const Edit& edit) {
    return !result->report.findings[static_cast<size_t>(edit.finding)].allowed.empty();
  });
}

}  // namespace tidemark::analysis
