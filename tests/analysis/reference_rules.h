// The copy rules and the pins of the reference analyzer, each a question to the whole trace.
#ifndef TIDEMARK_TESTS_ANALYSIS_REFERENCE_RULES_H_
#define TIDEMARK_TESTS_ANALYSIS_REFERENCE_RULES_H_

#include <cstdint>
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

class Rules {
 public:
  Rules(const LaidOutTrace* trace, Alteration alteration)
      : trace_(*trace), alteration_(alteration) {}

  // The first rule in the order that a copy matches, or "".
  std::string RuleOf(const Transfer& copy) const;

  // The earlier copy whose destination could have served for this one; null when there is none.
  const Transfer* Twin(const Transfer& copy) const;

  // Whether `memory` is written after `copy` while its destination is still accessed.
  bool WrittenInUse(int64_t memory, const Transfer& copy) const;

  bool DestinationWritten(const Transfer& copy) const;

  std::vector<PinFound> Pins() const;

 private:
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
  bool IsUnmodified(const Transfer& copy) const;
  bool HasDeadSource(const Transfer& copy) const;
  bool IsWhole(const Transfer& copy) const;
  bool SameExtent(const Transfer& a, const Transfer& b) const;
  bool SameDtypeMade(const Transfer& a, const Transfer& b) const;
  std::optional<PinFound> PinOf(int64_t memory) const;

  const LaidOutTrace& trace_;
  Alteration alteration_;
};

}  // namespace tidemark::analysis::reference

#endif  // TIDEMARK_TESTS_ANALYSIS_REFERENCE_RULES_H_
