#include "tests/analysis/reference_heap_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace tidemark::analysis::reference {
namespace {

constexpr int64_t kMiB = 1 << 20;

bool Counts(const Memory& memory, Alteration alteration) {
  return !memory.external || alteration == Alteration::kAdoptedBuffersCount;
}

bool WasResizedBefore(const Memory& memory, int64_t position) {
  return std::any_of(memory.sizes.begin() + 1, memory.sizes.end(),
                     [&](const auto& size) { return size.first < position; });
}

int64_t LiveAt(const LaidOutTrace& trace, int64_t position, Alteration alteration) {
  int64_t live = 0;
  for (const Memory& memory : trace.memories) {
    if (Counts(memory, alteration) && memory.LivesAfter(position)) live += memory.BytesAt(position);
  }
  return live;
}

}  // namespace

bool IsTemporary(const LaidOutTrace& trace, const Memory& memory, Alteration alteration) {
  if (memory.end == kNever) return false;
  if (memory.thread != memory.freed_by && alteration != Alteration::kAnyThreadFreesTemporaries) {
    return false;
  }
  return std::none_of(trace.memories.begin(), trace.memories.end(), [&](const Memory& other) {
    return Counts(other, alteration) && other.thread == memory.thread &&
           other.begin > memory.begin && other.begin < memory.end;
  });
}

std::vector<Growth> Growths(const LaidOutTrace& trace, Alteration alteration,
                            int64_t peak_position) {
  const int64_t peak = peak_position < 0 ? 0 : LiveAt(trace, peak_position, alteration);
  std::map<std::pair<int64_t, int64_t>, std::vector<int64_t>> by_origin;
  for (size_t i = 0; i < trace.memories.size(); ++i) {
    const Memory& memory = trace.memories[i];
    if (!memory.is_heap) continue;
    std::pair<int64_t, int64_t> origin = memory.origin;
    if (alteration == Alteration::kPlacesOfGrowthAreMerged && origin.second == 4) origin.second = 1;
    std::vector<int64_t>& blocks = by_origin[origin];
    if (!blocks.empty() && memory.sizes[0].second < 4096) {
      const Memory& newest = trace.memories[static_cast<size_t>(blocks.back())];
      const bool is_there = newest.end > memory.begin && !WasResizedBefore(newest, memory.begin);
      if (newest.sizes[0].second >= 4096 && is_there) continue;
    }
    blocks.push_back(static_cast<int64_t>(i));
  }
  std::vector<Growth> growths;
  for (const auto& [origin, blocks] : by_origin) {
    const auto block = [&](size_t i) -> const Memory& {
      return trace.memories[static_cast<size_t>(blocks[i])];
    };
    const auto is_given_up = [&](size_t i) {
      if (i + 1 >= blocks.size()) return false;
      const Memory& old = block(i);
      const Memory& next = block(i + 1);
      const bool in_time = i + 2 >= blocks.size() || old.end < block(i + 2).begin ||
                           alteration == Alteration::kGrowthMayWait;
      const int64_t factor = alteration == Alteration::kGrowthNeedsNoFactor ? 5 : 6;
      return old.end != kNever && old.end > next.begin && old.end < next.end && in_time &&
             next.sizes[0].second * 5 >= old.sizes[0].second * factor &&
             !WasResizedBefore(old, old.end) && !WasResizedBefore(next, old.end);
    };
    for (size_t i = 0; i < blocks.size();) {
      Growth growth{.blocks = {blocks[i]}};
      while (is_given_up(i)) growth.blocks.push_back(blocks[++i]);
      const int64_t last = block(i).sizes[0].second;
      if (growth.blocks.size() > 3 && (last >= 4096 || last * 100 >= peak)) {
        growths.push_back(growth);
      }
      ++i;
    }
  }
  return growths;
}

std::vector<HeapFound> ShortLived(const LaidOutTrace& trace, Alteration alteration) {
  struct Sums {
    int64_t allocs = 0;
    int64_t temporaries = 0;
  };
  std::map<SiteReport, Sums> places;
  std::set<std::pair<int64_t, int64_t>> of_others;  // origins that make other things than blocks
  for (const Memory& memory : trace.memories) {
    if (!memory.is_heap || memory.is_array) of_others.insert(memory.origin);
  }
  const auto is_of_heap = [&](const Memory& memory) {
    if (memory.origin.second != 0) return true;
    return memory.origin.first != 0 && !of_others.contains(memory.origin);
  };
  int64_t all = 0;
  for (const Memory& memory : trace.memories) {
    if (!Counts(memory, alteration)) continue;
    ++all;
    if (!is_of_heap(memory)) continue;
    Sums& sums = places[memory.site];
    ++sums.allocs;
  }
  std::vector<HeapFound> found;
  for (auto& [site, sums] : places) {
    if (sums.allocs < 10 || sums.allocs * 10 < all) continue;
    for (const Memory& memory : trace.memories) {
      if (is_of_heap(memory) && memory.site == site && Counts(memory, alteration) &&
          IsTemporary(trace, memory, alteration)) {
        ++sums.temporaries;
      }
    }
    const bool most = sums.temporaries * 10 >= sums.allocs * 9 ||
                      alteration == Alteration::kTemporariesNeedNoShare;
    if (sums.temporaries >= 10 && most) found.push_back({.site = site, .count = sums.temporaries});
  }
  return found;
}

