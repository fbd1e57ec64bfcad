#include "tidemark/analysis/metrics/site_sums.h"

#include <algorithm>
#include <map>
#include <utility>

namespace tidemark::analysis {

std::vector<SiteBytes> SiteSums::Report(Places* places, size_t with_callers) const {
  struct Entry {
    Sum sum;
    SiteIndex largest = kUnknownSite;
    PlaceIndex place = 0;
  };
  std::vector<Entry> entries;
  std::vector<size_t> numbers;  // of entries, from 1, by place
  for (size_t i = 0; i < sums_.size(); ++i) {
    if (sums_[i].weight == 0 && sums_[i].bytes == 0) continue;
    const auto site = static_cast<SiteIndex>(i);
    const PlaceIndex place = places->Of(site);
    const auto at = static_cast<size_t>(place);
    if (numbers.size() <= at) numbers.resize(at + 1);
    if (numbers[at] == 0) {
      entries.push_back({.sum = {}, .largest = site, .place = place});
      numbers[at] = entries.size();
    }
    Entry& entry = entries[numbers[at] - 1];
    entry.sum.bytes += sums_[i].bytes;
    entry.sum.weight += sums_[i].weight;
    if (sums_[i].bytes > sums_[static_cast<size_t>(entry.largest)].bytes) entry.largest = site;
  }
  std::sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
    if (a.sum.bytes != b.sum.bytes) return a.sum.bytes > b.sum.bytes;
    return places->At(a.place) < places->At(b.place);
  });
  std::vector<SiteBytes> report;
  for (const Entry& entry : entries) {
    report.push_back({.site = places->At(entry.place),
                      .bytes = Narrow(entry.sum.bytes),
                      .count = NarrowCount(entry.sum.weight),
                      .callers = {}});
  }
  std::map<PlaceIndex, SiteBytes*> with;
  for (size_t i = 0; i < std::min(with_callers, report.size()); ++i) {
    with[entries[i].place] = &report[i];
    report[i].callers = places->CallersOf(entries[i].largest, kMostCallers);
  }
  if (!with.empty()) AddCallPaths(with, places);
  return report;
}

void SiteSums::AddCallPaths(const std::map<PlaceIndex, SiteBytes*>& with, Places* places) const {
  std::map<PlaceIndex, std::vector<SiteIndex>> stacks;
  for (size_t i = 0; i < sums_.size(); ++i) {
    if (sums_[i].weight == 0 && sums_[i].bytes == 0) continue;
    const auto site = static_cast<SiteIndex>(i);
    const PlaceIndex place = places->Of(site);
    if (with.contains(place)) stacks[place].push_back(site);
  }
  const auto sum_of = [&](SiteIndex site) -> const Sum& {
    return sums_[static_cast<size_t>(site)];
  };
  for (auto& [place, sites] : stacks) {
    if (sites.size() < 2) continue;
    std::stable_sort(sites.begin(), sites.end(),
                     [&](SiteIndex a, SiteIndex b) { return sum_of(a).bytes > sum_of(b).bytes; });
    if (sites.size() > kMostStacks) sites.resize(kMostStacks);
    std::map<std::vector<SiteReport>, Sum> by_callers;
    for (const SiteIndex site : sites) {
      Sum& sum = by_callers[places->CallersOf(site, kMostCallers)];
      sum.bytes += sum_of(site).bytes;
      sum.weight += sum_of(site).weight;
    }
    if (by_callers.size() < 2) continue;
    SiteBytes& entry = *with.at(place);
    entry.path_count = static_cast<int64_t>(by_callers.size());
    for (auto& [callers, sum] : by_callers) {
      entry.paths.push_back(
          {.callers = callers, .bytes = Narrow(sum.bytes), .count = NarrowCount(sum.weight)});
    }
    std::stable_sort(entry.paths.begin(), entry.paths.end(),
                     [](const CallPath& a, const CallPath& b) { return a.bytes > b.bytes; });
    if (entry.paths.size() > kMostCallPaths) entry.paths.resize(kMostCallPaths);
    entry.callers = entry.paths.front().callers;
  }
}

}  // namespace tidemark::analysis
