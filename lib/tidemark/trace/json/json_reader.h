// Reads a trace of JSON: one object a line, or one document around them all.
//
// Produced by OpenTrace; consumed by the analysis and by the conversion of traces.
//
// Contract: as TraceReader. Messages read "FILE:LINE:COLUMN: found X, expected Y"; lines and
// columns begin at 1, columns count bytes and point at the offending value or key, or at the
// object where a key is missing.
//
// - Unknown keys are ignored, but must be JSON. Of a key that occurs twice the last counts.
// - "kind", "reason", "dtype" and "op" are taken as they are, known or not.
// - A last line without a line end that is the beginning of an object, or that only zeros
//   follow, is cut off, as is a document that does not close: ReaderStats::cut_off, and no error.
//   So is the end of a compressed file that is not its end.
// - With ReaderOptions::recover, corrupt compressed data ends the trace as if it were cut off
// there.
//
// Memory: a few blocks (BlockPipeline) of `read_bytes` and their events, or of the longest object.
//
//   JsonReader reader(std::move(source), "run.json", {.recover = true});
#ifndef TIDEMARK_TRACE_JSON_JSON_READER_H_
#define TIDEMARK_TRACE_JSON_JSON_READER_H_

#include <cstddef>
#include <memory>
#include <string>

#include "tidemark/trace/io/byte_source.h"
#include "tidemark/trace/model/run_reader_internal.h"

namespace tidemark::trace {

class JsonReader final : public RunReader {
 public:
  static constexpr size_t kReadBytes = size_t{128} << 10;

  // `name` is what messages call the file. The source is read `read_bytes` at a time.
  JsonReader(std::unique_ptr<ByteSource> source, std::string name, const ReaderOptions& options,
             size_t read_bytes = kReadBytes);
  ~JsonReader() override;
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

 private:
  class Impl;

  absl::StatusOr<EventRun> MakeRun() override;

  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_JSON_READER_H_
