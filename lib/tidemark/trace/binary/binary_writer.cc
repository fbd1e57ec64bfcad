#include "tidemark/trace/binary/binary_writer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"

namespace tidemark::trace {
namespace {

constexpr int kChunkZstdLevel = 3;

absl::string_view AsText(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

BinaryWriter::BinaryWriter(std::unique_ptr<ByteSink> sink)
    : sink_(std::move(sink)), compressor_(kChunkZstdLevel), records_(kChunkBytes) {
  encoder_.Start(records_.data(), records_.data() + records_.size(), 0, 0);
  uint8_t header[kFileHeaderBytes];
  EncodeFileHeader({.in_file_order = true}, header);
  status_ = sink_->Append(AsText(header, sizeof(header)));
}

BinaryWriter::~BinaryWriter() { Close().IgnoreError(); }

absl::Status BinaryWriter::Write(const Event& event) {
  if (status_.ok() && closed_) {
    status_ = absl::FailedPreconditionError("the trace is already closed");
  }
  if (status_.ok()) status_ = Append(event);
  return status_;
}

absl::Status BinaryWriter::Append(const Event& event) {
  if (encoder_.Append(event)) return absl::OkStatus();
  TIDEMARK_RETURN_IF_ERROR(EndChunk(RecordEncoder::MaxBytes(event)));
  encoder_.Append(event);  // there is room now
  if (encoder_.size() > kMaxOrderedChunkBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "found an event of ", encoder_.size(), " bytes, expected at most ", kMaxOrderedChunkBytes));
  }
  // A chunk that was made large for this event is its own.
  return records_.size() > kChunkBytes ? EndChunk(0) : absl::OkStatus();
}

absl::Status BinaryWriter::EndChunk(size_t bytes) {
  if (encoder_.size() > 0) {
    const uint8_t* chunk = nullptr;
    const size_t size = compressor_.Encode(
        {.sequence = sequence_++, .last_time = encoder_.last_time(), .records = encoder_.records()},
        records_.data(), encoder_.size(), &chunk);
    if (size == 0) return absl::ResourceExhaustedError("there is no memory to compress a chunk");
    TIDEMARK_RETURN_IF_ERROR(sink_->Append(AsText(chunk, size)));
  }
  const size_t room = std::max(bytes, kChunkBytes);
  if (room != records_.size()) {
    records_ = {};
    records_.resize(room);
  }
  encoder_.Start(records_.data(), records_.data() + records_.size(), 0, 0);
  return absl::OkStatus();
}

absl::Status BinaryWriter::Flush() {
  if (status_.ok() && !closed_) status_ = EndChunk(0);
  if (status_.ok() && !closed_) status_ = sink_->Flush();
  return status_;
}

absl::Status BinaryWriter::Close() {
  if (closed_) return status_;
  if (status_.ok()) status_ = EndChunk(0);
  closed_ = true;
  const absl::Status sink_status = sink_->Close();
  if (status_.ok()) status_ = sink_status;
  return status_;
}

}  // namespace tidemark::trace
