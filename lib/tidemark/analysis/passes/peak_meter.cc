#include "tidemark/analysis/passes/peak_meter.h"

#include <cstddef>

namespace tidemark::analysis {

void PeakMeter::Change(SiteIndex site, WideSum bytes, int64_t buffers) {
  const auto index = static_cast<size_t>(site);
  if (sites_.size() <= index) sites_.resize(index + 1);
  Site& figures = sites_[index];
  if (figures.saved_for != peak_number_) {
    figures.at_peak = figures.now;
    figures.saved_for = peak_number_;
  }
  figures.now.bytes += bytes;
  figures.now.buffers += buffers;
  live_.bytes += bytes;
  live_.buffers += buffers;
}

void PeakMeter::AtEvent(int64_t t) {
  if (live_.bytes <= peak_.bytes) return;
  peak_ = live_;
  peak_t_ = t;
  ++peak_number_;
}

Peak PeakMeter::Report(const SiteTable& sites) const {
  Peak report{.bytes = Narrow(peak_.bytes), .t = peak_t_, .buffers = peak_.buffers, .sites = {}};
  if (peak_number_ == 0) return report;
  for (size_t i = 0; i < sites_.size(); ++i) {
    const Site& site = sites_[i];
    const Figures& at_peak = site.saved_for == peak_number_ ? site.at_peak : site.now;
    if (at_peak.buffers == 0) continue;
    report.sites.push_back({.site = sites.Resolve(static_cast<SiteIndex>(i)),
                            .bytes = Narrow(at_peak.bytes),
                            .count = at_peak.buffers});
  }
  return report;
}

}  // namespace tidemark::analysis
