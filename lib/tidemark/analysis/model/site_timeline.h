// Who holds the live bytes over time: for each span of the trace, by place, what was live when most was.
//
// Part of Details, where DetailOptions::site_timeline asks for it. Made by SiteTimelineMeter; consumed by
// the report's timeline and the pages.
//
// The spans are those of Report::timeline, as many and as long. Each is looked at in one moment, that of
// its maximum, so that what is stacked up is a real total: in every column the sites' bytes and `other`
// are exactly Report::timeline.max_bytes. Adopted (external) buffers do not count.
//
// Ownership: values. Units: bytes, nanoseconds since the start of the trace.
#ifndef TIDEMARK_ANALYSIS_MODEL_SITE_TIMELINE_H_
#define TIDEMARK_ANALYSIS_MODEL_SITE_TIMELINE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tidemark/analysis/model/figures.h"

namespace tidemark::analysis {

inline constexpr size_t kMostTimelineSites = 20;

struct SiteTimeline {
  // The peak as a column of its own: exactly Report::peak.
  struct PeakColumn {
    int64_t t = 0;
    std::vector<int64_t> bytes;  // by site
    int64_t other = 0;
  };

  int64_t bucket_ns = 0;
  // Of each span, when most was live in it for the first time; its beginning, where that was so from
  // before. At most 4096.
  std::vector<int64_t> at_t;
  // Those that ever held most: first what is live at the peak, largest first, then the others by the
  // most that they held. At most kMostTimelineSites.
  std::vector<SiteReport> sites;
  std::vector<std::vector<int64_t>> bytes;  // [site][span]
  std::vector<int64_t> other;               // [span]
  PeakColumn peak;
  int64_t other_sites = 0;  // places that are in `other`
  // Places that were too many and too small to be followed from the beginning: what they held until
  // then is in `other`, even if they are among `sites`.
  int64_t late_sites = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_SITE_TIMELINE_H_
