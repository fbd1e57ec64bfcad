// Advice in the words of NumPy, for findings whose place is a line of Python.
//
// Used by FindingCollector, where a rule's own words speak of C++.
#ifndef TIDEMARK_ANALYSIS_RULES_NUMPY_ADVICE_H_
#define TIDEMARK_ANALYSIS_RULES_NUMPY_ADVICE_H_

#include "absl/strings/string_view.h"

namespace tidemark::analysis {

// Whether a place is a line of Python.
bool IsPython(absl::string_view file);

// Of the rule with that name; "" where its own words will do.
absl::string_view NumpyAdvice(absl::string_view rule);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_NUMPY_ADVICE_H_
