// Random legal traces: what a recorder would write of a small array program with several threads.
//
// Every first access after a copy is in the trace, and every free that tells times tells those of
// the last accesses, also of such as are not in the trace. Times advance slowly, so that equal ones
// are frequent.
#ifndef TIDEMARK_TESTS_ANALYSIS_TRACE_GENERATOR_H_
#define TIDEMARK_TESTS_ANALYSIS_TRACE_GENERATOR_H_

#include <cstdint>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {

TraceScript RandomLegalTrace(uint64_t seed);

// The same with `faults` events inserted, dropped, repeated or moved.
TraceScript RandomIllegalTrace(uint64_t seed, int faults);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_TESTS_ANALYSIS_TRACE_GENERATOR_H_
