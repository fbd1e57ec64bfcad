// Counts and bytes by site, for the figures of which the report tells where they come from.
//
// Fed by the first pass; its result stands in Report::origins.
//
// Memory: O(sites). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_PASSES_SITE_SUMS_H_
#define TIDEMARK_ANALYSIS_PASSES_SITE_SUMS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tidemark/analysis/passes/report_order.h"
#include "tidemark/analysis/passes/site_table.h"
#include "tidemark/analysis/passes/wide_sum.h"
#include "tidemark/analysis/report.h"

namespace tidemark::analysis {

class SiteSums {
 public:
  void Add(SiteIndex site, int64_t bytes) {
    const auto index = static_cast<size_t>(site);
    if (index >= sums_.size()) sums_.resize(index + 1);
    sums_[index].bytes += bytes;
    ++sums_[index].count;
  }

  // Of the sites that were counted at all; largest first.
  std::vector<SiteBytes> Report(const SiteTable& sites) const {
    std::vector<SiteBytes> list;
    for (size_t i = 0; i < sums_.size(); ++i) {
      if (sums_[i].count == 0) continue;
      list.push_back({.site = sites.Resolve(static_cast<SiteIndex>(i)),
                      .bytes = Narrow(sums_[i].bytes),
                      .count = sums_[i].count});
    }
    MergeAndSort(&list);
    return list;
  }

 private:
  struct Sum {
    WideSum bytes = 0;
    int64_t count = 0;
  };
  std::vector<Sum> sums_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_SITE_SUMS_H_
