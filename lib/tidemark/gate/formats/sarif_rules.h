// What SARIF says about each rule of the gate: its descriptor.
//
// Produced here, by the names that verdicts have; consumed by the SARIF format.
//
// Threading: constants.
#ifndef TIDEMARK_GATE_FORMATS_SARIF_RULES_H_
#define TIDEMARK_GATE_FORMATS_SARIF_RULES_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tidemark::gate {

struct GateRule {
  absl::string_view id;
  absl::string_view what;  // one sentence, without the full stop
  absl::string_view help;  // what to do
};

absl::Span<const GateRule> GateRules();

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_SARIF_RULES_H_
