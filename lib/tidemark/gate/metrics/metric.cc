#include "tidemark/gate/metrics/metric.h"

#include <algorithm>
#include <cstdint>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "tidemark/base/bytes.h"

namespace tidemark::gate {
namespace {

using analysis::Report;
using analysis::SiteBytes;
using Sites = std::vector<SiteBytes>;

Sites NoSites(const Report&) { return {}; }
Sites AllocSites(const Report& report) { return report.origins.allocs; }
Sites LargestAllocSites(const Report& report) { return report.origins.largest_alloc; }
Sites CopySites(const Report& report) { return report.origins.copies; }
Sites ViewSites(const Report& report) { return report.origins.views; }
Sites TemporarySites(const Report& report) { return report.origins.temporaries; }
Sites PeakSites(const Report& report) { return report.peak.sites; }
Sites LeakSites(const Report& report) { return report.leaks.sites; }

Sites Sorted(Sites sites) {
  std::sort(sites.begin(), sites.end(), [](const SiteBytes& a, const SiteBytes& b) {
    return std::tie(b.bytes, a.site) < std::tie(a.bytes, b.site);
  });
  return sites;
}

Sites RedundantCopySites(const Report& report) {
  Sites sites;
  for (const analysis::Finding& finding : report.findings) {
    if (finding.category != analysis::Category::kRedundantCopy) continue;
    sites.push_back({finding.site, finding.bytes, finding.count});
  }
  return Sorted(std::move(sites));
}

Sites PinSites(const Report& report) {
  Sites sites;
  for (const analysis::Pin& pin : report.pins) {
    sites.push_back({pin.site, pin.wasted_bytes, 1});
  }
  return Sorted(std::move(sites));
}

int64_t PinnedBytes(const Report& report) {
  int64_t total = 0;
  for (const analysis::Pin& pin : report.pins) {
    if (__builtin_add_overflow(total, pin.wasted_bytes, &total)) return INT64_MAX;
  }
  return total;
}

}  // namespace

const std::vector<Metric>& AllMetrics() {
  using enum MetricUnit;
  using enum FromSamples;
  static const std::vector<Metric>& metrics = *new std::vector<Metric>{
      {"peak_bytes", kBytes, "the most that was live at once",
       [](const Report& r) { return r.peak.bytes; }, PeakSites, kEstimated},
      {"live_end_bytes", kBytes, "still live where the trace ends",
       [](const Report& r) { return r.totals.live_end_bytes; }, LeakSites, kEstimated},
      {"alloc_count", kCount, "allocations", [](const Report& r) { return r.totals.alloc_count; },
       AllocSites, kEstimated},
      {"alloc_bytes", kBytes, "allocated in all",
       [](const Report& r) { return r.totals.alloc_bytes; }, AllocSites, kEstimated},
      {"copy_count", kCount, "copies", [](const Report& r) { return r.totals.copy_count; },
       CopySites},
      {"copy_bytes", kBytes, "copied in all", [](const Report& r) { return r.totals.copy_bytes; },
       CopySites},
      {"redundant_copy_count", kCount, "copies that a rule found needless",
       [](const Report& r) { return r.copies.redundant_count; }, RedundantCopySites},
      {"redundant_copy_bytes", kBytes, "copied by them",
       [](const Report& r) { return r.copies.redundant_bytes; }, RedundantCopySites},
      {"view_count", kCount, "views made", [](const Report& r) { return r.totals.view_count; },
       ViewSites},
      {"leak_bytes", kBytes, "never freed", [](const Report& r) { return r.leaks.bytes; },
       LeakSites, kEstimated},
      {"leak_count", kCount, "buffers never freed", [](const Report& r) { return r.leaks.count; },
       LeakSites, kEstimated},
      {"temporary_count", kCount, "buffers freed before their thread allocated again",
       [](const Report& r) { return r.totals.temporary_count; }, TemporarySites, kUnknown},
      {"largest_alloc_bytes", kBytes, "the largest single allocation",
       [](const Report& r) { return r.totals.largest_alloc_bytes; }, LargestAllocSites, kEstimated},
      {"pinned_bytes", kBytes, "kept alive by views that do not need it", PinnedBytes, PinSites},
      {"lost_events", kCount, "events that the recorder dropped",
       [](const Report& r) { return r.trace.lost_events; }, NoSites},
  };
  return metrics;
}

const Metric* FindMetric(absl::string_view name) {
  for (const Metric& metric : AllMetrics()) {
    if (metric.name == name) return &metric;
  }
  return nullptr;
}

std::vector<std::string> MetricNames() {
  std::vector<std::string> names;
  for (const Metric& metric : AllMetrics()) names.emplace_back(metric.name);
  return names;
}

std::string MetricValueText(MetricUnit unit, int64_t value) {
  if (unit == MetricUnit::kCount || value < 0) return absl::StrCat(value);
  const ByteCount bytes(value);
  if (value < 1024) return bytes.ToString();
  return absl::StrCat(bytes.ToString(), " (", bytes.ToExactString(), ")");
}

}  // namespace tidemark::gate
