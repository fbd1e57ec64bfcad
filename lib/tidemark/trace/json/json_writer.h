// Writes a trace as NDJSON: one object a line, plain or compressed.
//
// Produced by CreateTrace; consumed by the recorder and by the conversion of traces.
//
// Lines are gathered in a buffer and go to the sink 64 KiB at a time.
// Errors: as TraceWriter; also InvalidArgument for a TraceHead::capture_json that is no JSON
// object.
//
//   TIDEMARK_ASSIGN_OR_RETURN(auto sink, OpenByteSink("run.ndjson", Compression::kNone));
//   JsonWriter writer(std::move(sink));
#ifndef TIDEMARK_TRACE_JSON_JSON_WRITER_H_
#define TIDEMARK_TRACE_JSON_JSON_WRITER_H_

#include <memory>
#include <string>

#include "tidemark/trace/io/byte_sink.h"
#include "tidemark/trace/model/trace_writer.h"

namespace tidemark::trace {

class JsonWriter final : public TraceWriter {
 public:
  explicit JsonWriter(std::unique_ptr<ByteSink> sink);
  // Closes and discards the error, if any: call Close().
  ~JsonWriter() override;
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  absl::Status Write(const Event& event) override;
  absl::Status Flush() override;
  absl::Status Close() override;

 private:
  // Hands the gathered lines to the sink.
  absl::Status Drain();

  std::unique_ptr<ByteSink> sink_;
  std::string lines_;
  absl::Status status_;
  bool closed_ = false;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_JSON_WRITER_H_
