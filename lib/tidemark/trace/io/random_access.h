// Bytes that can be read at any offset: a file, or what came through a pipe.
//
// Produced by the functions below; consumed by BinaryReader, which reads the headers of all chunks
// first and the chunks themselves in the order of time.
//
// Threading: one thread at a time. Errors name the file.
//
//   TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccess> file, OpenRandomAccess("run.tmk"));
//   TIDEMARK_RETURN_IF_ERROR(file->Read(4096, buffer, 64));
#ifndef TIDEMARK_TRACE_IO_RANDOM_ACCESS_H_
#define TIDEMARK_TRACE_IO_RANDOM_ACCESS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tidemark/trace/io/byte_source.h"

namespace tidemark::trace {

class RandomAccess {
 public:
  virtual ~RandomAccess() = default;

  // As it was at the start.
  virtual uint64_t size() const = 0;

  // Reads exactly `count` bytes; the range must lie within size(). DataLoss when the file has
  // become shorter.
  virtual absl::Status Read(uint64_t offset, uint8_t* into, size_t count) = 0;
};

// Opens a regular file. FailedPrecondition for any other (a pipe, a directory, standard input).
absl::StatusOr<std::unique_ptr<RandomAccess>> OpenRandomAccess(const std::string& path);

// The first `size` bytes of the open file `fd`, which it owns.
std::unique_ptr<RandomAccess> AccessFile(int fd, uint64_t size, std::string name);

// Reads `source` to its end into a file without a name (spool_file.h). `name` is for messages.
absl::StatusOr<std::unique_ptr<RandomAccess>> Spool(ByteSource* source, const std::string& name);

// Bytes in memory, which it owns.
std::unique_ptr<RandomAccess> InMemory(std::string bytes);

// The first `size` bytes of a file, in order. Owns the file.
std::unique_ptr<ByteSource> ReadPrefix(std::unique_ptr<RandomAccess> file, uint64_t size);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_IO_RANDOM_ACCESS_H_
