// The part of a verdict that a comparison with a baseline fills: from what to what, and where from.
//
// Consumes a Change; its consumers are the judge, which adds what decided, and the formats of `diff`.
//
// Ownership: values. Threading: pure functions.
//
//   Verdict verdict = VerdictOf(ChangeOf(comparison, "peak_bytes", {}));
#ifndef TIDEMARK_GATE_JUDGE_CHANGE_VERDICT_H_
#define TIDEMARK_GATE_JUDGE_CHANGE_VERDICT_H_

#include <vector>

#include "tidemark/gate/baseline/comparison.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

// Metric, unit, before, after, and the largest `most` contributions with what remains.
Verdict VerdictOf(const Change& change, size_t most = kMaxContributions);

// Of what changed, what people look at first: the peak, leaks, copies, reuse that was lost.
std::vector<const Change*> ChangedInOrder(const std::vector<Change>& changes);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_CHANGE_VERDICT_H_
