// What is demanded of a test: the limits and the bounds of increases that hold for it.
//
// Consumes the limits of the command line and a configuration; its consumers are the judges and the
// self-test. Of a configuration, what is about the test itself (an entry of "scopes" whose pattern
// matches the test's name) takes the place of the defaults for the same metric.
//
// Ownership: values. Threading: pure functions.
#ifndef TIDEMARK_GATE_JUDGE_DEMANDS_H_
#define TIDEMARK_GATE_JUDGE_DEMANDS_H_

#include <string>
#include <vector>

#include "tidemark/gate/judge/judge.h"
#include "tidemark/gate/limits/config.h"
#include "tidemark/gate/limits/limit.h"

namespace tidemark::gate {

// A limit and whether its scopes must be there.
struct DemandedLimit {
  Limit limit;
  bool demanded = true;
};

// Those of the command line first.
std::vector<DemandedLimit> LimitsFor(const std::string& test, const JudgeOptions& options);

// Of the whole first, with the figures that may not increase though no configuration says so; then of
// scopes and of sites, whose names are patterns.
std::vector<IncreaseBound> IncreasesFor(const std::string& test, const JudgeOptions& options);

// How a limit is judged.
enum class LimitKind {
  kOfTrace,   // in every trace by itself
  kOfTraces,  // by all traces together: a slope
  kOfChange,  // by a trace and its baseline: lost_reuse
};
LimitKind KindOf(const Limit& limit, const JudgeOptions& options);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_DEMANDS_H_
