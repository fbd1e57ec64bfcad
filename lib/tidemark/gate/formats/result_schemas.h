// The JSON Schemas of what `tidemark check` and `tidemark diff` write as JSON (json.h, diff_text.h), in
// the dialect of 2020-12.
//
// Printed by `tidemark schema check` and `tidemark schema diff`, and installed. Keys that they do not
// know are allowed: the documents may get more of them.
#ifndef TIDEMARK_GATE_FORMATS_RESULT_SCHEMAS_H_
#define TIDEMARK_GATE_FORMATS_RESULT_SCHEMAS_H_

#include <string>

namespace tidemark::gate {

std::string CheckJsonSchema();
std::string DiffJsonSchema();

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_RESULT_SCHEMAS_H_
