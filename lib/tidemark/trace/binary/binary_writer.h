// Writes a binary trace (.tmk) whose order is the order of the calls.
//
// Produced by CreateTrace; consumed by the conversion of traces, and by whoever has one sequence of
// events. (A recording program writes chunks of its own, one thread each: see RecordEncoder.)
//
// Memory: one chunk of 256 KiB before compression; more for a larger event.
// Errors: as TraceWriter; also InvalidArgument for an event that comes to over 20 MiB.
//
//   TIDEMARK_ASSIGN_OR_RETURN(auto sink, OpenByteSink("run.tmk", Compression::kNone));
//   BinaryWriter writer(std::move(sink));
#ifndef TIDEMARK_TRACE_BINARY_BINARY_WRITER_H_
#define TIDEMARK_TRACE_BINARY_BINARY_WRITER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "tidemark/trace/binary/chunk_format.h"
#include "tidemark/trace/binary/record_encoder.h"
#include "tidemark/trace/io/byte_sink.h"
#include "tidemark/trace/model/trace_writer.h"

namespace tidemark::trace {

class BinaryWriter final : public TraceWriter {
 public:
  static constexpr size_t kChunkBytes = size_t{256} << 10;

  explicit BinaryWriter(std::unique_ptr<ByteSink> sink);
  // Closes and discards the error, if any: call Close().
  ~BinaryWriter() override;
  BinaryWriter(const BinaryWriter&) = delete;
  BinaryWriter& operator=(const BinaryWriter&) = delete;

  absl::Status Write(const Event& event) override;
  absl::Status Flush() override;
  absl::Status Close() override;

 private:
  absl::Status Append(const Event& event);
  // Writes the chunk, if it holds anything, and starts the next with room for `bytes`.
  absl::Status EndChunk(size_t bytes);

  std::unique_ptr<ByteSink> sink_;
  ChunkCompressor compressor_;
  std::vector<uint8_t> records_;
  RecordEncoder encoder_;
  uint64_t sequence_ = 0;
  absl::Status status_;
  bool closed_ = false;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_BINARY_BINARY_WRITER_H_
