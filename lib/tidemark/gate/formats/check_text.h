// A check's result for people and for the log of a build.
//
// Consumes a CheckResult; its consumer is the reader of a build log.
// Threading: pure function. Equal results give equal bytes.
//
//   FAIL  run.json: peak_bytes is 152 MiB (159383552 B), 88 MiB (92274688 B) over the limit
//         limit: peak_bytes <= 64MiB
//            95.4 MiB  62%  image_pipeline.cc:23  load
//         see: tidemark report run.json
#ifndef TIDEMARK_GATE_FORMATS_CHECK_TEXT_H_
#define TIDEMARK_GATE_FORMATS_CHECK_TEXT_H_

#include <string>

#include "tidemark/gate/judge/check.h"

namespace tidemark::gate {

// Failures first named as such; passes one line each; a line of summary last. Names out of traces
// are cleaned; without `unicode` the text is ASCII.
std::string CheckText(const CheckResult& result, bool unicode);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_CHECK_TEXT_H_
