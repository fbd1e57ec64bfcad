// Reads the ring file that a killed program left beside its trace.
//
// Consumes what ring_layout.h describes; its consumers are the readers of interrupted traces.
//
// Ownership: a snapshot owns nothing of the file: the bytes of a slot are read when needed.
// Errors: an invalid ring file is InvalidArgument; an invalid slot is left out.
#ifndef TIDEMARK_TRACE_BINARY_SLOT_FILE_READER_H_
#define TIDEMARK_TRACE_BINARY_SLOT_FILE_READER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tidemark/trace/binary/chunk_format.h"
#include "tidemark/trace/io/random_access.h"

namespace tidemark::trace {

// What a slot holds: the start of its records in the ring file, and the header that they would
// have as a chunk (not compressed, without a checksum).
struct SlotSnapshot {
  uint64_t offset = 0;
  ChunkHeader header;
};

struct SlotFileSnapshot {
  bool of_binary_trace = false;
  uint64_t run_id = 0;
  uint32_t pid = 0;
  // Of a JSON trace: how much of the file is good, and up to which time it holds everything.
  // Nothing has been written yet where valid_bytes is 0; watermark is -1 then.
  uint64_t valid_bytes = 0;
  int64_t watermark = -1;
  std::vector<SlotSnapshot> slots;
};

// Where the ring of a trace lies: "run.tmk.ring".
std::string SlotFilePath(const std::string& trace_path);

// `name` is for messages.
absl::StatusOr<SlotFileSnapshot> ReadSlotFile(RandomAccess* ring, const std::string& name);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_BINARY_SLOT_FILE_READER_H_
