// Whether a text is as a pattern says: `*` stands for any text, `?` for one character, all else for
// itself.
//
// Consumed by what takes patterns from users: the gate's sites and scopes, suppressions of leaks.
//
// Threading: a pure function. Cost: O(pattern * text) at worst; no recursion.
#ifndef TIDEMARK_BASE_GLOB_H_
#define TIDEMARK_BASE_GLOB_H_

#include "absl/strings/string_view.h"

namespace tidemark {

bool GlobMatches(absl::string_view pattern, absl::string_view text);

}  // namespace tidemark

#endif  // TIDEMARK_BASE_GLOB_H_
