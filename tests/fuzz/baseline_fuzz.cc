// Any bytes as a baseline.
//
// Besides not crashing, the reader must name the file in its errors, what it read must survive being
// written and read again, and compared with itself and with nothing it must explain every byte.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/match.h"
#include "tidemark/gate/baseline/comparison.h"

namespace tidemark::gate {
namespace {

void Demand(bool holds, int line = __builtin_LINE()) {
  if (holds) return;
  std::fprintf(stderr, "baseline_fuzz.cc:%d: what is demanded does not hold\n", line);
  std::abort();
}

void CheckBaseline(const Baseline& baseline) {
  const std::string text = BaselineText(baseline);
  const absl::StatusOr<Baseline> again = ParseBaseline(text, "fuzz");
  Demand(again.ok());
  Demand(BaselineText(*again) == text);
  for (const Change& change : AllChanges(Compare(baseline, *again))) {
    Demand(change.delta() == 0);
    Demand(change.contributions.empty());
  }
  Baseline bounded = baseline;
  BoundRows(2, &bounded);
  Demand(AllChanges(Compare(bounded, baseline)).size() == AllFigures().size() + 1);
}

}  // namespace
}  // namespace tidemark::gate

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<tidemark::gate::Baseline> baseline =
      tidemark::gate::ParseBaseline(bytes, "fuzz");
  if (baseline.ok()) {
    tidemark::gate::CheckBaseline(*baseline);
  } else {
    tidemark::gate::Demand(absl::StartsWith(baseline.status().message(), "fuzz:"));
  }
  return 0;
}
