// The part of a byte source that has been read and not been consumed, in one piece of memory.
//
// Produced over a ByteSource; consumed by those who cut the text up in place.
//
// Memory: grows to hold what its user leaves unconsumed, and one read more.
// Ownership: text() is valid until the next Fill. Behind it kDecoderPadding bytes are readable.
#ifndef TIDEMARK_TRACE_JSON_READ_WINDOW_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_READ_WINDOW_INTERNAL_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/io/byte_source.h"
#include "tidemark/trace/json/event_decoder_internal.h"

namespace tidemark::trace {

class ReadWindow {
 public:
  // Reads `read_bytes` at a time.
  ReadWindow(std::unique_ptr<ByteSource> source, size_t read_bytes)
      : source_(std::move(source)),
        read_bytes_(std::max<size_t>(read_bytes, 1)),
        buffer_(2 * read_bytes_ + kDecoderPadding) {}

  absl::string_view text() const { return {buffer_.data() + begin_, end_ - begin_}; }

  void Consume(size_t bytes) { begin_ += bytes; }

  // Puts more behind text(), which may move; false at the end of the source.
  absl::StatusOr<bool> Fill() {
    MakeRoom();
    TIDEMARK_ASSIGN_OR_RETURN(const size_t read, source_->Read(buffer_.data() + end_, read_bytes_));
    end_ += read;
    return read > 0;
  }

  const ByteSource& source() const { return *source_; }

  // On any thread: see ByteSource.
  void Cancel() { source_->Cancel(); }

 private:
  void MakeRoom() {
    const size_t needed = read_bytes_ + kDecoderPadding;
    if (buffer_.size() - end_ >= needed) return;
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    // Only half full, or the next round would move nearly all of it for one read.
    if (buffer_.size() < 2 * end_ + needed) buffer_.resize(2 * buffer_.size() + needed);
  }

  std::unique_ptr<ByteSource> source_;
  const size_t read_bytes_;
  std::vector<char> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_READ_WINDOW_INTERNAL_H_
