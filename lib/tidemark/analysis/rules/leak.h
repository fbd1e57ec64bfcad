// leak: a buffer that was not freed when the trace was closed.
//
// Fed by FirstPass, after the end of the trace, with every buffer that is still live; hands them to
// the FindingCollector and to the report. A truncated trace has no leaks: its live buffers might
// have been freed later.
//
// Threading: one thread at a time. Memory: O(findings).
#ifndef TIDEMARK_ANALYSIS_RULES_LEAK_H_
#define TIDEMARK_ANALYSIS_RULES_LEAK_H_

#include "tidemark/analysis/model/live_state.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/trace_health.h"
#include "tidemark/analysis/rules/finding_collector.h"

namespace tidemark::analysis {

// `end_event`: the position of the last event.
void FindLeak(const Buffer& buffer, const LiveState& live, Places* places,
              const TraceHealth& health, int64_t end_event, FindingCollector* findings);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_LEAK_H_
