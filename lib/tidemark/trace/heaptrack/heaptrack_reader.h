// Reads a recording of heaptrack, interpreted or raw, as if it were a trace.
//
// Produced by OpenTrace; consumed by the analysis and by the conversion of traces. What the lines of
// a recording are, and which events they become, is said in HEAPTRACK.md.
//
// Contract: as TraceReader. Messages read "FILE:LINE:COLUMN: found X, expected Y"; lines and columns
// begin at 1, columns count bytes.
//
// - Blocks are buffers with ids, in the order of their allocation. A free of memory that the
//   recording does not know was allocated before it began: there is no event for it.
// - A last line without a line end is cut off, and so is a compressed file that ends too early:
//   ReaderStats::cut_off, and no `end`. Neither is there one in an interpreted recording without the
//   comments that interpreting ends with.
// - With ReaderOptions::recover, bad lines are skipped and counted, and corrupt compressed data ends
//   the recording as if it were cut off there.
//
// Memory: the longest line (16 MiB), the stacks, and some 16 bytes a live block.
//
//   HeaptrackReader reader(std::move(source), "heaptrack.ls.7.zst", {.recover = true});
#ifndef TIDEMARK_TRACE_HEAPTRACK_HEAPTRACK_READER_H_
#define TIDEMARK_TRACE_HEAPTRACK_HEAPTRACK_READER_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "tidemark/trace/io/byte_source.h"
#include "tidemark/trace/model/trace_reader.h"

namespace tidemark::trace {

class HeaptrackReader final : public TraceReader {
 public:
  static constexpr size_t kReadBytes = size_t{256} << 10;
  // As many bytes as Recognizes() wants to see.
  static constexpr size_t kFirstBytes = 40;

  // Whether a file of these first bytes, decompressed, is a recording of heaptrack.
  static bool Recognizes(absl::string_view first_bytes);

  // `name` is what messages call the file. The source is read `read_bytes` at a time.
  HeaptrackReader(std::unique_ptr<ByteSource> source, std::string name,
                  const ReaderOptions& options, size_t read_bytes = kReadBytes);
  ~HeaptrackReader() override;
  HeaptrackReader(const HeaptrackReader&) = delete;
  HeaptrackReader& operator=(const HeaptrackReader&) = delete;

  absl::StatusOr<const Event*> Next() override;
  const ReaderStats& stats() const override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_HEAPTRACK_HEAPTRACK_READER_H_
