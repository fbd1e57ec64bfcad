// Which operations make each element of their result from the elements at its place, so that the result
// may take the place of an operand.
//
// By NumPy's names. Used by the rules about operands. Threading: a pure function.
#ifndef TIDEMARK_ANALYSIS_RULES_ELEMENTWISE_OPERATIONS_H_
#define TIDEMARK_ANALYSIS_RULES_ELEMENTWISE_OPERATIONS_H_

#include "absl/strings/string_view.h"

namespace tidemark::analysis {

// False of a name that is not known.
bool IsElementwise(absl::string_view operation);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_ELEMENTWISE_OPERATIONS_H_
