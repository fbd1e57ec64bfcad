#include "tidemark/analysis/metrics/failed_allocations.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <tuple>
#include <utility>
#include <variant>

#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/weight.h"

namespace tidemark::analysis {
namespace {

constexpr size_t kMostHolders = 20;
constexpr int64_t kWorthwhileGrowth = 16;  // a sixteenth

}  // namespace

void FailedAllocationMeter::OnEvent(const trace::Event& event, const Moment& now) {
  const auto* failure = std::get_if<trace::OutOfMemory>(&event.body);
  if (failure == nullptr) return;
  const int64_t live = live_.live_bytes();
  const int64_t most = failed_.live_bytes;
  if (failed_.count++ > 0 && live - most <= most / kWorthwhileGrowth) return;
  failed_.t = now.t;
  failed_.bytes = failure->bytes;
  failed_.live_bytes = live;
  site_ = now.site;
  holders_ = FindHolders();
}

std::vector<FailedAllocationMeter::Holder> FailedAllocationMeter::FindHolders() const {
  std::map<std::tuple<SiteIndex, std::string, std::vector<int64_t>>, Holder> holders;
  for (const LiveBuffer* const live : state_.Buffers()) {
    const LiveBuffer& buffer = *live;
    if (buffer.external) continue;
    std::string dtype;
    std::vector<int64_t> shape;
    if (const ArrayState* array = buffer.array()) {
      dtype = std::string(array->layout.dtype());
      shape.assign(array->layout.shape().begin(), array->layout.shape().end());
    }
    Holder& holder = holders[{buffer.site, dtype, shape}];
    holder.site = buffer.site;
    holder.dtype = std::move(dtype);
    holder.shape = std::move(shape);
    holder.bytes += Weighted(buffer.bytes, buffer.weight());
    holder.weight += buffer.weight();
  }
  std::vector<Holder> largest;
  largest.reserve(holders.size());
  for (auto& [key, holder] : holders) largest.push_back(std::move(holder));
  std::stable_sort(largest.begin(), largest.end(),
                   [](const Holder& a, const Holder& b) { return a.bytes > b.bytes; });
  if (largest.size() > kMostHolders) largest.resize(kMostHolders);
  return largest;
}

void FailedAllocationMeter::OnTraceEnd(const TraceEnd& end) {
  if (failed_.count == 0) return;
  FailedAllocations& report = end.report.failed_allocations;
  report = failed_;
  report.site = end.places.Resolve(site_);
  for (const Holder& holder : holders_) {
    report.holders.push_back({.site = end.places.Resolve(holder.site),
                              .dtype = holder.dtype,
                              .shape = holder.shape,
                              .bytes = Narrow(holder.bytes),
                              .count = NarrowCount(holder.weight)});
  }
  std::stable_sort(report.holders.begin(), report.holders.end(),
                   [](const MemoryHolder& a, const MemoryHolder& b) {
                     return std::tie(b.bytes, a.site, a.dtype, a.shape) <
                            std::tie(a.bytes, b.site, b.dtype, b.shape);
                   });
}

}  // namespace tidemark::analysis
