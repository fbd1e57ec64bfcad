// The rules of the reference analyzer, each a question to the whole trace: what rules ask for and their
// order (reference_rules.cc), those about copies (reference_copy_rules.cc), those about buffers
// (reference_buffer_rules.cc), and pins (reference_pins.cc).
#ifndef TIDEMARK_TESTS_ANALYSIS_REFERENCE_RULES_H_
#define TIDEMARK_TESTS_ANALYSIS_REFERENCE_RULES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/analysis/reference_analyzer.h"
#include "tests/analysis/reference_trace.h"

namespace tidemark::analysis::reference {

struct PinFound {
  int64_t memory = 0;
  int64_t since = 0;  // position of the drop
  int64_t used = 0;
  int64_t view = 0;  // that pins
};

// Memory that could lie in other memory, which is overwritten: from `position` on.
struct InPlace {
  int64_t memory = 0;
  int64_t in = 0;
  int64_t position = 0;
};

// What is found of a buffer and not of a copy.
struct BufferFound {
  std::string rule;
  SiteReport site = {};
  int64_t memory = 0;
  int64_t bytes = 0;
  std::optional<int64_t> replaced_by = {};     // so many bytes
  std::optional<int64_t> released_after = {};  // a position
  std::vector<InPlace> in_place = {};
};

class Rules {
 public:
  Rules(const LaidOutTrace* trace, Alteration alteration)
      : trace_(*trace), alteration_(alteration) {}

  // The first rule in the order that a copy matches, or "".
  const std::string& RuleOf(const Transfer& copy) const;

  // What a copy counts under that rule.
  int64_t BytesOf(const Transfer& copy, const std::string& rule) const;

  // Whether its destination, if the copy is redundant, could be what it shares.
  bool CanShare(const Transfer& copy, const std::string& rule) const;

  // Of a cast back: the cast there, which made its source; null when it is none.
  const Transfer* CastThere(const Transfer& back) const;
  // Whether what was cast there could stand for what came back.
  bool IsSameAgain(const Transfer& there, const Transfer& back) const;

  // Whether a copy is all that anybody ever read in its destination.
  bool IsAll(const Transfer& copy) const;

  // The earlier copy whose destination could have served for this one; null when there is none.
  const Transfer* Twin(const Transfer& copy) const;

  // Whether `memory` is written after `copy` while its destination is still accessed.
  bool WrittenInUse(int64_t memory, const Transfer& copy) const;

  bool DestinationWritten(const Transfer& copy) const;

  std::vector<PinFound> Pins() const;

  // `peak`: the position of it.
  std::vector<BufferFound> OfBuffers(int64_t peak) const;

 private:
  std::string FindRuleOf(const Transfer& copy) const;
  bool Is(Alteration alteration) const { return alteration_ == alteration; }
  bool Counts(const Use& use) const {
    return !(use.is_write && use.by_operation && Is(Alteration::kOperationsDoNotWrite));
  }
  const Memory& Get(int64_t memory) const { return trace_.memories[static_cast<size_t>(memory)]; }
  bool WasReadBefore(int64_t memory, int64_t position) const;
  std::optional<int64_t> LastAccess(int64_t memory) const;
  std::string Dtype(const View* view, int64_t memory) const;
  bool EqualDtype(const Transfer& copy) const;
  bool EqualLayout(const Transfer& copy) const;
  bool IsFull(const Transfer& copy) const;
  int64_t HandlesAt(int64_t memory, int64_t position) const;
  bool IsReplaceable(const Transfer& copy) const;
  bool IsMadeForIt(const Transfer& copy) const;
  bool KeepsElements(const Transfer& copy) const;
  bool SamePlace(const Transfer& copy) const;
  bool AsAligned(const Transfer& copy) const;
  bool CanBeView(const Transfer& copy, bool holds_less) const;
  bool IsLayoutCopy(const Transfer& copy) const;
  bool PermutesAxes(const Transfer& copy) const;
  bool IsRepeatedTranspose(const Transfer& copy) const;
  bool IsUse(const Use& use) const;
  bool IsFirstUse(const Operation& op) const;
  bool IsNeedlessOverlap(const Transfer& copy) const;
  int64_t UsedInstead(const Transfer& copy) const;
  // How many bytes a source that repeats elements repeats; nullopt where it does not.
  std::optional<int64_t> Repeated(const Transfer& copy) const;
  bool WrittenBetween(int64_t memory, int64_t after, int64_t before) const;
  // The layout of a side of a copy, as a view.
  View LayoutOf(const View* view, int64_t memory) const;
  bool IsUnmodified(const Transfer& copy) const;
  bool HasDeadSource(const Transfer& copy) const;
  bool IsWhole(const Transfer& copy) const;
  bool SameExtent(const Transfer& a, const Transfer& b) const;
  bool SameDtypeMade(const Transfer& a, const Transfer& b) const;
  std::optional<PinFound> PinOf(int64_t memory) const;
  std::optional<BufferFound> LateFree(int64_t memory, int64_t peak) const;
  std::vector<BufferFound> Unused(int64_t memory) const;
  std::optional<BufferFound> Wide(int64_t memory) const;
  // What the operation could put its result into: an operand that it uses up.
  std::optional<BufferFound> SpentOperand(const Operation& op) const;
  struct Spending {
    bool fresh = false;
    bool temporary = false;
  };
  std::optional<Spending> SpendingOf(const Operation& op, size_t operand) const;
  std::vector<BufferFound> GrownInLoops() const;
  bool Covers(const View& view) const;
  // Arrays that the thread made strictly between.
  int64_t ArraysMade(int64_t thread, int64_t after, int64_t before) const;

  const LaidOutTrace& trace_;
  Alteration alteration_;
  mutable std::map<int64_t, std::string> rule_of_;  // what was asked for, by position
};

}  // namespace tidemark::analysis::reference

#endif  // TIDEMARK_TESTS_ANALYSIS_REFERENCE_RULES_H_
