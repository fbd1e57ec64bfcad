// Counts and bytes by site, for the figures that the report breaks down by site.
//
// Fed by metrics and rules; reported by place: sites and stacks that resolve to the same place are
// one entry.
//
// Memory: O(sites). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_SITE_SUMS_H_
#define TIDEMARK_ANALYSIS_METRICS_SITE_SUMS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

// The number of entries of a list that have callers.
inline constexpr size_t kSitesWithCallers = 10;

class SiteSums {
 public:
  // `bytes` of `weight` buffers; both are sums already where the caller has summed up.
  void Add(SiteIndex site, WideSum bytes, WideSum weight = kOneWhole) {
    const auto index = static_cast<size_t>(site);
    if (index >= sums_.size()) sums_.resize(index + 1);
    sums_[index].bytes += bytes;
    sums_[index].weight += weight;
  }

  // Calls `visit` with each site that has a sum, its bytes and its weight.
  template <class Visit>
  void ForEach(Visit visit) const {
    for (size_t i = 0; i < sums_.size(); ++i) {
      if (sums_[i].weight != 0 || sums_[i].bytes != 0) {
        visit(static_cast<SiteIndex>(i), sums_[i].bytes, sums_[i].weight);
      }
    }
  }

  // By place, largest first. The first `with_callers` have the callers with the most bytes, and the
  // call paths where there are several.
  std::vector<SiteBytes> Report(Places* places, size_t with_callers = 0) const;

 private:
  static constexpr size_t kMostStacks = 1000;  // of a place, that its call paths are made from

  struct Sum {
    WideSum bytes = 0;
    WideSum weight = 0;
  };
  // By whom the places were called, where several stacks end up at one.
  void AddCallPaths(const std::map<PlaceIndex, SiteBytes*>& with, Places* places) const;

  std::vector<Sum> sums_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_SITE_SUMS_H_
