// What was recorded against a baseline: increases, lost reuse, and where asked, improvements.
//
// Called by the judge; makes verdicts.
// Threading: pure functions. Units: as each figure's.
#ifndef TIDEMARK_GATE_JUDGE_BASELINE_JUDGE_H_
#define TIDEMARK_GATE_JUDGE_BASELINE_JUDGE_H_

#include <string>
#include <vector>

#include "tidemark/gate/baseline/baseline.h"
#include "tidemark/gate/judge/judge.h"
#include "tidemark/gate/judge/suppressor.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

// Of runs of one test the least of each figure; not of none.
Baseline BaselineOf(const std::vector<const JudgedTrace*>& runs, const JudgeOptions& options,
                    const Suppressor& suppressor);

// The same as it is committed: of the runs that may be judged, with its smallest places summed up.
Baseline FileBaselineOf(const std::vector<const JudgedTrace*>& runs, const JudgeOptions& options);

// A verdict for each figure that may not increase, or only so much: the peak, leaks, copies, needless
// copies, and what a configuration bounds, in its scopes and at its sites; for reuse that was lost; and
// where asked, for new places. What neither of the two tells is not asked for.
std::vector<Verdict> JudgeBaseline(const std::vector<const JudgedTrace*>& runs,
                                   const JudgeOptions& options, const Suppressor& suppressor);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_BASELINE_JUDGE_H_
