// Which places and scopes a pattern of the user's means.
//
// Produced from --limit, from configurations and suppressions; consumed by whatever picks out usage.
//
// A pattern is a glob: `*` stands for any text, `?` for one character, all else for itself. It is
// tried against several names of one place, so that people can write what they see:
//   FILE  FILE:LINE  FILE:FUNCTION  FUNCTION  LABEL  and MODULE
// where FILE may leave out leading folders ("src/a.cc" is "/home/x/src/a.cc", but not "xsrc/a.cc").
// FUNCTION may be given without its parameters. A scope is named by its path, outermost first
// ("train/step"), or by the innermost of its names ("step").
//
// Threading: pure functions. Cost: O(pattern * text) at worst; no recursion.
#ifndef TIDEMARK_GATE_SITES_PATTERN_H_
#define TIDEMARK_GATE_SITES_PATTERN_H_

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/base/glob.h"

namespace tidemark::gate {

using tidemark::GlobMatches;

bool SiteMatches(absl::string_view pattern, const analysis::SiteReport& site);

bool ScopeMatches(absl::string_view pattern, absl::string_view path);

// Whether `path` is that of `scope` or of one within it.
bool IsWithin(absl::string_view path, absl::string_view scope);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_SITES_PATTERN_H_
