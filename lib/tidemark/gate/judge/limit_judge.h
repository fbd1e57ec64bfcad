// One limit against one trace.
//
// Called by the judge; makes verdicts.
// Threading: pure functions. Units: as each metric's.
#ifndef TIDEMARK_GATE_JUDGE_LIMIT_JUDGE_H_
#define TIDEMARK_GATE_JUDGE_LIMIT_JUDGE_H_

#include <string>
#include <vector>

#include "tidemark/gate/judge/judge.h"
#include "tidemark/gate/judge/suppressor.h"
#include "tidemark/gate/judge/verdict.h"
#include "tidemark/gate/limits/limit.h"

namespace tidemark::gate {

// A verdict for each scope that the limit is about, or one for the whole trace. `demanded`: that no
// scope matches is worth a verdict (not judged); else it is none.
std::vector<Verdict> JudgeLimit(const JudgedTrace& trace, const Limit& limit,
                                const Suppressor& suppressor, bool demanded);

// How much below the limit the value lies is more than a tenth of the limit.
bool IsSlack(const Verdict& verdict, const Limit& limit);

// The largest of `parts` go into the verdict, the rest into its remainder.
void SetContributions(std::vector<Contribution> parts, Verdict* verdict);

// "tidemark report 'run of today.tmk'": as one would type it.
std::string InspectCommand(const std::string& file);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_LIMIT_JUDGE_H_
