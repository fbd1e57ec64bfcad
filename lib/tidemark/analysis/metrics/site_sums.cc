#include "tidemark/analysis/metrics/site_sums.h"

#include <algorithm>

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
    if (report.size() <= with_callers) {
      report.back().callers = places->CallersOf(entry.largest, kMostCallers);
    }
  }
  return report;
}

}  // namespace tidemark::analysis
