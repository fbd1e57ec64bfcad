#include "tidemark/analysis/metrics/joint_peak.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "tidemark/analysis/metrics/site_sums.h"
#include "tidemark/analysis/model/weight.h"

namespace tidemark::analysis {

void JointPeak::Share::Change(SiteIndex site, WideSum bytes, WideSum weight, double variance) {
  const auto index = static_cast<size_t>(site);
  if (sites_.size() <= index) sites_.resize(index + 1);
  sites_[index].Change(bytes, weight, joint_.peak_number_);
  joint_.live_.bytes += bytes;
  joint_.live_.weight += weight;
  joint_.variance_ += variance;
  variance_ += variance;
}

void JointPeak::Share::OnAlloc(LiveBuffer& buffer, const Moment& /*now*/) {
  if (buffer.external) return;
  Change(buffer.site, Weighted(buffer.bytes, buffer.weight()), buffer.weight(),
         buffer.sampled ? VarianceOf(buffer.bytes, buffer.weight()) : 0);
}

void JointPeak::Share::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& /*now*/) {
  if (buffer.external) return;
  const Weight weight = buffer.weight();
  Change(buffer.site, Weighted(buffer.bytes, weight) - Weighted(bytes_before, weight), 0,
         buffer.sampled ? VarianceOf(buffer.bytes, weight) - VarianceOf(bytes_before, weight) : 0);
}

void JointPeak::Share::OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& /*now*/) {
  if (buffer.external) return;
  Change(buffer.site, -Weighted(buffer.bytes, buffer.weight()), -WideSum(buffer.weight()),
         buffer.sampled ? -VarianceOf(buffer.bytes, buffer.weight()) : 0);
}

void JointPeak::Share::OnEventEnd(const Moment& /*now*/) { joint_.NoteLive(); }

void JointPeak::Share::Ends() {
  for (size_t i = 0; i < sites_.size(); ++i) {
    const LiveFigures left = sites_[i].now();
    if (left.bytes == 0 && left.weight == 0) continue;
    Change(static_cast<SiteIndex>(i), -left.bytes, -left.weight, 0);
  }
  joint_.variance_ -= variance_;
  joint_.NoteLive();
}

void JointPeak::Share::OnTraceEnd(const TraceEnd& end) {
  if (joint_.peak_number_ == 0) return;
  SiteSums sums;
  for (size_t i = 0; i < sites_.size(); ++i) {
    const LiveFigures& at_peak = sites_[i].AtPeak(joint_.peak_number_);
    if (at_peak.weight != 0) sums.Add(static_cast<SiteIndex>(i), at_peak.bytes, at_peak.weight);
  }
  at_peak_ = sums.Report(&end.places, kSitesWithCallers);
}

void JointPeak::NoteLive() {
  if (live_.bytes > peak_.bytes) {
    peak_ = live_;
    peak_variance_ = variance_;
    peak_t_ = now_;
    ++peak_number_;
  }
  timeline_.At(now_, Narrow(live_.bytes));
}

Peak JointPeak::Report() const {
  return {.bytes = Narrow(peak_.bytes),
          .t = peak_t_,
          .buffers = NarrowCount(peak_.weight),
          .sites = {},
          .standard_error = std::llround(std::sqrt(std::max(peak_variance_, 0.0)))};
}

}  // namespace tidemark::analysis
