// Counts and bytes by site, for the figures of which the report tells where they come from.
//
// Fed by the first pass; its result stands in the report, by place: sites and stacks that come to
// the same place are one entry.
//
// Memory: O(sites). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_SITE_SUMS_H_
#define TIDEMARK_ANALYSIS_METRICS_SITE_SUMS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

// Of how many places in a list the report says who called them.
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

  // Of the places that were counted at all; largest first. The first `with_callers` of them say who
  // called them, as the stack with the most bytes has it.
  std::vector<SiteBytes> Report(Places* places, size_t with_callers = 0) const;

 private:
  struct Sum {
    WideSum bytes = 0;
    WideSum weight = 0;
  };
  std::vector<Sum> sums_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_SITE_SUMS_H_
