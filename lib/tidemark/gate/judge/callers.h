// Who called the places of failures, so that a place in a library leads to a line of the user's.
//
// Consumes the judged traces; its consumer is the judge. Reports keep callers of the largest places of
// the peak, of leaks and of allocations of the heap: of others none is known.
//
// Threading: pure function. Errors: none.
#ifndef TIDEMARK_GATE_JUDGE_CALLERS_H_
#define TIDEMARK_GATE_JUDGE_CALLERS_H_

#include <vector>

#include "tidemark/gate/judge/judge.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

// Sets Contribution::caller of what failed.
void SetCallers(const std::vector<const JudgedTrace*>& traces, std::vector<Verdict>* verdicts);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_CALLERS_H_
