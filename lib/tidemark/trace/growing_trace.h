// Opens a trace that a program is recording at this moment: what there is of it.
//
// Consumes the trace and the ring file beside it, both of which grow and change meanwhile; its consumer
// is `tidemark live`. The program is not asked and does not wait: its files are read, and nothing else.
//
// The ring file is copied first, slot by slot: a slot that is given to another chunk while it is copied is
// left out, since what it held is in the trace by then, which is opened afterwards. The events of one
// moment are there but for what happened in the milliseconds of the copy. Without a ring file, as of a trace
// that is complete, this is OpenTrace.
//
// Memory: the ring file's size besides the reader's. Threading and errors: as OpenTrace.
//
//   TIDEMARK_ASSIGN_OR_RETURN(auto reader, OpenGrowingTrace("run.tmk", {.recover = true}));
#ifndef TIDEMARK_TRACE_GROWING_TRACE_H_
#define TIDEMARK_TRACE_GROWING_TRACE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/io/random_access.h"
#include "tidemark/trace/model/trace_reader.h"

namespace tidemark::trace {

absl::StatusOr<std::unique_ptr<TraceReader>> OpenGrowingTrace(const std::string& path,
                                                              const ReaderOptions& options = {});

// A copy of a ring file that is in use, in which every slot is whole or empty. `name` is for messages.
absl::StatusOr<std::string> CopySlotFile(RandomAccess* ring, const std::string& name);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_GROWING_TRACE_H_
