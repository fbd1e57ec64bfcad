#include "tidemark/analysis/metrics/live_peak.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "tidemark/analysis/metrics/site_sums.h"

namespace tidemark::analysis {

void LivePeak::Change(SiteIndex site, WideSum bytes, WideSum weight) {
  const auto index = static_cast<size_t>(site);
  if (sites_.size() <= index) sites_.resize(index + 1);
  Site& figures = sites_[index];
  if (figures.saved_for != peak_number_) {
    figures.at_peak = figures.now;
    figures.saved_for = peak_number_;
  }
  figures.now.bytes += bytes;
  figures.now.weight += weight;
  live_.bytes += bytes;
  live_.weight += weight;
}

void LivePeak::OnAlloc(LiveBuffer& buffer, const Moment& /*now*/) {
  if (buffer.external) return;
  Change(buffer.begin.site, Weighted(buffer.bytes, buffer.weight), buffer.weight);
  if (buffer.sampled) live_variance_ += VarianceOf(buffer.bytes, buffer.weight);
}

void LivePeak::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& /*now*/) {
  if (buffer.external) return;
  Change(buffer.begin.site,
         Weighted(buffer.bytes, buffer.weight) - Weighted(bytes_before, buffer.weight), 0);
  if (buffer.sampled) {
    live_variance_ +=
        VarianceOf(buffer.bytes, buffer.weight) - VarianceOf(bytes_before, buffer.weight);
  }
}

void LivePeak::OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& /*now*/) {
  if (buffer.external) return;
  Change(buffer.begin.site, -Weighted(buffer.bytes, buffer.weight), -WideSum(buffer.weight));
  if (buffer.sampled) live_variance_ -= VarianceOf(buffer.bytes, buffer.weight);
}

void LivePeak::OnEventEnd(const Moment& now) {
  if (live_.bytes > peak_.bytes) {
    peak_ = live_;
    peak_variance_ = live_variance_;
    peak_t_ = now.t;
    ++peak_number_;
  }
  timeline_.At(now.t, Narrow(live_.bytes));
}

void LivePeak::OnTraceEnd(const TraceEnd& end) {
  end.report.peak = Report(&end.places);
  end.report.timeline = timeline_.Report();
  end.report.totals.live_end_count = NarrowCount(live_.weight);
  end.report.totals.live_end_bytes = Narrow(live_.bytes);
}

Peak LivePeak::Report(Places* places) const {
  Peak report{.bytes = Narrow(peak_.bytes),
              .t = peak_t_,
              .buffers = NarrowCount(peak_.weight),
              .sites = {},
              .standard_error = std::llround(std::sqrt(std::max(peak_variance_, 0.0)))};
  if (peak_number_ == 0) return report;
  SiteSums sums;
  for (size_t i = 0; i < sites_.size(); ++i) {
    const Site& site = sites_[i];
    const Figures& at_peak = site.saved_for == peak_number_ ? site.at_peak : site.now;
    if (at_peak.weight != 0) sums.Add(static_cast<SiteIndex>(i), at_peak.bytes, at_peak.weight);
  }
  report.sites = sums.Report(places, kSitesWithCallers);
  return report;
}

}  // namespace tidemark::analysis
