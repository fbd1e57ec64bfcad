#include "tidemark/analysis/metrics/mark_growth.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "tidemark/analysis/model/weight.h"

namespace tidemark::analysis {

void MarkGrowth::Change(const LiveBuffer& buffer, WideSum bytes, WideSum weight) {
  if (buffer.external) return;
  const auto index = static_cast<size_t>(buffer.site);
  if (sites_.size() <= index) sites_.resize(index + 1);
  for (LiveFigures* const figures : {&live_, &sites_[index]}) {
    figures->bytes += bytes;
    figures->weight += weight;
  }
}

void MarkGrowth::OnAlloc(LiveBuffer& buffer, const Moment& /*now*/) {
  Change(buffer, Weighted(buffer.bytes, buffer.weight()), buffer.weight());
}

void MarkGrowth::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& /*now*/) {
  Change(buffer, Weighted(buffer.bytes, buffer.weight()) - Weighted(bytes_before, buffer.weight()),
         0);
}

void MarkGrowth::OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& /*now*/) {
  Change(buffer, -Weighted(buffer.bytes, buffer.weight()), -WideSum(buffer.weight()));
}

void MarkGrowth::OnEvent(const trace::Event& event, const Moment& now) {
  if (const auto* const mark = std::get_if<trace::Mark>(&event.body)) NoteMark(mark->name, now.t);
}

void MarkGrowth::NoteMark(absl::string_view name, int64_t t) {
  if (marks_.size() == kMostMarks) {
    capped_ = true;
    return;
  }
  Mark& mark = marks_.emplace_back();
  mark.report.name = std::string(name);
  mark.report.t = t;
  mark.report.live_bytes = Narrow(live_.bytes);
  mark.report.live_count = NarrowCount(live_.weight);
  auto before = before_.find(name);
  mark.report.is_first = before == before_.end();
  if (before == before_.end()) {
    if (before_.size() == kMostNames) return;
    before = before_.emplace(std::string(name), Before()).first;
  } else {
    mark.report.growth_bytes = Narrow(live_.bytes - before->second.live.bytes);
    mark.report.growth_count = NarrowCount(live_.weight - before->second.live.weight);
    before->second.sites.resize(sites_.size());
    for (size_t i = 0; i < sites_.size(); ++i) {
      const LiveFigures& then = before->second.sites[i];
      if (sites_[i].bytes == then.bytes && sites_[i].weight == then.weight) continue;
      mark.grown.Add(static_cast<SiteIndex>(i), sites_[i].bytes - then.bytes,
                     sites_[i].weight - then.weight);
    }
  }
  before->second.live = live_;
  before->second.sites = sites_;
}

void MarkGrowth::OnTraceEnd(const TraceEnd& end) {
  for (Mark& mark : marks_) {
    for (SiteBytes& place : mark.grown.Report(&end.places)) {
      if (mark.report.grown.size() == kMostPlaces || place.bytes <= 0) break;
      mark.report.grown.push_back(std::move(place));
    }
    end.report.details.marks.push_back(std::move(mark.report));
  }
  end.report.details.marks_capped = capped_;
}

}  // namespace tidemark::analysis
