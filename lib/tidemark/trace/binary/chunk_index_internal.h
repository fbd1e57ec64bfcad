// Where the chunks of a binary trace lie, found by their headers alone.
//
// Produced by IndexChunks in one pass over the file that reads 64 bytes a chunk; consumed by
// BinaryReader.
//
// Memory: about 80 bytes a chunk, of which a recording makes one for some ten thousand events.
#ifndef TIDEMARK_TRACE_BINARY_CHUNK_INDEX_INTERNAL_H_
#define TIDEMARK_TRACE_BINARY_CHUNK_INDEX_INTERNAL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tidemark/trace/binary/chunk_format.h"
#include "tidemark/trace/io/random_access.h"

namespace tidemark::trace {

struct ChunkPlace {
  uint64_t offset = 0;   // of its payload
  bool in_ring = false;  // of the ring file, not of the trace
  ChunkHeader header;
};

// A stretch of the file that is no chunk.
struct DamagedRange {
  uint64_t offset = 0;
  uint64_t bytes = 0;
  std::string found;  // "17 bytes that are no chunk"
};

struct ChunkIndex {
  std::vector<ChunkPlace> chunks;  // in the order of the file
  std::vector<DamagedRange> damage;
  // The file ends in the middle of a chunk, or with zeros behind the last.
  bool cut_off = false;
};

// `max_chunk_bytes` bounds what a chunk may hold before compression.
absl::StatusOr<ChunkIndex> IndexChunks(RandomAccess* file, size_t max_chunk_bytes);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_BINARY_CHUNK_INDEX_INTERNAL_H_
