#include "tidemark/analysis/rules/rule_set.h"

#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {

RuleSet::RuleSet(const RuleContext& given) : copies_(given), operands_(given) {
  RuleContext context = given;
  context.operands = &operands_;
  for (const Rule* rule : Rules()) {
    if (rule->make_observer != nullptr) states_.push_back(rule->make_observer(context));
  }
}

}  // namespace tidemark::analysis
