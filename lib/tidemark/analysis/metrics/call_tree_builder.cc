#include "tidemark/analysis/metrics/call_tree_builder.h"

#include <algorithm>
#include <variant>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/metrics/call_trie.h"
#include "tidemark/analysis/model/call_tree.h"
#include "tidemark/analysis/model/live_state.h"
#include "tidemark/analysis/model/places.h"

namespace tidemark::analysis {

void CallTreeBuilder::Sums::Add(const Sums& other) {
  allocs += other.allocs;
  alloc_bytes += other.alloc_bytes;
  at_peak.Add(other.at_peak);
  at_end.Add(other.at_end);
  leaks += other.leaks;
  leak_bytes += other.leak_bytes;
  copies += other.copies;
  copy_bytes += other.copy_bytes;
  lifetime += other.lifetime;
  most.Add(other.most);
}

bool CallTreeBuilder::Sums::any() const {
  return allocs != 0 || alloc_bytes != 0 || copies != 0 || leaks != 0;
}

void CallTreeBuilder::ChangeLive(const LiveBuffer& buffer, WideSum bytes, WideSum weight) {
  Row& row = At(buffer.site);
  row.live.Change(bytes, weight, peaks_);
  if (row.live.now().bytes > row.sums.most.bytes ||
      (row.sums.most.bytes == 0 && row.live.now().weight > row.sums.most.weight)) {
    row.sums.most = row.live.now();
  }
}

void CallTreeBuilder::AddLifetime(const LiveBuffer& buffer, int64_t end_t) {
  At(buffer.site).sums.lifetime +=
      Weighted(std::max<int64_t>(end_t - buffer.begin_t, 0), buffer.weight());
}

void CallTreeBuilder::OnEvent(const trace::Event& event, const Moment& now) {
  const auto* const copy = std::get_if<trace::Copy>(&event.body);
  if (copy == nullptr) return;
  Sums& sums = At(now.site).sums;
  sums.copies += 1;
  sums.copy_bytes += copy->bytes;
}

void CallTreeBuilder::OnAlloc(LiveBuffer& buffer, const Moment& /*now*/) {
  if (buffer.external) return;
  const WideSum bytes = Weighted(buffer.bytes, buffer.weight());
  Sums& sums = At(buffer.site).sums;
  sums.allocs += buffer.weight();
  sums.alloc_bytes += bytes;
  ChangeLive(buffer, bytes, buffer.weight());
}

void CallTreeBuilder::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) {
  if (buffer.external) return;
  const WideSum change =
      Weighted(buffer.bytes, buffer.weight()) - Weighted(bytes_before, buffer.weight());
  if (change > 0) At(now.site).sums.alloc_bytes += change;
  ChangeLive(buffer, change, 0);
}

void CallTreeBuilder::OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& now) {
  if (buffer.external) return;
  AddLifetime(buffer, now.t);
  ChangeLive(buffer, -Weighted(buffer.bytes, buffer.weight()), -WideSum(buffer.weight()));
}

void CallTreeBuilder::AddLeak(SiteIndex site, int64_t bytes, Weight weight) {
  Sums& sums = At(site).sums;
  sums.leaks += weight;
  sums.leak_bytes += bytes;
}

std::vector<PlaceIndex> CallTreeBuilder::PathOf(SiteIndex site, Places* places) const {
  std::vector<PlaceIndex> path = places->PathOf(site);
  // Scopes stand for callers where no stack tells of those.
  if (!sites_.At(site).stack && sites_.FindStack(sites_.CallersOf(site)) == nullptr) {
    std::vector<PlaceIndex> outer;
    for (ScopeIndex scope = sites_.ScopeOf(site); scope != 0; scope = scopes_.OuterOf(scope)) {
      outer.push_back(places->NumberOf({.file = {},
                                        .line = 0,
                                        .function = absl::StrCat("scope:", scopes_.NameOf(scope)),
                                        .label = {}}));
    }
    path.insert(path.begin(), outer.rbegin(), outer.rend());
  }
  if (path.size() > kDeepestCallPath) {
    constexpr auto kHalf = static_cast<ptrdiff_t>(kDeepestCallPath / 2);
    path.erase(path.begin() + kHalf, path.end() - (kHalf - 1));
    path.insert(path.begin() + kHalf,
                places->NumberOf({.file = {}, .line = 0, .function = "...", .label = {}}));
  }
  return path;
}

void CallTreeBuilder::OnTraceEnd(const TraceEnd& end) {
  ForEachBuffer(end.buffers, [&](const LiveBuffer& buffer) {
    if (!buffer.external) AddLifetime(buffer, end.report.trace.duration_ns);
  });
  CallTrie trie;
  WideSum most_live = 0;  // at once, of all
  for (size_t i = 0; i < rows_.size(); ++i) {
    const auto site = static_cast<SiteIndex>(i);
    Sums sums = rows_[i].sums;
    if (!sums.any()) continue;
    sums.at_peak = rows_[i].live.AtPeak(peaks_);
    sums.at_end = rows_[i].live.now();
    most_live += sums.at_peak.bytes;
    if (sums.leaks != 0 && is_allowed_leak_ != nullptr &&
        is_allowed_leak_(end.places.Resolve(site))) {
      sums.leaks = 0;
      sums.leak_bytes = 0;
    }
    trie.Add(PathOf(site, &end.places), sums);
  }
  end.report.details.call_tree = trie.Report(end.places, most_nodes_, most_live);
}

}  // namespace tidemark::analysis
