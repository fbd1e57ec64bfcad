// Whether what was made at a place, and is live at the end of the trace, is a leak.
//
// Made by the rule `leak` at the end of a trace; asked for each buffer that is live there.
//
// It is none where
//   the user has suppressed it (LeakSuppression), by any frame of its stack or by its site;
//   a built-in suppression applies (BuiltinSuppression), by a frame further in than the user's own;
//   all of its stack is installed code (IsInstalled).
// The user's own is all code that is not installed. A call through libffi counts as the user's: that
// is how scripts call libraries. Stacks whose outer end is missing may hide the user's code, so that
// they are not taken for installed code, unless as many frames are known as recorders keep. Sites
// without a stack, as arrays have them, are always the user's.
//
// Memory: O(sites). Threading: one thread at a time. Cost: a stack is looked at once.
#ifndef TIDEMARK_ANALYSIS_RULES_LEAK_JUDGE_H_
#define TIDEMARK_ANALYSIS_RULES_LEAK_JUDGE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/analysis/rules/builtin_suppressions.h"
#include "tidemark/analysis/rules/leak_suppression.h"

namespace tidemark::analysis {

class LeakJudge {
 public:
  // Both must outlive it.
  LeakJudge(const LeakSuppressions* suppressions, Places* places)
      : suppressions_(*suppressions), places_(*places) {}

  // Whether it is a leak; what is not is counted. `weighted` bytes of buffers of that weight.
  bool IsLeak(SiteIndex site, WideSum weighted, Weight weight);

  // What was not.
  LiveAtExit Report() const;

 private:
  struct Why {
    std::string name;  // empty: it is a leak
    std::string reason;
    bool suppressed = false;  // by the user

    // NOLINTNEXTLINE(modernize-use-nullptr): a zero that the compiler writes
    friend auto operator<=>(const Why&, const Why&) = default;
  };
  struct Group {
    WideSum bytes = 0;
    WideSum weight = 0;
  };
  using Groups = std::map<Why, Group>;

  Why Judge(SiteIndex site);
  Why JudgeByOwn(SiteIndex site);
  Why JudgeByBuiltin(SiteIndex site);

  const LeakSuppressions& suppressions_;
  Places& places_;
  Groups groups_;
  std::vector<Groups::value_type*> of_site_;  // null: not asked for yet
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_LEAK_JUDGE_H_
