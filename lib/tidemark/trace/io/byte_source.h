// Where the bytes of a trace come from: a file or standard input, decompressed on the way.
//
// Produced by OpenByteSource; consumed by the readers of either encoding.
//
// Memory: a fixed buffer, and what the decompressor needs.
// Threading: one thread at a time, but for Cancel().
// Errors: NotFound, PermissionDenied, ... where the file cannot be opened; DataLoss where
//   compressed data is corrupt, with the offset in the compressed file. Whatever was decompressed
//   before the fault is returned first. A compressed stream that ends early is no error: cut_off().
//
//   TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source, OpenByteSource("run.json.gz"));
//   TIDEMARK_ASSIGN_OR_RETURN(size_t read, source->Read(buffer, sizeof(buffer)));
#ifndef TIDEMARK_TRACE_IO_BYTE_SOURCE_H_
#define TIDEMARK_TRACE_IO_BYTE_SOURCE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace tidemark::trace {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Reads up to `size` bytes (size > 0) and returns how many there were: 0 only at the end.
  virtual absl::StatusOr<size_t> Read(char* into, size_t size) = 0;

  // True once the end has come in the middle of a compressed stream.
  virtual bool cut_off() const { return false; }

  // Ends a Read that waits for a pipe or terminal, and every later one, with an error. Any thread;
  // for whoever has a thread that reads ahead and wants to be rid of it.
  virtual void Cancel() {}
};

// Opens `path`, or standard input for "-". Compression (gzip, also of several members; zstd, also
// of several frames) is detected from the first bytes.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenByteSource(const std::string& path);

// Decompresses `raw` if its first bytes say so. `name` is for messages.
absl::StatusOr<std::unique_ptr<ByteSource>> Decompress(std::unique_ptr<ByteSource> raw,
                                                       const std::string& name);

// What messages call `path`.
std::string SourceName(const std::string& path);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_IO_BYTE_SOURCE_H_
