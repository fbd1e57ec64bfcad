// A byte source with a buffer in front of it, so that bytes can be peeked at.
//
// Produced by Decompress, which peeks at the first bytes; consumed by the decompressors.
#ifndef TIDEMARK_TRACE_IO_BUFFERED_INPUT_INTERNAL_H_
#define TIDEMARK_TRACE_IO_BUFFERED_INPUT_INTERNAL_H_

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/io/byte_source.h"

namespace tidemark::trace {

class BufferedInput {
 public:
  explicit BufferedInput(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)), buffer_(kBytes) {}

  // What has been read and not been taken.
  absl::string_view available() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void Take(size_t bytes) {
    begin_ += bytes;
    taken_ += bytes;
  }

  // Bytes taken so far.
  size_t offset() const { return taken_; }
  // True once the source has no more to give; something may still be available.
  bool at_end() const { return at_end_; }

  // Reads more, behind what is available.
  absl::Status Fill() {
    if (begin_ > 0) {
      std::copy(buffer_.begin() + static_cast<ptrdiff_t>(begin_),
                buffer_.begin() + static_cast<ptrdiff_t>(end_), buffer_.begin());
      end_ -= begin_;
      begin_ = 0;
    }
    if (at_end_ || end_ == buffer_.size()) return absl::OkStatus();
    TIDEMARK_ASSIGN_OR_RETURN(const size_t read,
                              source_->Read(buffer_.data() + end_, buffer_.size() - end_));
    end_ += read;
    at_end_ = read == 0;
    return absl::OkStatus();
  }

  void Cancel() { source_->Cancel(); }

  // What is left in the buffer first, then straight from the source.
  absl::StatusOr<size_t> Read(char* into, size_t size) {
    if (available().empty()) return source_->Read(into, size);
    const size_t part = std::min(size, available().size());
    std::copy_n(available().data(), part, into);
    Take(part);
    return part;
  }

 private:
  static constexpr size_t kBytes = size_t{128} << 10;

  std::unique_ptr<ByteSource> source_;
  std::vector<char> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
  size_t taken_ = 0;
  bool at_end_ = false;
};

// The decompressors; `name` is for messages.
std::unique_ptr<ByteSource> NewGzipSource(BufferedInput input, std::string name);
std::unique_ptr<ByteSource> NewZstdSource(BufferedInput input, std::string name);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_IO_BUFFERED_INPUT_INTERNAL_H_
