// What the C and C++ runtimes, the loader and interpreters keep to the end of every process.
//
// A table that LeakJudge consults and `tidemark suppressions` lists.
//
// A row applies to a block if one of its functions made it, for whatever code of the user's called
// that function: only frames further in than the user's own are looked at. So a row must name what
// never hands out memory that its caller has to free. Functions are named as a stripped library
// still names them (its dynamic symbols), and by names of debug info where there is no such one.
//
// Threading: constants.
#ifndef TIDEMARK_ANALYSIS_RULES_BUILTIN_SUPPRESSIONS_H_
#define TIDEMARK_ANALYSIS_RULES_BUILTIN_SUPPRESSIONS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tidemark::analysis {

struct BuiltinSuppression {
  absl::string_view name;       // "stdio buffers"
  absl::string_view reason;     // a sentence
  absl::string_view modules;    // globs for the file's name, separated by spaces
  absl::string_view functions;  // globs, separated by spaces
  // Not what the function allocates itself, which its caller has to free, but what functions that
  // it calls in its own library keep.
  bool only_what_it_calls = false;
};

absl::Span<const BuiltinSuppression> BuiltinSuppressions();

// The rule beside the table, in the same words: what is made by installed code alone.
extern const BuiltinSuppression kInstalledCode;

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_BUILTIN_SUPPRESSIONS_H_