std::vector<HeapFound> HeldIdle(const LaidOutTrace& trace, Alteration alteration,
                                int64_t peak_position) {
  std::vector<HeapFound> found;
  if (peak_position < 0) return found;
  const int64_t peak = LiveAt(trace, peak_position, alteration);
  const int64_t peak_t = trace.times[static_cast<size_t>(peak_position)];
  const int64_t duration = *std::max_element(trace.times.begin(), trace.times.end());
  for (const Memory& memory : trace.memories) {
    const int64_t bytes = memory.sizes.back().second;
    if (!memory.is_heap || memory.external || bytes < kMiB) continue;
    const int64_t begin = trace.times[static_cast<size_t>(memory.begin)];
    const bool to_the_end =
        memory.end == kNever || trace.times[static_cast<size_t>(memory.end)] * 10 >= duration * 9;
    const bool at_peak =
        begin <= peak_t &&
        (memory.end == kNever || peak_t <= trace.times[static_cast<size_t>(memory.end)]);
    const bool from_the_start =
        begin * 10 <= duration || alteration == Alteration::kHeldFromAnyTime;
    const bool is_part =
        bytes * 10 >= peak && (bytes * 2 <= peak || alteration == Alteration::kHeldMayBeMost);
    if (!from_the_start || !to_the_end || !at_peak || !is_part) continue;
    found.push_back({.site = memory.site, .count = 1, .bytes = bytes});
  }
  return found;
}

std::vector<HeapFound> Slack(const LaidOutTrace& trace, Alteration alteration,
                             int64_t peak_position) {
  struct Sums {
    int64_t count = 0;
    int64_t slack = 0;
    int64_t asked = 0;
  };
  std::map<SiteReport, Sums> places;
  for (const Memory& memory : trace.memories) {
    if (!Counts(memory, alteration)) continue;
    const bool at_peak = memory.LivesAfter(peak_position);
    Sums& sums = places[memory.site];
    if (at_peak) sums.asked += memory.BytesAt(peak_position);
    if (!at_peak && alteration != Alteration::kSlackCountsOffThePeak) continue;
    if (memory.usable <= memory.sizes[0].second) continue;
    if (at_peak && WasResizedBefore(memory, peak_position + 1)) continue;
    ++sums.count;
    sums.slack += memory.usable - memory.sizes[0].second;
  }
  std::vector<HeapFound> found;
  for (const auto& [site, sums] : places) {
    if (sums.slack < kMiB || sums.slack * 10 < sums.asked) continue;
    found.push_back({.site = site, .count = sums.count, .bytes = sums.slack});
  }
  return found;
}

std::vector<HeapFound> GrowingSites(const LaidOutTrace& trace, Alteration alteration,
                                    int64_t peak_position) {
  const int64_t peak = peak_position < 0 ? 0 : LiveAt(trace, peak_position, alteration);
  std::map<std::pair<int64_t, int64_t>, SiteReport> origins;
  for (const Memory& memory : trace.memories) origins[memory.origin] = memory.site;
  std::map<std::pair<bool, std::string>, std::vector<int64_t>> series;  // positions
  for (const Reading& reading : trace.readings) {
    std::string name;
    for (const char c : reading.name) {
      const bool is_digit = c >= '0' && c <= '9';
      if (is_digit && !name.empty() && name.back() == '#') continue;
      name += is_digit ? '#' : c;
    }
    series[{reading.is_scope, name}].push_back(reading.position);
  }
  std::vector<HeapFound> found;
  for (const auto& [origin, site] : origins) {
    std::pair<size_t, int64_t> best;  // readings, bytes
    for (const auto& [name, positions] : series) {
      std::vector<int64_t> live;
      for (const int64_t position : positions) {
        int64_t bytes = 0;
        for (const Memory& memory : trace.memories) {
          if (memory.origin == origin && Counts(memory, alteration) &&
              memory.LivesAfter(position)) {
            bytes += memory.BytesAt(position);
          }
        }
        live.push_back(bytes);
      }
      bool grows = live.size() >= 3;
      for (size_t i = 1; i < live.size(); ++i) {
        if (live[i] < live[i - 1]) grows = false;
        if (live[i] == live[i - 1] && alteration != Alteration::kGrowingMayRest) grows = false;
      }
      if (!grows) continue;
      const int64_t more = live.back() - live.front();
      if (more < 64 * 1024 && more * 100 < peak) continue;
      best = std::max(best, std::pair(live.size(), more));
    }
    if (best.first > 0) found.push_back({.site = site, .count = 1, .bytes = best.second});
  }
  return found;
}

}  // namespace tidemark::analysis::reference
