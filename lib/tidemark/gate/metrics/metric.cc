#include "tidemark/gate/metrics/metric.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/bytes.h"
#include "tidemark/gate/sites/pattern.h"

namespace tidemark::gate {
namespace {

using analysis::Category;
using analysis::Report;
using analysis::RuleUsage;
using analysis::Usage;

bool IsRedundantCopy(const RuleUsage& found) { return found.category == Category::kRedundantCopy; }
bool IsLeak(const RuleUsage& found) { return found.category == Category::kLeak; }

bool Selected(const Usage& usage, const Selection& selection) {
  return (selection.scope.empty() || IsWithin(usage.scope, selection.scope)) &&
         (selection.site.empty() || SiteMatches(selection.site, usage.site));
}

bool IsPeak(const Metric& metric) { return metric.name == "peak_bytes"; }

int64_t PeakOfScope(const Report& report, const std::string& scope) {
  int64_t peak = 0;
  for (const analysis::ScopeReport& entry : report.scopes) {
    if (entry.path == scope) peak = std::max(peak, entry.peak_bytes);
  }
  return peak;
}

// The places that made a buffer grow are part of its name: "grown at b.cc:20".
std::string GrowthNote(const Report& report, const analysis::SiteReport& site) {
  for (const analysis::SiteBytes& entry : report.peak.sites) {
    if (entry.site != site || entry.grown_at.empty()) continue;
    const analysis::SiteReport& at = entry.grown_at.front().site;
    return absl::StrCat("grown at ", at.file, ":", at.line);
  }
  return "";
}

}  // namespace

const std::vector<Metric>& AllMetrics() {
  using enum MetricUnit;
  using enum FromSamples;
  static const std::vector<Metric>& metrics = *new std::vector<Metric>{
      {.name = "peak_bytes",
       .unit = kBytes,
       .meaning = "the most that was live at once",
       .about = About::kMemory,
       .of_usage = [](const Usage& u) { return u.peak_bytes; },
       .from_samples = kEstimated},
      {.name = "live_end_bytes",
       .unit = kBytes,
       .meaning = "still live where the trace ends",
       .about = About::kMemory,
       .of_usage = [](const Usage& u) { return u.live_end_bytes; },
       .from_samples = kEstimated},
      {.name = "alloc_count",
       .unit = kCount,
       .meaning = "allocations",
       .about = About::kMemory,
       .of_usage = [](const Usage& u) { return u.alloc_count; },
       .from_samples = kEstimated},
      {.name = "alloc_bytes",
       .unit = kBytes,
       .meaning = "allocated in all, what resizes added with it",
       .about = About::kMemory,
       .of_usage = [](const Usage& u) { return u.alloc_bytes; },
       .from_samples = kEstimated},
      {.name = "resize_count",
       .unit = kCount,
       .meaning = "resizes",
       .about = About::kMemory,
       .of_usage = [](const Usage& u) { return u.resize_count; },
       .from_samples = kUnknown},
      {.name = "copy_count",
       .unit = kCount,
       .meaning = "copies",
       .about = About::kArrays,
       .of_usage = [](const Usage& u) { return u.copy_count; }},
      {.name = "copy_bytes",
       .unit = kBytes,
       .meaning = "copied in all",
       .about = About::kArrays,
       .of_usage = [](const Usage& u) { return u.copy_bytes; }},
      {.name = "redundant_copy_count",
       .unit = kCount,
       .meaning = "copies that a rule found needless",
       .about = About::kArrays,
       .of_finding = [](const RuleUsage& f) { return IsRedundantCopy(f) ? f.count : 0; }},
      {.name = "redundant_copy_bytes",
       .unit = kBytes,
       .meaning = "copied by them",
       .about = About::kArrays,
       .of_finding = [](const RuleUsage& f) { return IsRedundantCopy(f) ? f.bytes : 0; }},
      {.name = "view_count",
       .unit = kCount,
       .meaning = "views made",
       .about = About::kArrays,
       .of_usage = [](const Usage& u) { return u.view_count; }},
      {.name = "leak_bytes",
       .unit = kBytes,
       .meaning = "never freed",
       .about = About::kLeaks,
       .of_finding = [](const RuleUsage& f) { return IsLeak(f) ? f.bytes : 0; },
       .from_samples = kEstimated},
      {.name = "leak_count",
       .unit = kCount,
       .meaning = "buffers never freed",
       .about = About::kLeaks,
       .of_finding = [](const RuleUsage& f) { return IsLeak(f) ? f.count : 0; },
       .from_samples = kEstimated},
      {.name = "temporary_count",
       .unit = kCount,
       .meaning = "buffers freed before their thread allocated again",
       .about = About::kMemory,
       .of_usage = [](const Usage& u) { return u.temporary_count; },
       .from_samples = kUnknown},
      {.name = "largest_alloc_bytes",
       .unit = kBytes,
       .meaning = "the largest size that a single buffer had",
       .about = About::kMemory,
       .of_usage = [](const Usage& u) { return u.largest_bytes; },
       .combine = Combine::kLargest,
       .from_samples = kEstimated},
      {.name = "pinned_bytes",
       .unit = kBytes,
       .meaning = "kept alive by views that do not need it",
       .about = About::kArrays,
       .of_finding = [](const RuleUsage& f) { return f.rule == "pinned-base" ? f.bytes : 0; }},
      {.name = "reused_ops",
       .unit = kCount,
       .meaning = "operations whose result took an operand's buffer",
       .about = About::kArrays,
       .of_usage = [](const Usage& u) { return u.reused_ops; },
       .higher_is_better = true},
      {.name = "lost_reuse",
       .unit = kCount,
       .meaning = "operations that took an operand's buffer in the baseline and no longer do",
       .about = About::kChange},
      {.name = "widest_dtype_bytes",
       .unit = kBytes,
       .meaning = "held by dtypes wider than the values need (where values were scanned)",
       .about = About::kValues,
       .of_usage = [](const Usage& u) { return u.excess_bytes; }},
      {.name = "lost_events",
       .unit = kCount,
       .meaning = "events that the recorder dropped",
       .about = About::kRecording,
       .of_report = [](const Report& r) { return r.trace.lost_events; }},
  };
  return metrics;
}

const Metric* FindMetric(absl::string_view name) {
  static constexpr std::pair<absl::string_view, absl::string_view> kShort[] = {
      {"copies", "copy_count"}, {"redundant_copies", "redundant_copy_count"},
      {"views", "view_count"},  {"allocs", "alloc_count"},
      {"leaks", "leak_count"},  {"temporaries", "temporary_count"}};
  for (const auto& [brief, full] : kShort) {
    if (name == brief) name = full;
  }
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

int64_t SumOfFigures(int64_t a, int64_t b) {
  int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

int64_t PartOf(const Metric& metric, const Usage& usage, const Suppressed& suppressed) {
  int64_t part = metric.of_usage == nullptr ? 0 : metric.of_usage(usage);
  if (metric.of_finding == nullptr) return part;
  for (const RuleUsage& found : usage.findings) {
    if (suppressed && suppressed(found.rule, usage.site)) continue;
    part = SumOfFigures(part, metric.of_finding(found));
  }
  return part;
}

int64_t ValueOf(const Metric& metric, const Report& report, const Selection& selection) {
  if (metric.of_report != nullptr) return metric.of_report(report);
  if (IsPeak(metric) && selection.site.empty()) {
    return selection.scope.empty() ? report.peak.bytes : PeakOfScope(report, selection.scope);
  }
  int64_t value = 0;
  for (const Usage& usage : report.usage) {
    if (!Selected(usage, selection)) continue;
    const int64_t part = PartOf(metric, usage, selection.suppressed);
    value = metric.combine == Combine::kSum ? SumOfFigures(value, part) : std::max(value, part);
  }
  return value;
}

std::vector<Contribution> PartsOf(const Metric& metric, const Report& report,
                                  const Selection& selection) {
  std::map<analysis::SiteReport, Contribution> by_place;
  // What a scope had at its own peak is not kept by place.
  if (metric.of_report != nullptr || (IsPeak(metric) && !selection.scope.empty())) return {};
  for (const Usage& usage : report.usage) {
    if (!Selected(usage, selection)) continue;
    const int64_t part = PartOf(metric, usage, selection.suppressed);
    if (part == 0) continue;
    auto [it, inserted] = by_place.try_emplace(usage.site);
    Contribution& entry = it->second;
    if (inserted) {
      entry.site = usage.site;
      entry.scope = usage.scope;
      entry.kind = usage.kind;
      entry.dtype = usage.dtype;
    }
    if (entry.scope != usage.scope) entry.scope.clear();
    if (entry.kind != usage.kind) entry.kind.clear();
    if (entry.dtype != usage.dtype) entry.dtype.clear();
    entry.after = metric.combine == Combine::kSum ? SumOfFigures(entry.after, part)
                                                  : std::max(entry.after, part);
  }
  std::vector<Contribution> parts;
  for (auto& [site, entry] : by_place) {
    if (IsPeak(metric)) entry.note = GrowthNote(report, site);
    parts.push_back(std::move(entry));
  }
  std::sort(parts.begin(), parts.end(), [](const Contribution& a, const Contribution& b) {
    return std::tie(b.after, a.site) < std::tie(a.after, b.site);
  });
  return parts;
}

bool IsLowerBound(const Metric& metric) {
  return metric.about != About::kLeaks && metric.about != About::kRecording &&
         metric.name != "live_end_bytes" && metric.name != "temporary_count" &&
         metric.about != About::kChange && !metric.higher_is_better && metric.of_finding == nullptr;
}

std::string WhyUnknown(const Metric& metric, const Report& report) {
  const analysis::TraceSummary& trace = report.trace;
  if (metric.about == About::kRecording) return "";
  if (metric.about == About::kChange) {
    return "it is a difference from a baseline, and none is given: add --baseline FILE";
  }
  if (trace.sample_bytes > 0 && metric.from_samples == FromSamples::kUnknown) {
    return absl::StrCat("the trace holds samples of the heap (one allocation every ",
                        ByteCount(trace.sample_bytes).ToString(),
                        " on average), which do not tell it; record without --sample");
  }
  if (metric.about == About::kLeaks && trace.truncated) {
    return "the trace has no end, so nobody knows what would have been freed";
  }
  if (metric.about == About::kValues && !report.values_scanned) {
    return "no values were scanned while the trace was recorded";
  }
  if (metric.about == About::kArrays && trace.heap_only) {
    return "the trace has the heap and no arrays: copies, views and operations were not recorded";
  }
  if (trace.lost_events > 0) {
    return absl::StrCat("the recorder lost ", Counted(trace.lost_events, "event", "events"));
  }
  if (trace.bad_lines_skipped > 0) {
    return absl::StrCat(Counted(trace.bad_lines_skipped, "line of the trace", "lines of the trace"),
                        " could not be read");
  }
  return "";
}

std::string Counted(int64_t count, absl::string_view one, absl::string_view many) {
  return absl::StrCat(count, " ", count == 1 ? one : many);
}

std::string MetricValueText(MetricUnit unit, int64_t value) {
  if (unit == MetricUnit::kCount || value < 0) return absl::StrCat(value);
  const ByteCount bytes(value);
  if (value < 1024) return bytes.ToString();
  return absl::StrCat(bytes.ToString(), " (", bytes.ToExactString(), ")");
}

}  // namespace tidemark::gate
