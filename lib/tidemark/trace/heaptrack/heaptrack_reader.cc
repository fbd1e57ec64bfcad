#include "tidemark/trace/heaptrack/heaptrack_reader.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/trace/heaptrack/recording_decoder_internal.h"
#include "tidemark/trace/heaptrack/recording_lines_internal.h"

namespace tidemark::trace {

class HeaptrackReader::Impl {
 public:
  Impl(std::unique_ptr<ByteSource> source, std::string name, const ReaderOptions& options,
       size_t read_bytes)
      : lines_(std::move(source), read_bytes), name_(std::move(name)), options_(options) {}

  absl::StatusOr<const Event*> Next() {
    while (true) {
      if (const Event* event = decoder_.NextEvent()) {
        ++stats_.events_read;
        return event;
      }
      if (!status_.ok()) return status_;
      if (ended_) return nullptr;
      ReadLine();
    }
  }

  const ReaderStats& stats() const { return stats_; }

 private:
  void ReadLine() {
    const absl::StatusOr<RecordingLines::Outcome> outcome = lines_.Next();
    if (!outcome.ok()) {
      status_ = outcome.status();
      if (!options_.recover || !absl::IsDataLoss(status_)) return;
      status_ = absl::OkStatus();
      Count(std::string{outcome.status().message()});
      End(/*cut_off=*/true);
      return;
    }
    switch (*outcome) {
      case RecordingLines::Outcome::kLine:
        Decode();
        break;
      case RecordingLines::Outcome::kTooLong:
        Reject(1, "found a line over 16 MiB, expected a shorter one");
        break;
      case RecordingLines::Outcome::kCut:
        End(/*cut_off=*/true);
        break;
      case RecordingLines::Outcome::kEnd:
        End(/*cut_off=*/false);
        break;
    }
  }

  void Decode() {
    switch (decoder_.Decode(lines_.line())) {
      case RecordingDecoder::Outcome::kDone:
        break;
      case RecordingDecoder::Outcome::kBad:
        Reject(decoder_.column(), decoder_.problem());
        break;
      case RecordingDecoder::Outcome::kUnsupported:
        status_ = absl::UnimplementedError(Message(decoder_.column(), decoder_.problem()));
        break;
    }
  }

  void End(bool cut_off) {
    ended_ = true;
    stats_.cut_off = cut_off;
    decoder_.End(/*whole=*/!cut_off);
  }

  void Reject(size_t column, absl::string_view problem) {
    std::string message = Message(column, problem);
    if (options_.recover) {
      Count(std::move(message));
    } else {
      status_ = absl::InvalidArgumentError(message);
    }
  }

  void Count(std::string message) {
    constexpr size_t kMessagesKept = 3;
    ++stats_.bad_lines_skipped;
    if (stats_.first_bad_lines.size() < kMessagesKept) {
      stats_.first_bad_lines.push_back(std::move(message));
    }
  }

  std::string Message(size_t column, absl::string_view problem) const {
    return absl::StrCat(name_, ":", lines_.number(), ":", column, ": ", problem);
  }

  RecordingLines lines_;
  const std::string name_;
  const ReaderOptions options_;
  RecordingDecoder decoder_;
  ReaderStats stats_;
  absl::Status status_;
  bool ended_ = false;
};

bool HeaptrackReader::Recognizes(absl::string_view first_bytes) {
  // "v 10400 3": the versions of heaptrack and, but in the oldest ones, of the format.
  if (!absl::StartsWith(first_bytes, "v ")) return false;
  const absl::string_view line = first_bytes.substr(0, first_bytes.find('\n'));
  if (line.size() == first_bytes.size() || line.size() < 3) return false;
  for (const char c : line.substr(2)) {
    if (c != ' ' && !(absl::ascii_isxdigit(static_cast<unsigned char>(c)))) return false;
  }
  return line[2] != ' ';
}

HeaptrackReader::HeaptrackReader(std::unique_ptr<ByteSource> source, std::string name,
                                 const ReaderOptions& options, size_t read_bytes)
    : impl_(std::make_unique<Impl>(std::move(source), std::move(name), options, read_bytes)) {}
HeaptrackReader::~HeaptrackReader() = default;

absl::StatusOr<const Event*> HeaptrackReader::Next() { return impl_->Next(); }
const ReaderStats& HeaptrackReader::stats() const { return impl_->stats(); }

}  // namespace tidemark::trace
