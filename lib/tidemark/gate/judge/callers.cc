#include "tidemark/gate/judge/callers.h"

#include <map>
#include <string>

#include "absl/strings/match.h"
#include "tidemark/gate/sites/site_key.h"

namespace tidemark::gate {
namespace {

using analysis::SiteReport;
using CallersBySite = std::map<SiteReport, SiteReport>;

// The nearest in no library of the system; else the farthest that is known.
SiteReport CallerAmong(const std::vector<SiteReport>& callers) {
  for (const SiteReport& caller : callers) {
    if (!IsSystemFile(caller.module)) return caller;
  }
  return callers.back();
}

void AddCallers(const std::vector<analysis::SiteBytes>& list, CallersBySite* callers) {
  for (const analysis::SiteBytes& entry : list) {
    if (!entry.callers.empty()) callers->try_emplace(entry.site, CallerAmong(entry.callers));
  }
}

// The list that the metric is about goes first: a place may have been called from several.
CallersBySite CallersOf(const analysis::Report& report, bool of_leaks) {
  CallersBySite callers;
  if (of_leaks) AddCallers(report.leaks.sites, &callers);
  AddCallers(report.peak.sites, &callers);
  AddCallers(report.origins.allocs, &callers);
  AddCallers(report.leaks.sites, &callers);
  return callers;
}

}  // namespace

void SetCallers(const std::vector<const JudgedTrace*>& traces, std::vector<Verdict>* verdicts) {
  struct OfTrace {
    const JudgedTrace* trace;
    CallersBySite of_leaks;
    CallersBySite of_others;
  };
  std::vector<OfTrace> all;
  all.reserve(traces.size());
  for (const JudgedTrace* trace : traces) {
    all.push_back({trace, CallersOf(trace->report, true), CallersOf(trace->report, false)});
  }
  for (Verdict& verdict : *verdicts) {
    if (verdict.outcome != Outcome::kFailed) continue;
    const bool of_leaks = absl::StartsWith(verdict.metric, "leak_");
    for (Contribution& part : verdict.contributions) {
      for (const OfTrace& entry : all) {
        // Of several runs whose minimum counts, the verdict names all.
        if (!absl::StrContains(verdict.trace, entry.trace->file)) continue;
        const CallersBySite& callers = of_leaks ? entry.of_leaks : entry.of_others;
        const auto found = callers.find(part.site);
        if (found == callers.end()) continue;
        part.caller = found->second;
        break;
      }
    }
  }
}

}  // namespace tidemark::gate
