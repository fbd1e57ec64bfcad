// Reads a binary trace (.tmk), of one thread or many, closed in order or not.
//
// Produced by OpenTrace; consumed by the analysis and by the conversion of traces.
//
// Contract: as TraceReader. The headers of all chunks are read first, then the chunks in the order
// of time (FORMAT.md, "Order"). Messages read "FILE: byte OFFSET: found X, expected Y".
//
// - A damaged chunk, or bytes that are no chunk, are an error; with ReaderOptions::recover they are
//   skipped and counted, and the rest is read.
// - A file that ends in the middle of a chunk, or with zeros, is cut off and no error.
// - With the ring file of the same run, every chunk that is not in the file is read from there.
// - Kinds of event and keys that a later version wrote are skipped and counted.
//
// Memory: a chunk (64 KiB as a rule) of each thread that is active at the present time, 80 bytes a
//   chunk of the file, and a few blocks of events that are made ahead.
//
//   TIDEMARK_ASSIGN_OR_RETURN(auto file, OpenRandomAccess("run.tmk"));
//   TIDEMARK_ASSIGN_OR_RETURN(auto reader,
//                             BinaryReader::Open(std::move(file), /*ring=*/nullptr, "run.tmk"));
#ifndef TIDEMARK_TRACE_BINARY_BINARY_READER_H_
#define TIDEMARK_TRACE_BINARY_BINARY_READER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/trace/io/random_access.h"
#include "tidemark/trace/model/run_reader_internal.h"

namespace tidemark::trace {

class BinaryReader final : public RunReader {
 public:
  // True when a file that begins with `bytes` is a binary trace; 8 bytes suffice.
  static bool Recognizes(absl::string_view bytes);

  // `ring` is the ring file beside the trace or null; one of another run is not used. `name` is
  // what messages call the trace.
  static absl::StatusOr<std::unique_ptr<BinaryReader>> Open(std::unique_ptr<RandomAccess> file,
                                                            std::unique_ptr<RandomAccess> ring,
                                                            std::string name,
                                                            const ReaderOptions& options = {});
  ~BinaryReader() override;
  BinaryReader(const BinaryReader&) = delete;
  BinaryReader& operator=(const BinaryReader&) = delete;

 private:
  class Impl;
  explicit BinaryReader(std::unique_ptr<Impl> impl);

  absl::StatusOr<EventRun> MakeRun() override;

  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_BINARY_BINARY_READER_H_
