// Copies a trace event by event into a file that appears only when it is whole.
//
// Consumed by the verbs convert and recover.
//
// The copy is written beside its destination under another name and takes the destination's place
// at the end; after a failure nothing is left and an older file is unchanged. A destination
// that is no regular file (a pipe, /dev/null) is written in place.
// Memory: bounded, whatever the size of the trace. Threading: one thread.
//
//   const CopyResult result = CopyTrace(reader.get(), "run.tmk");
//   if (!result.status.ok()) ... result.exit_code tells whose fault it is
#ifndef TIDEMARK_TOOLS_TIDEMARK_COPY_TRACE_H_
#define TIDEMARK_TOOLS_TIDEMARK_COPY_TRACE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "tidemark/exit_code.h"
#include "tidemark/trace/reader.h"

namespace tidemark::cli {

struct CopyResult {
  absl::Status status;
  ExitCode exit_code = ExitCode::kOk;  // kUnreadable: the source's fault; kUsage: the output's
};

using EventSink = std::function<absl::Status(const trace::Event&)>;
// Hands to the sink what is written in the place of an event.
using EventChange = std::function<absl::Status(const trace::Event&, const EventSink&)>;

// `approve`, if given, is asked once all has been read and written; its error keeps the copy from
// taking its place. Without `change` the events are written as they are.
CopyResult CopyTrace(trace::TraceReader* reader, const std::string& destination,
                     const std::function<absl::Status()>& approve = nullptr,
                     const EventChange& change = nullptr);

// True when both paths name one file.
bool IsSameFile(const std::string& a, const std::string& b);

// InvalidArgument where a ring file lies beside `destination`: readers would take it for a part of
// what is written there.
absl::Status CheckNoRingBeside(const std::string& destination);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_COPY_TRACE_H_
