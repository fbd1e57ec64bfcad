// What a rule is: a name, a severity, a category, the texts of its findings, and how it detects
// them.
//
// Defined by each rule in a file of its own, `const Rule kMyRule`, beside whatever state and facts
// it needs; listed by one row of rule_table.h; put to work by RuleSet.
//
// A rule looks in one of three ways:
//   judge          a copy rule for which the facts that every copy has (CopyFacts) suffice;
//   make_judge     a copy rule with facts or state of its own: an observer that is also asked to
//                  judge the copies (CopyJudge);
//   make_observer  any other rule: an observer of the trace that adds its findings itself.
//
// Units: bytes. Threading: constants and pure functions; the state is one analysis' own.
#ifndef TIDEMARK_ANALYSIS_RULES_RULE_H_
#define TIDEMARK_ANALYSIS_RULES_RULE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/metrics/live_peak.h"
#include "tidemark/analysis/metrics/trace_totals.h"
#include "tidemark/analysis/model/event_clock.h"
#include "tidemark/analysis/model/observer_list.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/trace_health.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/rules/copy_rule.h"
#include "tidemark/analysis/rules/finding_collector.h"
#include "tidemark/analysis/rules/leak_suppression.h"

namespace tidemark::analysis {

class CopyFollower;
class SpentOperands;

// What the state of a rule may use; all outlive it. Slots are reserved in its constructor.
struct RuleContext {
  LiveState& live;
  FindingCollector& findings;
  const TraceHealth& health;
  const SiteTable& sites;
  const TraceTotals& totals;
  const LivePeak& peak;
  ObserverList& observers;
  const LeakSuppressions& leak_suppressions;
  const EventClock& clock;
  SpentOperands* operands = nullptr;  // RuleSet's
};

// What the texts of a finding are made from.
struct Occurrences {
  int64_t count = 0;
  int64_t bytes = 0;         // as Finding::bytes
  int64_t buffer_bytes = 0;  // of the buffers concerned
  std::string op;            // empty unless all have the same
  std::string reason;        // the same
  std::string note;          // of the largest one
};

// What `tidemark explain` says of a rule. Code is a few lines without indentation.
struct Explanation {
  absl::string_view meaning;       // sentences; the first one stands in the list of rules
  absl::string_view before;        // C++ with the fault ...
  absl::string_view after;         // ... and without
  absl::string_view numpy_before;  // the same in NumPy; empty: there it cannot happen
  absl::string_view numpy_after;
  absl::string_view not_worth;  // when to leave it as it is
};

struct Rule {
  absl::string_view name;
  Severity severity = Severity::kWarning;
  Category category = Category::kOther;
  // Whether its edits tell what the peak would be with a finding fixed.
  bool tells_saving = true;
  // What it counts is how much lower the peak would be, and what would not lower it is no finding.
  bool counts_saving = false;
  Truth (*judge)(const CopyFacts& facts) = nullptr;
  std::unique_ptr<CopyJudge> (*make_judge)(const RuleContext&, CopyFollower*) = nullptr;
  std::unique_ptr<TraceObserver> (*make_observer)(const RuleContext&) = nullptr;
  // Beside `judge`: what is counted of a copy that it matches. Null: the destination.
  int64_t (*bytes)(const FollowedCopy& copy) = nullptr;
  std::string (*message)(const Occurrences& all) = nullptr;
  std::string (*advice)(const Occurrences& all) = nullptr;
  Explanation explanation = {};
};

// For the rows: makes the state and adds it to the observers.
template <class State>
std::unique_ptr<CopyJudge> MakeJudge(const RuleContext& context, CopyFollower* follower) {
  auto state = std::make_unique<State>(context, follower);
  context.observers.Add(state.get());
  return state;
}
template <class State>
std::unique_ptr<TraceObserver> MakeObserver(const RuleContext& context) {
  auto state = std::make_unique<State>(context);
  context.observers.Add(state.get());
  return state;
}

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_RULE_H_
