// How many bytes of traces this process has read so far, as they lie in files: for whoever shows how
// far a long read is.
//
// Counted by everything that reads traces; consumed by the command's progress line. Of the process, as
// that line is, so that no reader has to be told of it.
//
// Threading: any. A file that is read twice counts twice.
//
//   const uint64_t before = ReadBytes();
//   ... Analyze(path) ...
//   const uint64_t read = ReadBytes() - before;
#ifndef TIDEMARK_TRACE_IO_READ_BYTES_H_
#define TIDEMARK_TRACE_IO_READ_BYTES_H_

#include <atomic>
#include <cstdint>

namespace tidemark::trace {

namespace internal {
inline std::atomic<uint64_t> read_bytes{0};
}  // namespace internal

inline uint64_t ReadBytes() { return internal::read_bytes.load(std::memory_order_relaxed); }

inline void CountReadBytes(uint64_t bytes) {
  internal::read_bytes.fetch_add(bytes, std::memory_order_relaxed);
}

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_IO_READ_BYTES_H_
