// A check's result for people and for the log of a build.
//
// Consumes a CheckResult; its consumer is the reader of a build log.
// Threading: pure function. Equal results give equal bytes.
//
//   FAIL  run.json: peak_bytes is 152 MiB (159383552 B), 88 MiB (92274688 B) over the limit, +138%
//         limit: peak_bytes <= 64MiB (64 MiB (67108864 B)), set by --limit
//            95.4 MiB  image_pipeline.cc:23  load
//         see: tidemark report run.json
#ifndef TIDEMARK_GATE_FORMATS_TEXT_H_
#define TIDEMARK_GATE_FORMATS_TEXT_H_

#include <string>

#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

// How many findings are shown; the rest is counted.
inline constexpr size_t kMaxFindingsInText = 20;

// Failures and what was not judged named as such; passes one line each; a line of summary last.
// Names out of traces are cleaned; without `unicode` the text is ASCII.
std::string CheckText(const CheckResult& result, const FormatOptions& options);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_TEXT_H_
