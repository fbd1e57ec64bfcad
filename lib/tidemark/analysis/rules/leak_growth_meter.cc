#include "tidemark/analysis/rules/leak_growth_meter.h"

#include <array>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/analysis/rules/leak_judge.h"

namespace tidemark::analysis {

void LeakGrowthMeter::OnTraceEnd(const TraceEnd& end) {
  if (end.report.trace.truncated) return;  // it has no leaks
  using Sums = std::array<WideSum, kSpans>;
  LeakGrowths& growths = end.report.details.pictures.leaks;
  growths.span_ns = last_t_ / kSpans + 1;
  LeakJudge judge(&suppressions_, &end.places);
  absl::flat_hash_map<PlaceIndex, Sums> sums;
  ForEachBuffer(end.buffers, [&](const LiveBuffer& buffer) {
    if (buffer.external) return;
    const WideSum bytes = Weighted(buffer.bytes, buffer.weight());
    if (!judge.IsLeak(buffer.site, bytes, buffer.weight())) return;
    const int64_t span = std::clamp<int64_t>(buffer.begin_t / growths.span_ns, 0, kSpans - 1);
    sums[end.places.Of(buffer.site)][static_cast<size_t>(span)] += bytes;
  });
  for (auto& [place, spans] : sums) {
    LeakGrowth growth{.site = end.places.At(place), .bytes = {}};
    WideSum so_far = 0;
    for (const WideSum bytes : spans) {
      so_far += bytes;
      growth.bytes.push_back(Narrow(so_far));
    }
    growths.sites.push_back(std::move(growth));
  }
  std::sort(growths.sites.begin(), growths.sites.end(),
            [](const LeakGrowth& a, const LeakGrowth& b) {
              return std::tie(b.bytes.back(), a.site) < std::tie(a.bytes.back(), b.site);
            });
  if (growths.sites.size() > most_) growths.sites.resize(most_);
}

}  // namespace tidemark::analysis
