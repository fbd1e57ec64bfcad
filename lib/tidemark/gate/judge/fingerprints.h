// What tells a finding from others, from run to run, and across commits that move lines.
//
// Applied to all verdicts of a result; consumed by the formats whose readers follow findings (SARIF,
// GitLab).
// Threading: pure function.
#ifndef TIDEMARK_GATE_JUDGE_FINGERPRINTS_H_
#define TIDEMARK_GATE_JUDGE_FINGERPRINTS_H_

#include <vector>

#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

// From the rule, test, scope, site, metric and bound, and file and function of the first place; none
// of them changes with a line or with an amount. Equal ones are told apart by their order.
void SetFingerprints(std::vector<Verdict>* verdicts);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_FINGERPRINTS_H_
