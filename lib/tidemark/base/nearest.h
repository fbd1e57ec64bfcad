// "Did you mean" suggestions by edit distance.
//
// Used in error messages about unknown commands, options, formats and metrics.
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

// The optimal string alignment distance: insertions, deletions, substitutions and transpositions of
// adjacent letters.
size_t EditDistance(absl::string_view a, absl::string_view b);

// The candidate of the smallest distance, the first of equals; empty when the distance exceeds a
// third of the longer word's length (a distance of two is always accepted from four letters on).
// Case-insensitive.
std::string NearestMatch(absl::string_view word, const std::vector<std::string>& candidates);

// NearestMatch as a suffix for a message; empty when there is none.
std::string DidYouMean(absl::string_view word, const std::vector<std::string>& candidates);

}  // namespace tidemark

#endif  // TIDEMARK_BASE_NEAREST_H_
