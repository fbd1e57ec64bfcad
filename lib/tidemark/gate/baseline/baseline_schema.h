// The JSON Schema of baselines (baseline.h), in the dialect of 2020-12.
//
// Printed by `tidemark schema baseline`, and installed. Unknown keys are errors, as they are to the
// reader.
#ifndef TIDEMARK_GATE_BASELINE_BASELINE_SCHEMA_H_
#define TIDEMARK_GATE_BASELINE_BASELINE_SCHEMA_H_

#include <string>

namespace tidemark::gate {

std::string BaselineJsonSchema();

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_BASELINE_BASELINE_SCHEMA_H_
