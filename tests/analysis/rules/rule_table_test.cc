// Every row of the rule table is complete.
#include "tidemark/analysis/rules/rule_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tidemark::analysis {
namespace {

TEST(RuleTableTest, RulesHaveDistinctNamesAndTexts) {
  std::set<std::string> names;
  for (const Rule* rule : Rules()) {
    EXPECT_TRUE(names.insert(std::string(rule->name)).second) << rule->name;
    Occurrences one;
    one.count = 1;
    one.bytes = 1024;
    one.buffer_bytes = 2048;
    EXPECT_NE(rule->message(one), "") << rule->name;
    EXPECT_NE(rule->advice(one), "") << rule->name;
  }
}

TEST(RuleTableTest, RulesLookInExactlyOneWayAndCopyRulesFindRedundantCopies) {
  for (const Rule* rule : Rules()) {
    const bool judges = rule->judge != nullptr || rule->make_judge != nullptr;
    const int ways = (rule->judge != nullptr ? 1 : 0) + (rule->make_judge != nullptr ? 1 : 0) +
                     (rule->make_observer != nullptr ? 1 : 0);
    EXPECT_EQ(ways, 1) << rule->name;
    EXPECT_EQ(rule->category == Category::kRedundantCopy, judges) << rule->name;
  }
}

TEST(RuleTableTest, TheIndexOfARuleIsItsPlace) {
  for (size_t i = 0; i < Rules().size(); ++i) EXPECT_EQ(IndexOf(*Rules()[i]), i);
}

}  // namespace
}  // namespace tidemark::analysis
