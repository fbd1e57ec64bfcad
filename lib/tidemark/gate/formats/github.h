// A check's result as workflow commands of GitHub Actions: annotations at lines of the changed files.
//
// Consumes a CheckResult; its consumer is the runner, which reads them out of a step's log.
//
// Written are the failures, the largest first, what was not judged, and the traces that were refused;
// of each level at most kMaxAnnotations, since the service shows ten; a last line counts the rest.
// Of names, control and invisible characters come out as U+FFFD, since the log shows them raw; line
// breaks, `%`, and in properties `:` and `,` are escaped and come back exactly.
//
// Threading: pure function. Equal results give equal bytes.
//
//   ::error file=src/load.cc,line=23,title=pipeline%3A peak_bytes <= 64MiB::peak_bytes is ...%0Alimit: ...
#ifndef TIDEMARK_GATE_FORMATS_GITHUB_H_
#define TIDEMARK_GATE_FORMATS_GITHUB_H_

#include <cstddef>
#include <string>

#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

inline constexpr size_t kMaxAnnotations = 50;

std::string GithubText(const CheckResult& result, const FormatOptions& options);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_GITHUB_H_
