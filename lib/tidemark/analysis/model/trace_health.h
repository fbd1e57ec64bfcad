// How far the trace can be believed, for the confidence of findings.
//
// Kept by FirstPass; read by the trackers.
#ifndef TIDEMARK_ANALYSIS_MODEL_TRACE_HEALTH_H_
#define TIDEMARK_ANALYSIS_MODEL_TRACE_HEALTH_H_

#include <cstdint>

namespace tidemark::analysis {

struct TraceHealth {
  int64_t gaps = 0;        // places so far where events are missing: lost, or unreadable lines
  bool truncated = false;  // known once the trace has ended
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_TRACE_HEALTH_H_
