// The rules at work in one analysis.
//
// Made by FirstPass before the first event; makes the state of every rule of the table and adds it
// to the observers.
//
// Ownership: owns the states; the context outlives it. Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_RULES_RULE_SET_H_
#define TIDEMARK_ANALYSIS_RULES_RULE_SET_H_

#include <memory>
#include <vector>

#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/rules/copy_follower.h"
#include "tidemark/analysis/rules/rule.h"
#include "tidemark/analysis/rules/spent_operands.h"

namespace tidemark::analysis {

class RuleSet {
 public:
  explicit RuleSet(const RuleContext& context);

 private:
  CopyFollower copies_;
  SpentOperands operands_;
  std::vector<std::unique_ptr<TraceObserver>> states_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_RULE_SET_H_
