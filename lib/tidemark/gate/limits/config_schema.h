// The JSON Schema of tidemark.json (config.h), in the dialect of 2020-12, for editors that complete and
// check what is written.
//
// Printed by `tidemark schema config`, and installed. Unknown keys are errors, as they are to the
// reader.
#ifndef TIDEMARK_GATE_LIMITS_CONFIG_SCHEMA_H_
#define TIDEMARK_GATE_LIMITS_CONFIG_SCHEMA_H_

#include <string>

namespace tidemark::gate {

std::string ConfigJsonSchema();

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_LIMITS_CONFIG_SCHEMA_H_
