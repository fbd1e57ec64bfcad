// What the peak becomes with findings fixed, worked out from the lives of all buffers.
#ifndef TIDEMARK_TESTS_ANALYSIS_REFERENCE_WHAT_IF_H_
#define TIDEMARK_TESTS_ANALYSIS_REFERENCE_WHAT_IF_H_

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "tests/analysis/reference_analyzer.h"
#include "tests/analysis/reference_heap_rules.h"
#include "tests/analysis/reference_rules.h"
#include "tests/analysis/reference_trace.h"

namespace tidemark::analysis::reference {

// What is to be fixed.
struct Fixed {
  std::vector<const Transfer*> copies;  // redundant, in order
  std::vector<PinFound> pins;
  std::vector<int64_t> leaks;  // memories
  std::vector<Growth> growths;
  std::vector<std::pair<int64_t, int64_t>> replaced;  // memories, and bytes that they have instead
  std::vector<InPlace> in_place;
  std::map<int64_t, int64_t> released;  // memories, and the positions after which
};

int64_t PeakWith(const LaidOutTrace& trace, const Rules& rules, const Fixed& fixed,
                 Alteration alteration);

}  // namespace tidemark::analysis::reference

#endif  // TIDEMARK_TESTS_ANALYSIS_REFERENCE_WHAT_IF_H_
