// The JSON Schemas of what `tidemark check`, `diff` and `fit` write as JSON (json.h, diff_text.h,
// fit_json.h), in the dialect of 2020-12.
//
// Printed by `tidemark schema NAME`, and installed. Keys that they do not
// know are allowed: the documents may get more of them.
#ifndef TIDEMARK_GATE_FORMATS_RESULT_SCHEMAS_H_
#define TIDEMARK_GATE_FORMATS_RESULT_SCHEMAS_H_

#include <string>

namespace tidemark::gate {

std::string CheckJsonSchema();
std::string DiffJsonSchema();
std::string FitJsonSchema();

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_RESULT_SCHEMAS_H_
