// Where the slot file of a trace lies: beside it, or in a folder that is better at shared mappings.
//
// Consumed by Recording. Network file systems write a shared mapping back page by page, and a crash
// of the program is survived by /dev/shm as well. Where the file does not lie beside its trace, a
// symbolic link there leads readers to it.
//
// Threading: any thread. Errors: none; without a better place it is the one beside the trace.
#ifndef TIDEMARK_RECORD_BUFFER_SLOT_FILE_PLACE_H_
#define TIDEMARK_RECORD_BUFFER_SLOT_FILE_PLACE_H_

#include <string>

namespace tidemark::record {

// The folder for the slot file of the trace at `trace_path`; "" for the trace's own. `wanted` is
// what the user asked for, or "".
std::string SlotFileFolder(const std::string& trace_path, const std::string& wanted);

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_SLOT_FILE_PLACE_H_
