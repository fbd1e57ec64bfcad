// Makes one file of a trace whose program was killed and of the ring file beside it.
//
// Used by `tidemark recover`, and by `tidemark run` when the program has ended by a signal.
//
// Threading: one thread. Errors: in the result; in place, the trace stays as it is then.
//
//   const RecoverResult result = RecoverTrace("run.tmk", "");
//   if (!result.status.ok()) PrintError(result.status.message());
#ifndef TIDEMARK_TOOLS_TIDEMARK_RECOVER_TRACE_H_
#define TIDEMARK_TOOLS_TIDEMARK_RECOVER_TRACE_H_

#include <string>

#include "absl/status/status.h"
#include "tidemark/exit_code.h"
#include "tidemark/trace/model/trace_reader.h"

namespace tidemark::cli {

struct RecoverResult {
  absl::Status status;
  ExitCode exit_code = ExitCode::kOk;
  trace::ReaderStats stats;
};

// Writes the whole to `output`, or in the place of the trace where that is empty, and then removes
// the ring file.
RecoverResult RecoverTrace(const std::string& trace, const std::string& output);

// Whether a process is still recording to the ring file.
bool IsBeingRecorded(const std::string& slot_file_path);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_RECOVER_TRACE_H_
