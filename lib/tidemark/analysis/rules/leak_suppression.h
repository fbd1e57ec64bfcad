// What the user says about memory that is live at the end of a trace: these are no leaks.
//
// Read from files of LeakSanitizer's format by the command; consumed by LeakJudge.
//
// A file has one suppression a line, `leak:PATTERN`; lines that begin with # and empty ones say
// nothing, and those of other sanitizers' kinds (race:, signal:, ...) are not for leaks and are
// left out. A pattern is searched for in the function, the source file and the module of each frame
// of a stack, and in the file, function and label of a site: `*` stands for any text, `^` at the
// beginning and `$` at the end for the beginning and the end of the name.
//
// Errors: InvalidArgument, "my.supp:3: ...".
// Threading: pure functions.
//
//   TIDEMARK_ASSIGN_OR_RETURN(LeakSuppressionFile file, ParseLeakSuppressions(text, "my.supp"));
//   options.leak_suppressions.own = std::move(file.suppressions);
#ifndef TIDEMARK_ANALYSIS_RULES_LEAK_SUPPRESSION_H_
#define TIDEMARK_ANALYSIS_RULES_LEAK_SUPPRESSION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tidemark::analysis {

struct LeakSuppression {
  std::string pattern;  // as written
  std::string source;   // where it was read: "my.supp:3"
};

struct LeakSuppressions {
  bool builtin = true;  // also those of BuiltinSuppressions(), and installed code
  std::vector<LeakSuppression> own;
};

struct LeakSuppressionFile {
  std::vector<LeakSuppression> suppressions;
  int64_t other_kinds = 0;     // lines that are about something else than leaks
  std::string first_of_other;  // "my.supp:7: race"; empty without
};

// `name`: of the file, for messages.
absl::StatusOr<LeakSuppressionFile> ParseLeakSuppressions(absl::string_view text,
                                                          absl::string_view name);

// Whether a pattern as above is found in a name. Nothing is found in an empty name.
bool SuppressionMatches(absl::string_view pattern, absl::string_view name);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_LEAK_SUPPRESSION_H_
