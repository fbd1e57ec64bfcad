#include "tidemark/analysis/metrics/peak_holder_meter.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/weight.h"

namespace tidemark::analysis {

void PeakHolderMeter::OnEvent(const trace::Event& event, const Moment& /*now*/) {
  alloc_ = std::get_if<trace::Alloc>(&event.body);
}

void PeakHolderMeter::OnAlloc(LiveBuffer& buffer, const Moment& now) {
  if (buffer.external || alloc_ == nullptr) return;
  if (holders_.size() >= sweep_at_) Sweep();
  Key key{.site = buffer.site,
          .thread = now.thread.value(),
          .dtype = words_.Keep(alloc_->dtype),
          .has_shape = alloc_->shape.has_value(),
          .shape = {}};
  if (key.has_shape) key.shape.assign(alloc_->shape->begin(), alloc_->shape->end());
  Holders::value_type& holder = *holders_.try_emplace(std::move(key)).first;
  of_buffer_[buffer.serial] = &holder;
  holder.second.Change(Weighted(buffer.bytes, buffer.weight()), buffer.weight(), peaks_);
}

void PeakHolderMeter::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& /*now*/) {
  const auto holder = of_buffer_.find(buffer.serial);
  if (holder == of_buffer_.end()) return;
  holder->second->second.Change(
      Weighted(buffer.bytes, buffer.weight()) - Weighted(bytes_before, buffer.weight()), 0, peaks_);
}

void PeakHolderMeter::OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& /*now*/) {
  const auto holder = of_buffer_.find(buffer.serial);
  if (holder == of_buffer_.end()) return;
  holder->second->second.Change(-Weighted(buffer.bytes, buffer.weight()), -WideSum(buffer.weight()),
                                peaks_);
  of_buffer_.erase(holder);
}

void PeakHolderMeter::Sweep() {
  absl::erase_if(holders_, [&](const Holders::value_type& holder) {
    return holder.second.now().weight == 0 && holder.second.AtPeak(peaks_).weight == 0;
  });
  sweep_at_ = 2 * holders_.size() + 4096;
}

void PeakHolderMeter::OnTraceEnd(const TraceEnd& end) {
  // Stacks that end up at one place are one.
  using Row = std::tuple<PlaceIndex, absl::string_view, bool, std::vector<int64_t>, int64_t>;
  std::map<Row, LiveFigures> rows;
  LiveFigures all;
  for (const auto& [key, share] : holders_) {
    const LiveFigures& then = share.AtPeak(peaks_);
    if (then.weight == 0 && then.bytes == 0) continue;
    rows[{end.places.Of(key.site), key.dtype, key.has_shape, key.shape, key.thread}].Add(then);
    all.Add(then);
  }
  PeakHolders& holders = end.report.details.pictures.holders;
  for (const auto& [row, figures] : rows) {
    const auto& [place, dtype, has_shape, shape, thread] = row;
    holders.rows.push_back({.site = end.places.At(place),
                            .dtype = std::string(dtype),
                            .shape = shape,
                            .has_shape = has_shape,
                            .thread = thread,
                            .bytes = Narrow(figures.bytes),
                            .count = NarrowCount(figures.weight)});
  }
  std::sort(holders.rows.begin(), holders.rows.end(), [](const PeakHolder& a, const PeakHolder& b) {
    return std::tie(b.bytes, a.site, a.dtype, a.shape, a.thread) <
           std::tie(a.bytes, b.site, b.dtype, b.shape, b.thread);
  });
  holders.other.rows =
      static_cast<int64_t>(holders.rows.size() - std::min(holders.rows.size(), most_));
  if (holders.rows.size() > most_) holders.rows.resize(most_);
  // What is left, so that estimates, which are rounded row by row, add up as well.
  WideSum bytes = all.bytes;
  WideSum count = NarrowCount(all.weight);
  for (const PeakHolder& row : holders.rows) {
    bytes -= row.bytes;
    count -= row.count;
  }
  holders.other.bytes = Narrow(bytes);
  holders.other.count = Narrow(count);
}

}  // namespace tidemark::analysis
