#include "tidemark/analysis/metrics/anomalies.h"

#include <algorithm>

namespace tidemark::analysis {

absl::string_view AnomalyName(Anomaly kind) {
  switch (kind) {
    case Anomaly::kUnknownFree:
      return "unknown_free";
    case Anomaly::kDoubleFree:
      return "double_free";
    case Anomaly::kDuplicateBuffer:
      return "duplicate_buffer";
    case Anomaly::kDeadView:
      return "dead_view";
    case Anomaly::kDuplicateView:
      return "duplicate_view";
    case Anomaly::kUnknownDrop:
      return "unknown_drop";
    case Anomaly::kDeadAccess:
      return "dead_access";
    case Anomaly::kUnknownAccess:
      return "unknown_access";
    case Anomaly::kUnknownResize:
      return "unknown_resize";
    case Anomaly::kHandleMismatch:
      return "handle_mismatch";
    case Anomaly::kViewOutOfBounds:
      return "view_out_of_bounds";
    case Anomaly::kUnmatchedScopeEnd:
      return "unmatched_scope_end";
    case Anomaly::kEndMismatch:
      return "end_mismatch";
    case Anomaly::kEventAfterEnd:
      return "event_after_end";
    case Anomaly::kUndefinedSite:
      return "undefined_site";
    case Anomaly::kUndefinedStack:
      return "undefined_stack";
    case Anomaly::kConflictingDefinition:
      return "conflicting_definition";
    case Anomaly::kTimeBackwards:
      return "time_backwards";
    case Anomaly::kCircularStack:
      return "circular_stack";
    case Anomaly::kCount:
      break;
  }
  return "";
}

void AnomalyCounter::Add(Anomaly kind, SiteIndex site) {
  Kind& entry = kinds_[static_cast<size_t>(kind)];
  ++entry.count;
  if (site == kUnknownSite || entry.first_sites.size() == 3) return;
  if (std::find(entry.first_sites.begin(), entry.first_sites.end(), site) ==
      entry.first_sites.end()) {
    entry.first_sites.push_back(site);
  }
}

std::map<std::string, AnomalyReport> AnomalyCounter::Report(Places* places) const {
  std::map<std::string, AnomalyReport> report;
  for (size_t i = 0; i < kinds_.size(); ++i) {
    if (static_cast<Anomaly>(i) >= Anomaly::kTimeBackwards && kinds_[i].count == 0) continue;
    AnomalyReport& entry = report[std::string(AnomalyName(static_cast<Anomaly>(i)))];
    entry.count = kinds_[i].count;
    for (SiteIndex site : kinds_[i].first_sites) entry.first_sites.push_back(places->Resolve(site));
  }
  return report;
}

}  // namespace tidemark::analysis
