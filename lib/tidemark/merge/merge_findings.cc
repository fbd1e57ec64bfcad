#include "tidemark/merge/merge_findings_internal.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "tidemark/analysis/passes/report_order.h"
#include "tidemark/analysis/passes/run_passes.h"
#include "tidemark/base/saturating.h"

namespace tidemark::merge {
namespace {

using analysis::Finding;

using FindingKey = std::tuple<std::string, analysis::SiteReport, std::string, std::string>;

// What the message says beyond its figures, which are those of one trace.
constexpr char kInLargest[] = "where it is largest: ";

absl::string_view OwnMessage(absl::string_view message) {
  absl::ConsumePrefix(&message, kInLargest);
  absl::ConsumeSuffix(&message, analysis::kLowersNoPeak);
  return message;
}

auto OrderOf(const analysis::Evidence& evidence) {
  return std::tie(evidence.buf, evidence.src_buf, evidence.view, evidence.t);
}

bool IsLarger(const Finding& a, const Finding& b) {
  const auto order = [](const Finding& finding) {
    return std::tuple(finding.bytes, finding.count, OwnMessage(finding.message), finding.advice);
  };
  if (order(a) != order(b)) return order(a) > order(b);
  return std::lexicographical_compare(
      b.evidence.begin(), b.evidence.end(), a.evidence.begin(), a.evidence.end(),
      [](const auto& x, const auto& y) { return OrderOf(x) < OrderOf(y); });
}

}  // namespace

std::vector<Finding> MergeFindings(const std::vector<analysis::Report>& reports) {
  struct Group {
    const Finding* largest = nullptr;
    int of = 0;
    Finding sum;
  };
  std::map<FindingKey, Group> groups;
  for (const analysis::Report& report : reports) {
    for (const Finding& finding : report.findings) {
      Group& group = groups[{finding.rule, finding.site, finding.allowed, finding.allowed_at}];
      ++group.of;
      if (group.largest == nullptr) {
        group.largest = &finding;
        group.sum = finding;
        continue;
      }
      if (IsLarger(finding, *group.largest)) group.largest = &finding;
      Finding& sum = group.sum;
      sum.severity = std::min(sum.severity, finding.severity);
      sum.confidence = std::max(sum.confidence, finding.confidence);
      AddSaturating(finding.count, &sum.count);
      AddSaturating(finding.bytes, &sum.bytes);
      AddSaturating(finding.copied_bytes, &sum.copied_bytes);
    }
  }
  std::vector<Finding> merged;
  for (auto& [key, group] : groups) {
    Finding& finding = group.sum;
    const bool was_merged = absl::StartsWith(group.largest->message, kInLargest);
    finding.message = absl::StrCat(group.of > 1 || was_merged ? kInLargest : "",
                                   OwnMessage(group.largest->message));
    finding.advice = group.largest->advice;
    finding.evidence = group.largest->evidence;
    // Each trace knows what its own peak would be, and none what that of all would.
    finding.peak_saving_bytes = 0;
    finding.tells_saving = false;
    merged.push_back(std::move(finding));
  }
  analysis::Sort(&merged);
  return merged;
}

}  // namespace tidemark::merge
