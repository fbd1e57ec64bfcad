// What a rule is: a name, a severity, the words for its findings and, for a copy rule, a judgement.
//
// Each rule is a file of this folder and a row of rule_table.cc. A copy rule only judges facts that
// CopyTracker gathers; the other rules have a tracker of their own beside their words.
//
// Units: bytes. Threading: constants and pure functions.
//
// To add a copy rule: a file that defines `const Rule kMyRule`, a row in the table at its place in
// the order, and whatever fact it needs that CopyFacts does not have yet.
#ifndef TIDEMARK_ANALYSIS_RULES_RULE_H_
#define TIDEMARK_ANALYSIS_RULES_RULE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/report.h"

namespace tidemark::analysis {

// A fact about a copy may not be decided yet: it can depend on what comes later in the trace.
enum class Truth { kNo, kYes, kOpen };

constexpr Truth TruthOf(bool fact) { return fact ? Truth::kYes : Truth::kNo; }
constexpr Truth Not(Truth a) { return a == Truth::kOpen ? Truth::kOpen : TruthOf(a == Truth::kNo); }
constexpr Truth And(Truth a, Truth b) {
  if (a == Truth::kNo || b == Truth::kNo) return Truth::kNo;
  return a == Truth::kOpen || b == Truth::kOpen ? Truth::kOpen : Truth::kYes;
}
template <class... More>
constexpr Truth And(Truth a, Truth b, More... more) {
  return And(And(a, b), more...);
}

// All that the copy rules may ask about a copy.
struct CopyFacts {
  std::string op;
  std::string reason;
  bool equal_dtype = false;   // the same code, or either unknown
  bool equal_layout = false;  // the same shape and strides, or either unknown
  bool full_extent = false;   // it has as many bytes as either buffer
  bool sole_handle = false;   // its source had no other handle when it was made
  // No write to the destination since.
  Truth destination_unwritten = Truth::kOpen;
  // No write to the source until the destination's last access.
  Truth source_steady = Truth::kOpen;
  // The source was freed before the destination.
  Truth source_freed_first = Truth::kOpen;
  // The source was freed and not accessed after the copy.
  Truth source_died = Truth::kOpen;
  // A live earlier copy had the same contents, and its destination was not written since.
  Truth had_twin = Truth::kOpen;
};

// What the words of a finding are made from.
struct Occurrences {
  int64_t count = 0;
  int64_t bytes = 0;         // as Finding::bytes
  int64_t buffer_bytes = 0;  // of the buffers concerned
  std::string op;            // empty unless all have the same
  std::string reason;        // the same
  std::string note;          // of the largest one
};

struct Rule {
  absl::string_view name;
  Severity severity = Severity::kWarning;
  // Null for rules that are not about copies.
  Truth (*judge_copy)(const CopyFacts& facts) = nullptr;
  std::string (*message)(const Occurrences& all) = nullptr;
  std::string (*advice)(const Occurrences& all) = nullptr;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_RULE_H_
