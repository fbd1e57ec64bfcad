// A check's result as a Code Quality report of GitLab, for its merge requests.
//
// Consumes a CheckResult; its consumer is a job's `artifacts: reports: codequality`.
//
// A JSON array without a byte order mark, of failures, of what was not judged and of refused traces.
// Fingerprints are unique in it, paths relative, lines at least 1.
//
// Threading: pure function. Equal results give equal bytes.
//
//   [{"description":"pipeline: peak_bytes is ...","check_name":"limit","fingerprint":"5f0c...",
//     "severity":"major","location":{"path":"src/load.cc","lines":{"begin":23}}}]
#ifndef TIDEMARK_GATE_FORMATS_GITLAB_H_
#define TIDEMARK_GATE_FORMATS_GITLAB_H_

#include <string>

#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

std::string GitlabText(const CheckResult& result, const FormatOptions& options);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_GITLAB_H_
