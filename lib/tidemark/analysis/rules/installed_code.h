// Which code the system installed, so that it is not the user's own.
//
// Decided by the path of a module as it was recorded; consumed by LeakJudge and the rules for heaps.
//
// Installed are the programs and libraries in the system's folders (/usr/bin, /lib, ...), and the
// interpreters and what comes with them wherever they are, as they are built into homes and images.
// /usr/local, /opt, homes, build trees and Python's site-packages are where people put what they
// work on; code of an unknown module may be anybody's.
//
// Threading: pure functions.
#ifndef TIDEMARK_ANALYSIS_RULES_INSTALLED_CODE_H_
#define TIDEMARK_ANALYSIS_RULES_INSTALLED_CODE_H_

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/report.h"

namespace tidemark::analysis {

bool IsInstalled(absl::string_view module);

// The place is an interpreter's own, or a line of its standard library: as a place is the innermost that
// is the program's, there is no line of the user's that it could be told at.
bool IsInterpreters(const SiteReport& place);

// The last part of a path.
absl::string_view ModuleName(absl::string_view module);

// The C library or the loader: where programs and threads begin.
bool IsCRuntime(absl::string_view module);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_INSTALLED_CODE_H_
