#include <algorithm>
#include <cstring>
#include <utility>

#include "tidemark/base/status.h"
#include "tidemark/trace/heaptrack/recording_lines_internal.h"

namespace tidemark::trace {

RecordingLines::RecordingLines(std::unique_ptr<ByteSource> source, size_t read_bytes)
    : source_(std::move(source)),
      read_bytes_(std::max<size_t>(read_bytes, 1)),
      buffer_(2 * read_bytes_) {}

absl::StatusOr<RecordingLines::Outcome> RecordingLines::Next() {
  size_t looked_at = 0;
  while (true) {
    const char* const from = buffer_.data() + begin_;
    const size_t there = end_ - begin_;
    const void* const found = std::memchr(from + looked_at, '\n', there - looked_at);
    if (found != nullptr) {
      line_ = {from, static_cast<size_t>(static_cast<const char*>(found) - from)};
      begin_ += line_.size() + 1;
      ++number_;
      return line_.size() > kMaxLineBytes ? Outcome::kTooLong : Outcome::kLine;
    }
    if (there > kMaxLineBytes) return PassOver();
    looked_at = there;
    TIDEMARK_ASSIGN_OR_RETURN(const bool more, Fill());
    if (more) continue;
    if (there == 0 && !source_->cut_off()) return Outcome::kEnd;
    ++number_;
    return Outcome::kCut;
  }
}

absl::StatusOr<RecordingLines::Outcome> RecordingLines::PassOver() {
  ++number_;
  line_ = {};
  while (true) {
    const char* const from = buffer_.data() + begin_;
    const void* const found = std::memchr(from, '\n', end_ - begin_);
    if (found != nullptr) {
      begin_ += static_cast<size_t>(static_cast<const char*>(found) - from) + 1;
      return Outcome::kTooLong;
    }
    begin_ = end_ = 0;
    TIDEMARK_ASSIGN_OR_RETURN(const bool more, Fill());
    if (!more) return Outcome::kTooLong;
  }
}

absl::StatusOr<bool> RecordingLines::Fill() {
  if (buffer_.size() - end_ < read_bytes_) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    // Only half full, or the next round would move nearly all of it for one read.
    if (buffer_.size() < 2 * end_ + read_bytes_) buffer_.resize(2 * buffer_.size());
  }
  TIDEMARK_ASSIGN_OR_RETURN(const size_t read, source_->Read(buffer_.data() + end_, read_bytes_));
  end_ += read;
  return read > 0;
}

}  // namespace tidemark::trace
