#include "tidemark/analysis/symbols/range_map.h"

#include <algorithm>
#include <queue>
#include <tuple>

namespace tidemark::analysis {
namespace {

struct LowerRank {
  bool operator()(const RangeMap::Range& a, const RangeMap::Range& b) const {
    return std::tie(a.rank, a.low, b.high, a.value) < std::tie(b.rank, b.low, a.high, b.value);
  }
};

}  // namespace

void RangeMap::Build() {
  std::sort(ranges_.begin(), ranges_.end(), [](const Range& a, const Range& b) {
    return std::tie(a.low, a.high, a.rank, a.value) < std::tie(b.low, b.high, b.rank, b.value);
  });
  // A sweep from low to high: at the start of each range, and at the end of each that held.
  std::priority_queue<Range, std::vector<Range>, LowerRank> open;
  const auto hold_from = [this](uint64_t low, const Range* range) {
    Segment segment{.low = low, .held = range != nullptr, .value = 0};
    if (range != nullptr) segment.value = range->value;
    if (!segments_.empty() && segments_.back().low == low) segments_.pop_back();
    const bool goes_on = !segments_.empty() && segments_.back().held == segment.held &&
                         segments_.back().value == segment.value;
    if (!goes_on) segments_.push_back(segment);
  };
  const auto end_those_before = [&](uint64_t limit, bool all) {
    while (!open.empty() && (all || open.top().high <= limit)) {
      const uint64_t end = open.top().high;
      while (!open.empty() && open.top().high <= end) open.pop();
      hold_from(end, open.empty() ? nullptr : &open.top());
    }
  };
  for (const Range& range : ranges_) {
    end_those_before(range.low, /*all=*/false);
    open.push(range);
    hold_from(range.low, &open.top());
  }
  end_those_before(0, /*all=*/true);
  ranges_ = {};
}

std::optional<uint32_t> RangeMap::Find(uint64_t address) const {
  auto next = std::upper_bound(
      segments_.begin(), segments_.end(), address,
      [](uint64_t wanted, const Segment& segment) { return wanted < segment.low; });
  if (next == segments_.begin()) return std::nullopt;
  const Segment& segment = *std::prev(next);
  if (!segment.held) return std::nullopt;
  return segment.value;
}

}  // namespace tidemark::analysis
