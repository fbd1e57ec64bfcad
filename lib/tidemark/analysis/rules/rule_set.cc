#include "tidemark/analysis/rules/rule_set.h"

#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {

RuleSet::RuleSet(const RuleContext& context) : copies_(context) {
  for (const Rule* rule : Rules()) {
    if (rule->make_observer != nullptr) states_.push_back(rule->make_observer(context));
  }
}

}  // namespace tidemark::analysis
