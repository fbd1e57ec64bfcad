#include "tidemark/analysis/metrics/live_peak.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "tidemark/analysis/metrics/site_sums.h"

namespace tidemark::analysis {

void PeakMeter::Change(SiteIndex site, WideSum bytes, WideSum weight) {
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

void PeakMeter::AtEvent(int64_t t) {
  if (live_.bytes <= peak_.bytes) return;
  peak_ = live_;
  peak_variance_ = live_variance_;
  peak_t_ = t;
  ++peak_number_;
}

Peak PeakMeter::Report(Places* places) const {
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
