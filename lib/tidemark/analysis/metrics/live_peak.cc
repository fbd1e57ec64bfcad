#include "tidemark/analysis/metrics/live_peak.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "tidemark/analysis/metrics/site_sums.h"

namespace tidemark::analysis {

void LivePeak::SetGrowth(const LiveBuffer& buffer, Growth growth) {
  Growth& before = growths_[buffer.serial];
  if (before.bytes > 0) {
    grown_at_[{buffer.site, before.site}].Change(-before.bytes, -WideSum(buffer.weight()),
                                                 peak_number_);
  }
  if (growth.bytes > 0) {
    grown_at_[{buffer.site, growth.site}].Change(growth.bytes, buffer.weight(), peak_number_);
    before = growth;
  } else {
    growths_.erase(buffer.serial);
  }
}

void LivePeak::OnAlloc(LiveBuffer& buffer, const Moment& /*now*/) {
  newest_ = buffer.serial;
  if (buffer.external) return;
  ChangeLive(buffer, Weighted(buffer.bytes, buffer.weight()), buffer.weight());
  if (buffer.sampled) live_variance_ += VarianceOf(buffer.bytes, buffer.weight());
}

void LivePeak::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) {
  if (buffer.external) return;
  const WideSum change =
      Weighted(buffer.bytes, buffer.weight()) - Weighted(bytes_before, buffer.weight());
  ChangeLive(buffer, change, 0);
  if (buffer.sampled) {
    live_variance_ +=
        VarianceOf(buffer.bytes, buffer.weight()) - VarianceOf(bytes_before, buffer.weight());
  }
  const auto grown = growths_.find(buffer.serial);
  Growth growth = grown == growths_.end() ? Growth() : grown->second;
  growth.bytes += change;
  if (change > 0) growth.site = now.site;
  SetGrowth(buffer, growth);
}

void LivePeak::OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& /*now*/) {
  if (buffer.external) return;
  ChangeLive(buffer, -Weighted(buffer.bytes, buffer.weight()), -WideSum(buffer.weight()));
  if (buffer.sampled) live_variance_ -= VarianceOf(buffer.bytes, buffer.weight());
  if (!growths_.empty()) ForgetGrowth(buffer);
}

void LivePeak::NotePeak(const Moment& now) {
  peak_ = live_;
  peak_variance_ = live_variance_;
  peak_t_ = now.t;
  ++peak_number_;
  peak_event_ = now.event;
  peak_serial_ = newest_;
}

void LivePeak::ForgetGrowth(const LiveBuffer& buffer) {
  if (growths_.contains(buffer.serial)) SetGrowth(buffer, {});
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
    const LiveFigures& at_peak = sites_[i].AtPeak(peak_number_);
    if (at_peak.weight != 0) sums.Add(static_cast<SiteIndex>(i), at_peak.bytes, at_peak.weight);
  }
  report.sites = sums.Report(places, kSitesWithCallers);
  ReportGrowth(places, &report);
  return report;
}

void LivePeak::ReportGrowth(Places* places, Peak* peak) const {
  std::map<SiteReport, SiteSums> by_origin;
  for (const auto& [sites, share] : grown_at_) {
    const LiveFigures& at_peak = share.AtPeak(peak_number_);
    if (at_peak.weight == 0) continue;
    by_origin[places->Resolve(sites.first)].Add(sites.second, at_peak.bytes, at_peak.weight);
  }
  if (by_origin.empty()) return;
  for (SiteBytes& entry : peak->sites) {
    const auto found = by_origin.find(entry.site);
    if (found != by_origin.end()) entry.grown_at = found->second.Report(places);
  }
}

}  // namespace tidemark::analysis
