#include "tidemark/merge/merge_reports.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tidemark/analysis/passes/report_order.h"
#include "tidemark/base/saturating.h"
#include "tidemark/merge/merge_findings_internal.h"

namespace tidemark::merge {
namespace {

using analysis::Report;
using analysis::SiteReport;
using analysis::TraceSummary;

constexpr size_t kFew = 3;  // as many as a report keeps of first lines and places

template <class Of>
std::vector<analysis::SiteBytes> SitesOf(const std::vector<Report>& reports, Of of) {
  std::vector<const std::vector<analysis::SiteBytes>*> lists;
  for (const Report& report : reports) lists.push_back(&of(report));
  return MergeSites(lists);
}

// Of several the sums, but for `largest` and its like.
void AddTotals(const analysis::Totals& more, analysis::Totals* sum) {
  using T = analysis::Totals;
  for (int64_t T::*const figure :
       {&T::alloc_count, &T::alloc_bytes, &T::resize_count, &T::free_count, &T::view_count,
        &T::copy_count, &T::copy_bytes, &T::op_count, &T::temporary_count, &T::live_end_count,
        &T::live_end_bytes, &T::thread_count, &T::external_count, &T::external_bytes}) {
    AddSaturating(more.*figure, &(sum->*figure));
  }
  sum->largest_alloc_bytes = std::max(sum->largest_alloc_bytes, more.largest_alloc_bytes);
}

void AddAnomalies(const TraceSummary& more, TraceSummary* sum) {
  for (const auto& [kind, anomaly] : more.anomalies) {
    analysis::AnomalyReport& all = sum->anomalies[kind];
    AddSaturating(anomaly.count, &all.count);
    std::set<SiteReport> sites(all.first_sites.begin(), all.first_sites.end());
    sites.insert(anomaly.first_sites.begin(), anomaly.first_sites.end());
    all.first_sites.assign(sites.begin(), sites.end());
    if (all.first_sites.size() > kFew) all.first_sites.resize(kFew);
  }
}

void AddUnnamedCode(const std::vector<analysis::UnnamedCode>& more,
                    std::vector<analysis::UnnamedCode>* all) {
  for (const analysis::UnnamedCode& code : more) {
    const auto same = std::find_if(all->begin(), all->end(), [&](const auto& other) {
      return other.module == code.module && other.reason == code.reason;
    });
    if (same == all->end()) {
      all->push_back(code);
    } else {
      same->addresses = std::max(same->addresses, code.addresses);
    }
  }
  std::sort(all->begin(), all->end(), [](const auto& a, const auto& b) {
    return std::tie(b.addresses, a.module, a.reason) < std::tie(a.addresses, b.module, b.reason);
  });
}

void AddSummary(const TraceSummary& more, TraceSummary* sum) {
  sum->files.insert(sum->files.end(), more.files.begin(), more.files.end());
  AddSaturating(more.events, &sum->events);
  sum->duration_ns = std::max(sum->duration_ns, more.duration_ns);
  sum->truncated = sum->truncated || more.truncated;
  AddSaturating(more.lost_events, &sum->lost_events);
  AddSaturating(more.unknown_events_skipped, &sum->unknown_events_skipped);
  AddSaturating(more.bad_lines_skipped, &sum->bad_lines_skipped);
  sum->first_bad_lines.insert(sum->first_bad_lines.end(), more.first_bad_lines.begin(),
                              more.first_bad_lines.end());
  AddAnomalies(more, sum);
  sum->sample_bytes = std::max(sum->sample_bytes, more.sample_bytes);
  sum->heap_only = sum->heap_only && more.heap_only;
  AddUnnamedCode(more.unnamed_code, &sum->unnamed_code);
  std::erase_if(sum->params, [&](const auto& param) {
    const auto other = more.params.find(param.first);
    return other == more.params.end() || other->second != param.second;
  });
  sum->mappings_recorded = sum->mappings_recorded || more.mappings_recorded;
  sum->largest_array_elements = std::max(sum->largest_array_elements, more.largest_array_elements);
  if (sum->standard_library != more.standard_library) sum->standard_library.clear();
}

TraceSummary MergeSummaries(const std::vector<Report>& reports) {
  TraceSummary sum = reports.front().trace;
  sum.anomalies.clear();
  AddAnomalies(reports.front().trace, &sum);
  std::set<std::string> programs;
  for (const Report& report : reports) {
    for (const auto name : absl::StrSplit(report.trace.program, ", ", absl::SkipEmpty())) {
      programs.emplace(name);
    }
    if (&report != &reports.front()) AddSummary(report.trace, &sum);
  }
  sum.program = absl::StrJoin(programs, ", ");
  std::sort(sum.files.begin(), sum.files.end());
  std::sort(sum.first_bad_lines.begin(), sum.first_bad_lines.end());
  if (sum.first_bad_lines.size() > kFew) sum.first_bad_lines.resize(kFew);
  return sum;
}

analysis::Peak LargestPeak(const std::vector<Report>& reports) {
  const auto order = [](const Report& report) {
    return std::tie(report.peak.bytes, report.peak.buffers, report.peak.t);
  };
  return std::max_element(reports.begin(), reports.end(),
                          [&](const Report& a, const Report& b) { return order(a) < order(b); })
      ->peak;
}

analysis::FailedAllocations MergeFailures(const std::vector<Report>& reports) {
  const analysis::FailedAllocations* worst = &reports.front().failed_allocations;
  int64_t count = 0;
  for (const Report& report : reports) {
    const analysis::FailedAllocations& failed = report.failed_allocations;
    AddSaturating(failed.count, &count);
    if (std::tie(failed.live_bytes, failed.bytes, failed.site) >
        std::tie(worst->live_bytes, worst->bytes, worst->site)) {
      worst = &failed;
    }
  }
  analysis::FailedAllocations merged = *worst;
  merged.count = count;
  return merged;
}

analysis::LiveAtExit MergeLiveAtExit(const std::vector<Report>& reports) {
  using Group = analysis::LiveAtExit::Group;
  analysis::LiveAtExit merged;
  std::map<std::tuple<std::string, std::string, bool>, Group> groups;
  for (const Report& report : reports) {
    AddSaturating(report.live_at_exit.count, &merged.count);
    AddSaturating(report.live_at_exit.bytes, &merged.bytes);
    for (const Group& group : report.live_at_exit.groups) {
      const auto [sum, is_new] =
          groups.emplace(std::tuple(group.name, group.reason, group.suppressed), group);
      if (is_new) continue;
      AddSaturating(group.count, &sum->second.count);
      AddSaturating(group.bytes, &sum->second.bytes);
    }
  }
  for (auto& [key, group] : groups) merged.groups.push_back(std::move(group));
  std::stable_sort(merged.groups.begin(), merged.groups.end(),
                   [](const Group& a, const Group& b) { return a.bytes > b.bytes; });
  return merged;
}

std::vector<analysis::ObjectBytes> MergeObjects(const std::vector<Report>& reports) {
  using analysis::ObjectBytes;
  std::map<std::pair<std::string, SiteReport>, ObjectBytes> sums;
  for (const Report& report : reports) {
    for (const ObjectBytes& objects : report.objects) {
      ObjectBytes& sum = sums[{objects.type, objects.site}];
      sum.type = objects.type;
      sum.site = objects.site;
      AddSaturating(objects.peak_bytes, &sum.peak_bytes);
      AddSaturating(objects.peak_count, &sum.peak_count);
      AddSaturating(objects.end_bytes, &sum.end_bytes);
      AddSaturating(objects.end_count, &sum.end_count);
    }
  }
  std::vector<ObjectBytes> merged;
  for (auto& [key, sum] : sums) merged.push_back(std::move(sum));
  std::stable_sort(merged.begin(), merged.end(), [](const ObjectBytes& a, const ObjectBytes& b) {
    return std::tie(a.peak_bytes, a.end_bytes) > std::tie(b.peak_bytes, b.end_bytes);
  });
  return merged;
}

// Of the largest allocations, that of the trace with the largest.
std::vector<analysis::SiteBytes> LargestAlloc(const std::vector<Report>& reports) {
  const analysis::SiteBytes* largest = nullptr;
  for (const Report& report : reports) {
    for (const analysis::SiteBytes& entry : report.origins.largest_alloc) {
      if (largest == nullptr || entry.bytes > largest->bytes ||
          (entry.bytes == largest->bytes && entry.site < largest->site)) {
        largest = &entry;
      }
    }
  }
  if (largest == nullptr) return {};
  return {*largest};
}

}  // namespace

Sum SumOf(Report report) {
  const int64_t peak = report.peak.bytes;
  return {.report = std::move(report), .peak_at_most = peak};
}

Sum MergeReports(std::vector<Sum> sums) {
  if (sums.size() == 1) return std::move(sums.front());
  Sum all;
  std::vector<Report> reports;
  for (Sum& sum : sums) {
    AddSaturating(sum.peak_at_most, &all.peak_at_most);
    reports.push_back(std::move(sum.report));
  }
  Report& merged = all.report;
  merged.trace = MergeSummaries(reports);
  merged.peak = LargestPeak(reports);
  merged.failed_allocations = MergeFailures(reports);
  merged.live_at_exit = MergeLiveAtExit(reports);
  merged.objects = MergeObjects(reports);
  for (const Report& report : reports) {
    AddTotals(report.totals, &merged.totals);
    using analysis::Copies;
    for (int64_t Copies::*const figure :
         {&Copies::count, &Copies::bytes, &Copies::redundant_count, &Copies::redundant_bytes}) {
      AddSaturating(report.copies.*figure, &(merged.copies.*figure));
    }
    AddSaturating(report.leaks.count, &merged.leaks.count);
    AddSaturating(report.leaks.bytes, &merged.leaks.bytes);
    merged.pins.insert(merged.pins.end(), report.pins.begin(), report.pins.end());
    merged.values_scanned = merged.values_scanned || report.values_scanned;
  }
  analysis::Sort(&merged.pins);
  merged.leaks.sites = SitesOf(
      reports, [](const Report& r) -> auto& { return r.leaks.sites; });
  merged.origins.allocs = SitesOf(
      reports, [](const Report& r) -> auto& { return r.origins.allocs; });
  merged.origins.copies = SitesOf(
      reports, [](const Report& r) -> auto& { return r.origins.copies; });
  merged.origins.views = SitesOf(
      reports, [](const Report& r) -> auto& { return r.origins.views; });
  merged.origins.temporaries = SitesOf(
      reports, [](const Report& r) -> auto& { return r.origins.temporaries; });
  merged.origins.largest_alloc = LargestAlloc(reports);
  merged.findings = MergeFindings(reports);
  // Nobody knows by how much that of all would be lower.
  merged.what_if.peak_bytes_all_fixed = merged.peak.bytes;
  return all;
}

}  // namespace tidemark::merge
