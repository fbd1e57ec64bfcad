#include "tidemark/merge/place_unifier.h"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace tidemark::merge {
namespace {

using analysis::Report;
using analysis::SiteBytes;
using analysis::SiteReport;

template <class Visit>
void VisitSites(std::vector<SiteBytes>* entries, const Visit& visit) {
  for (SiteBytes& entry : *entries) {
    visit(&entry.site);
    for (SiteReport& caller : entry.callers) visit(&caller);
    for (analysis::CallPath& path : entry.paths) {
      for (SiteReport& caller : path.callers) visit(&caller);
    }
    VisitSites(&entry.grown_at, visit);
  }
}

// Calls `visit` with each place that the report names.
template <class Visit>
void VisitPlaces(Report* report, const Visit& visit) {
  for (auto& [kind, anomaly] : report->trace.anomalies) {
    for (SiteReport& site : anomaly.first_sites) visit(&site);
  }
  VisitSites(&report->peak.sites, visit);
  VisitSites(&report->leaks.sites, visit);
  for (auto* const list : {&report->origins.allocs, &report->origins.copies, &report->origins.views,
                           &report->origins.temporaries, &report->origins.largest_alloc}) {
    VisitSites(list, visit);
  }
  visit(&report->failed_allocations.site);
  for (analysis::MemoryHolder& holder : report->failed_allocations.holders) visit(&holder.site);
  for (analysis::Pin& pin : report->pins) visit(&pin.site);
  for (analysis::Finding& finding : report->findings) visit(&finding.site);
  for (analysis::ObjectBytes& object : report->objects) visit(&object.site);
}

std::string FileName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// What has to be equal.
using PlaceKey =
    std::tuple<std::string, std::string, int64_t, std::string, std::string, std::string>;

PlaceKey PlaceKeyOf(const Report& report, const SiteReport& site) {
  return {report.trace.program, FileName(site.file), site.line,
          site.function,        site.label,          FileName(site.module)};
}

bool IsBetter(const SiteReport& a, const SiteReport& b) {
  if (a.file.size() != b.file.size()) return a.file.size() < b.file.size();
  if (a.module.size() != b.module.size()) return a.module.size() < b.module.size();
  return a < b;
}

}  // namespace

void UnifyPlaces(const std::vector<Report*>& reports) {
  if (reports.size() < 2) return;
  std::map<PlaceKey, SiteReport> names;
  std::set<PlaceKey> ambiguous;
  for (Report* const report : reports) {
    std::map<PlaceKey, SiteReport> own;
    VisitPlaces(report, [&](const SiteReport* site) {
      const auto [found, is_new] = own.emplace(PlaceKeyOf(*report, *site), *site);
      if (!is_new && found->second != *site) ambiguous.insert(found->first);
    });
    for (auto& [key, site] : own) {
      const auto [found, is_new] = names.emplace(key, site);
      if (!is_new && IsBetter(site, found->second)) found->second = site;
    }
  }
  for (Report* const report : reports) {
    VisitPlaces(report, [&](SiteReport* site) {
      const PlaceKey key = PlaceKeyOf(*report, *site);
      if (!ambiguous.contains(key)) *site = names.at(key);
    });
  }
}

}  // namespace tidemark::merge
