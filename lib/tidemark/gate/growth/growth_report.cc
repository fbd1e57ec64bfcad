#include "tidemark/gate/growth/growth_report.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"

namespace tidemark::gate {
namespace {

// file, function, label; of code without a source file, its module is the file.
using GrownPlace = std::tuple<std::string, std::string, std::string>;

struct SiteSamples {
  analysis::SiteReport site;
  double site_n = 0;  // of the run that `site` is from
  int64_t site_bytes = -1;
  std::vector<double> bytes;  // by run
};

std::map<GrownPlace, SiteSamples> CollectSites(absl::Span<const SizedTrace> traces,
                                               const std::vector<double>& sizes) {
  std::map<GrownPlace, SiteSamples> sites;
  for (size_t run = 0; run < traces.size(); ++run) {
    for (const analysis::SiteBytes& entry : traces[run].report->peak.sites) {
      SiteSamples& samples = sites[{entry.site.file, entry.site.function, entry.site.label}];
      samples.bytes.resize(traces.size());
      samples.bytes[run] += static_cast<double>(entry.bytes);
      if (std::tie(sizes[run], entry.bytes) > std::tie(samples.site_n, samples.site_bytes) ||
          samples.site_bytes < 0) {
        samples.site = entry.site;
        samples.site_n = sizes[run];
        samples.site_bytes = entry.bytes;
      }
    }
  }
  return sites;
}

std::vector<GrowthSample> Zip(const std::vector<double>& sizes, const std::vector<double>& values) {
  std::vector<GrowthSample> samples;
  samples.reserve(sizes.size());
  for (size_t i = 0; i < sizes.size(); ++i) samples.push_back({sizes[i], values[i]});
  return samples;
}

std::optional<Prediction> PredictAt(const GrowthFit& fit, const GrowthOptions& options) {
  if (!options.at.has_value()) return std::nullopt;
  return fit.Predict(*options.at);
}

double GrownBy(const SiteGrowth& site) {
  return site.fit.chosen.At(site.fit.most_n) - site.fit.chosen.At(site.fit.least_n);
}

absl::StatusOr<std::vector<SiteGrowth>> FitSites(absl::Span<const SizedTrace> traces,
                                                 const std::vector<double>& sizes,
                                                 const GrowthOptions& options) {
  std::vector<SiteGrowth> sites;
  for (auto& [key, samples] : CollectSites(traces, sizes)) {
    TIDEMARK_ASSIGN_OR_RETURN(GrowthFit fit, FitGrowth(Zip(sizes, samples.bytes)));
    const std::optional<Prediction> at = PredictAt(fit, options);
    sites.push_back({.site = samples.site, .fit = std::move(fit), .at = at});
  }
  std::stable_sort(sites.begin(), sites.end(), [](const SiteGrowth& a, const SiteGrowth& b) {
    const double grown_a = GrownBy(a);
    const double grown_b = GrownBy(b);
    if (grown_a != grown_b) return grown_a > grown_b;
    const double base_a = a.fit.chosen.At(a.fit.most_n);
    const double base_b = b.fit.chosen.At(b.fit.most_n);
    return base_a > base_b;
  });
  return sites;
}

void NoteTraces(absl::Span<const SizedTrace> traces, GrowthReport* report) {
  for (const SizedTrace& run : traces) {
    const analysis::TraceSummary& trace = run.report->trace;
    if (trace.sample_bytes > 0) {
      report->notes.push_back(absl::StrCat(
          run.trace, ": the heap was sampled, so its figures are estimates, different each run"));
    }
    if (trace.lost_events > 0) {
      report->notes.push_back(
          absl::StrCat(run.trace, ": ", trace.lost_events, " events are missing"));
    }
    if (trace.bad_lines_skipped > 0) {
      report->notes.push_back(
          absl::StrCat(run.trace, ": bad lines that were skipped: ", trace.bad_lines_skipped));
    }
    if (trace.truncated) {
      report->notes.push_back(
          absl::StrCat(run.trace, ": the trace is truncated; its figures are of its beginning"));
    }
  }
}

// Of the first trace that does not tell the metric; empty: all do.
std::string WhyUnknownInAny(const Metric& metric, absl::Span<const SizedTrace> traces) {
  for (const SizedTrace& run : traces) {
    std::string why = WhyUnknown(metric, *run.report);
    if (!why.empty()) return why;
  }
  return "";
}

}  // namespace

const std::vector<const Metric*>& GrowthMetrics() {
  static const std::vector<const Metric*>& metrics = *new std::vector<const Metric*>{
      FindMetric("peak_bytes"), FindMetric("alloc_bytes"), FindMetric("alloc_count"),
      FindMetric("copy_bytes"), FindMetric("copy_count"),  FindMetric("leak_bytes"),
  };
  return metrics;
}

absl::StatusOr<GrowthReport> ReportGrowth(absl::string_view by, absl::Span<const SizedTrace> traces,
                                          const GrowthOptions& options) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<double> sizes, RunSizes(by, traces));
  GrowthReport report;
  report.by = std::string(by);
  bool sampled = false;
  for (size_t i = 0; i < traces.size(); ++i) {
    report.runs.push_back({.trace = traces[i].trace, .n = sizes[i]});
    sampled = sampled || traces[i].report->trace.sample_bytes > 0;
  }
  std::sort(report.runs.begin(), report.runs.end(), [](const SizedRun& a, const SizedRun& b) {
    return std::tie(a.n, a.trace) < std::tie(b.n, b.trace);
  });
  std::map<std::string, std::string> unknown_metrics;  // by the reason
  for (const Metric* metric : GrowthMetrics()) {
    const std::string unknown = WhyUnknownInAny(*metric, traces);
    if (!unknown.empty()) {
      std::string& names = unknown_metrics[unknown];
      absl::StrAppend(&names, names.empty() ? "" : ", ", metric->name);
      continue;
    }
    std::vector<double> values;
    for (const SizedTrace& run : traces) {
      values.push_back(static_cast<double>(ValueOf(*metric, *run.report, {})));
    }
    TIDEMARK_ASSIGN_OR_RETURN(GrowthFit fit, FitGrowth(Zip(sizes, values)));
    const std::optional<Prediction> at = PredictAt(fit, options);
    report.metrics.push_back({.metric = metric,
                              .estimated = sampled && metric->from_samples != FromSamples::kExact,
                              .fit = std::move(fit),
                              .at = at});
  }
  TIDEMARK_ASSIGN_OR_RETURN(report.sites, FitSites(traces, sizes, options));
  for (const auto& [reason, names] : unknown_metrics) {
    report.notes.push_back(absl::StrCat(names, ": not known; ", reason));
  }
  NoteTraces(traces, &report);
  return report;
}

}  // namespace tidemark::gate
