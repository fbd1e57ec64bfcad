// Inconsistencies of a trace, counted by kind with the first sites.
//
// Found by the passes; consumed by the report. An anomaly never stops the analysis.
//
// Memory: O(kinds). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_ANOMALIES_H_
#define TIDEMARK_ANALYSIS_METRICS_ANOMALIES_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"

namespace tidemark::analysis {

enum class Anomaly {
  kUnknownFree,            // free of a buffer that never began
  kDoubleFree,             // free of a buffer that has ended
  kDuplicateBuffer,        // alloc with an id or address that is taken
  kDeadView,               // view of an unknown or freed buffer
  kDuplicateView,          // a view id used twice
  kUnknownDrop,            // drop of a view that is not live
  kDeadAccess,             // copy, read, write or op on a freed buffer or a dropped view
  kUnknownAccess,          // the same on one that never began
  kUnknownResize,          // resize of a buffer that is not live
  kHandleMismatch,         // a view named together with a buffer that is not its own
  kViewOutOfBounds,        // a view that reaches outside of its buffer
  kUnmatchedScopeEnd,      // scope_end without its scope_begin on that thread
  kEndMismatch,            // the counts of end disagree with the events
  kEventAfterEnd,          // anything but definitions after end
  kUndefinedSite,          // a site used before its definition; once a site
  kUndefinedStack,         // the same for a stack
  kConflictingDefinition,  // an id defined twice, differently
  kTimeBackwards,  // an event before the one in front of it, as of threads that nobody merged
  kCircularStack,  // a stack that is among its own callers
  kCount
};

absl::string_view AnomalyName(Anomaly kind);

class AnomalyCounter {
 public:
  void Add(Anomaly kind, SiteIndex site);

  // Every kind, with 0 where it did not occur; but those from kTimeBackwards on only where they did, so
  // that the reports of traces without them are what they were.
  std::map<std::string, AnomalyReport> Report(Places* places) const;

 private:
  struct Kind {
    int64_t count = 0;
    absl::InlinedVector<SiteIndex, 3> first_sites;  // distinct
  };
  std::array<Kind, static_cast<size_t>(Anomaly::kCount)> kinds_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_ANOMALIES_H_
