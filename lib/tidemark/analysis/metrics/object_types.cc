#include "tidemark/analysis/metrics/object_types.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "tidemark/analysis/model/places.h"

namespace tidemark::analysis {

ObjectTypes::TypeNumber ObjectTypes::NumberOf(absl::string_view type) {
  knows_types_ = true;
  return numbers_.try_emplace(type, static_cast<TypeNumber>(numbers_.size())).first->second;
}

void ObjectTypes::OnObject(const LiveBuffer& buffer, absl::string_view type) {
  if (!buffer.external) types_of_live_[buffer.serial] = NumberOf(type);
}

void ObjectTypes::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& /*now*/) {
  if (!knows_types_ || buffer.serial > peak_.peak_serial()) return;
  SizeAtPeak& at_peak = sizes_at_peak_[buffer.serial];
  if (at_peak.peak_number == peak_.peak_number()) return;
  at_peak = {.peak_number = peak_.peak_number(), .bytes = bytes_before};
}

void ObjectTypes::OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& /*now*/) {
  const auto told = types_of_live_.find(buffer.serial);
  if (!end.type.empty()) {
    if (!buffer.external) CountAtPeak(buffer, NumberOf(end.type));
  } else if (told != types_of_live_.end()) {
    CountAtPeak(buffer, told->second);
  }
  if (told != types_of_live_.end()) types_of_live_.erase(told);
  sizes_at_peak_.erase(buffer.serial);
}

void ObjectTypes::CountAtPeak(const LiveBuffer& buffer, TypeNumber type) {
  if (peak_number_ != peak_.peak_number()) {
    peak_number_ = peak_.peak_number();
    at_peak_.clear();
  }
  if (buffer.serial > peak_.peak_serial()) return;
  int64_t bytes = buffer.bytes;
  const auto resized = sizes_at_peak_.find(buffer.serial);
  if (resized != sizes_at_peak_.end() && resized->second.peak_number == peak_number_) {
    bytes = resized->second.bytes;
  }
  at_peak_[Key(buffer.site, type)].Add(
      {.bytes = Weighted(bytes, buffer.weight()), .weight = WideSum(buffer.weight())});
}

void ObjectTypes::OnTraceEnd(const TraceEnd& end) {
  if (!knows_types_) return;
  absl::flat_hash_map<Key, LiveFigures> at_end;
  if (!types_of_live_.empty()) {
    ForEachBuffer(end.buffers, [&](LiveBuffer& buffer) {
      const auto told = types_of_live_.find(buffer.serial);
      if (told == types_of_live_.end()) return;
      CountAtPeak(buffer, told->second);
      at_end[Key(buffer.site, told->second)].Add(
          {.bytes = Weighted(buffer.bytes, buffer.weight()), .weight = WideSum(buffer.weight())});
    });
  }
  std::vector<const std::string*> names(numbers_.size());
  for (const auto& [name, number] : numbers_) names[static_cast<size_t>(number)] = &name;
  // Stacks that come to one place are one.
  struct Sums {
    LiveFigures peak;
    LiveFigures end;
  };
  std::map<std::pair<PlaceIndex, TypeNumber>, Sums> by_place;
  if (peak_number_ == peak_.peak_number()) {
    for (const auto& [key, figures] : at_peak_) {
      by_place[{end.places.Of(key.first), key.second}].peak.Add(figures);
    }
  }
  for (const auto& [key, figures] : at_end) {
    by_place[{end.places.Of(key.first), key.second}].end.Add(figures);
  }
  std::vector<ObjectBytes>& objects = end.report.objects;
  for (const auto& [key, sums] : by_place) {
    objects.push_back({.type = *names[static_cast<size_t>(key.second)],
                       .site = end.places.At(key.first),
                       .peak_bytes = Narrow(sums.peak.bytes),
                       .peak_count = NarrowCount(sums.peak.weight),
                       .end_bytes = Narrow(sums.end.bytes),
                       .end_count = NarrowCount(sums.end.weight)});
  }
  std::sort(objects.begin(), objects.end(), [](const ObjectBytes& a, const ObjectBytes& b) {
    return std::tie(b.peak_bytes, b.end_bytes, a.site, a.type) <
           std::tie(a.peak_bytes, a.end_bytes, b.site, b.type);
  });
}

}  // namespace tidemark::analysis
