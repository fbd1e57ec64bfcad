// Slopes against their limits: "slope(peak_bytes, n) <= 24", told by several traces together.
//
// Called by the judge; makes verdicts. A limit of the command line is about all traces; one of a
// configuration about those of each test to which it applies.
//
// Threading: pure functions. Units: those of the metric for each of n.
// Errors: none; fewer than three sizes, or a trace without a size, are "not judged".
#ifndef TIDEMARK_GATE_JUDGE_SLOPE_JUDGE_H_
#define TIDEMARK_GATE_JUDGE_SLOPE_JUDGE_H_

#include <vector>

#include "tidemark/gate/growth/growth_law.h"
#include "tidemark/gate/judge/judge.h"
#include "tidemark/gate/judge/suppressor.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

std::vector<Verdict> JudgeSlopes(const std::vector<const JudgedTrace*>& runs,
                                 const JudgeOptions& options, const Suppressor& suppressor);

// Fills the outcome of the figures of several sizes.
void JudgeSamples(const std::vector<GrowthSample>& samples, const Limit& limit, Verdict* verdict);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_SLOPE_JUDGE_H_
