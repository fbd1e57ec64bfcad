// Where in the trace something happens.
//
// Kept by FirstPass; handed to every observer.
// Units: nanoseconds; events by their position, from 1.
#ifndef TIDEMARK_ANALYSIS_MODEL_MOMENT_H_
#define TIDEMARK_ANALYSIS_MODEL_MOMENT_H_

#include <cstdint>

#include "tidemark/analysis/model/site_table.h"
#include "tidemark/base/ids.h"

namespace tidemark::analysis {

struct Moment {
  int64_t event = 0;  // its position among all events
  int64_t t = 0;      // its time, or that of the last event that had one
  ThreadId thread = {};
  SiteIndex site = kUnknownSite;
  SiteIndex unscoped_site = kUnknownSite;  // the same in every scope
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_MOMENT_H_
