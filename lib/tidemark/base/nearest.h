// The candidate that a mistyped word most probably meant.
//
// Produced for error messages about unknown commands, options, formats and metrics.
// Threading: pure functions.
//
//   NearestMatch("repotr", {"report", "check"});  // "report"
//   DidYouMean("repotr", {"report", "check"});    // "; did you mean 'report'?"
#ifndef TIDEMARK_BASE_NEAREST_H_
#define TIDEMARK_BASE_NEAREST_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tidemark {

// The number of insertions, deletions, substitutions and swaps of neighbours that lead from `a` to
// `b` (optimal string alignment).
size_t EditDistance(absl::string_view a, absl::string_view b);

// The candidate of the smallest distance, the first of equals; empty when even that is too far away
// to be a slip of the fingers (more than a third of the longer word's letters, but two are always
// forgiven in a word of four or more). Case does not count.
std::string NearestMatch(absl::string_view word, const std::vector<std::string>& candidates);

// NearestMatch as the end of a message; empty when there is none.
std::string DidYouMean(absl::string_view word, const std::vector<std::string>& candidates);

}  // namespace tidemark

#endif  // TIDEMARK_BASE_NEAREST_H_
