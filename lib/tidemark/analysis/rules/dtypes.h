// Which numbers the types of elements hold, by NumPy's short codes.
//
// Used by the rules that ask whether a type is wide enough, or wider than need be.
//
// Threading: pure functions.
#ifndef TIDEMARK_ANALYSIS_RULES_DTYPES_H_
#define TIDEMARK_ANALYSIS_RULES_DTYPES_H_

#include "absl/strings/string_view.h"

namespace tidemark::analysis {

// Whether every value of `narrow` is one of `wide`. False where either is unknown.
bool HoldsAll(absl::string_view wide, absl::string_view narrow);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_DTYPES_H_
