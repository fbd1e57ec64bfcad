#include "tidemark/trace/json/json_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/json/event_decoder_internal.h"
#include "tidemark/trace/json/json_splitter_internal.h"
#include "tidemark/trace/json/read_window_internal.h"

namespace tidemark::trace {

class JsonReader::Impl {
 public:
  Impl(std::unique_ptr<ByteSource> source, std::string name, const ReaderOptions& options,
       size_t read_bytes)
      : window_(std::move(source), read_bytes), name_(std::move(name)), options_(options) {}

  absl::StatusOr<const Event*> Next();
  const ReaderStats& stats() const { return stats_; }

 private:
  absl::StatusOr<JsonSplitter::Outcome> NextPiece();
  // Deals with the piece: true if the decoder has an event.
  absl::StatusOr<bool> Decode();
  bool IsCutOff() const;
  void End(bool cut_off);
  // A fault in the text: an error, or with `recover` a number.
  absl::Status Reject(TextPosition position, absl::string_view problem);
  void Count(std::string message);
  std::string Message(TextPosition position, absl::string_view problem) const;

  ReadWindow window_;
  const std::string name_;
  const ReaderOptions options_;
  std::unique_ptr<JsonSplitter> splitter_;  // once the form of the text is known
  EventDecoder decoder_;
  ReaderStats stats_;
  absl::Status status_;
  bool ended_ = false;
};

absl::StatusOr<const Event*> JsonReader::Impl::Next() {
  while (status_.ok() && !ended_) {
    const absl::StatusOr<JsonSplitter::Outcome> outcome = NextPiece();
    if (!outcome.ok()) {
      if (options_.recover && absl::IsDataLoss(outcome.status())) {
        Count(std::string{outcome.status().message()});
        End(/*cut_off=*/true);
      } else {
        status_ = outcome.status();
      }
      break;
    }
    switch (*outcome) {
      case JsonSplitter::Outcome::kPiece: {
        const absl::StatusOr<bool> is_event = Decode();
        if (!is_event.ok()) {
          status_ = is_event.status();
        } else if (*is_event) {
          ++stats_.events_read;
          return &decoder_.event();
        }
        break;
      }
      case JsonSplitter::Outcome::kBad:
        status_ = Reject(splitter_->position(), splitter_->problem());
        break;
      case JsonSplitter::Outcome::kUnsupported:
        status_ = absl::UnimplementedError(Message(splitter_->position(), splitter_->problem()));
        break;
      case JsonSplitter::Outcome::kCut:
        End(/*cut_off=*/true);
        break;
      case JsonSplitter::Outcome::kEnd:
        End(/*cut_off=*/false);
        break;
    }
  }
  if (!status_.ok()) return status_;
  return nullptr;
}

absl::StatusOr<JsonSplitter::Outcome> JsonReader::Impl::NextPiece() {
  if (splitter_ == nullptr) {
    TIDEMARK_ASSIGN_OR_RETURN(splitter_, NewJsonSplitter(&window_));
  }
  return splitter_->Next();
}

absl::StatusOr<bool> JsonReader::Impl::Decode() {
  const EventDecoder::Outcome outcome = decoder_.Decode(splitter_->piece());
  if (outcome == EventDecoder::Outcome::kEvent) {
    stats_.unknown_keys_skipped += decoder_.unknown_keys();
    return true;
  }
  if (outcome == EventDecoder::Outcome::kUnknownKind) {
    CountUnknownEvents(decoder_.unknown_kind(), 1, &stats_);
    return false;
  }
  const EventDecoder::Problem& problem = decoder_.problem();
  TextPosition position = splitter_->position();
  position.Advance(splitter_->piece().substr(0, problem.offset));
  if (outcome == EventDecoder::Outcome::kUnsupported) {
    return absl::UnimplementedError(Message(position, problem.message));
  }
  if (splitter_->unterminated() && (outcome == EventDecoder::Outcome::kCut || IsCutOff())) {
    End(/*cut_off=*/true);
    return false;
  }
  TIDEMARK_RETURN_IF_ERROR(Reject(position, problem.message));
  return false;
}

// True if the last line, which is wrong at the decoder's problem, is so because the file was cut:
// the compressed stream is, or only zeros follow, which a file system leaves after a crash.
bool JsonReader::Impl::IsCutOff() const {
  if (window_.source().cut_off()) return true;
  const absl::string_view rest = splitter_->piece().substr(decoder_.problem().offset);
  return !rest.empty() && rest.find_first_not_of('\0') == absl::string_view::npos;
}

void JsonReader::Impl::End(bool cut_off) {
  ended_ = true;
  stats_.cut_off = cut_off || window_.source().cut_off();
}

absl::Status JsonReader::Impl::Reject(TextPosition position, absl::string_view problem) {
  std::string message = Message(position, problem);
  if (!options_.recover) return absl::InvalidArgumentError(message);
  Count(std::move(message));
  return absl::OkStatus();
}

void JsonReader::Impl::Count(std::string message) {
  constexpr size_t kMessagesKept = 3;
  ++stats_.bad_lines_skipped;
  if (stats_.first_bad_lines.size() < kMessagesKept) {
    stats_.first_bad_lines.push_back(std::move(message));
  }
}

std::string JsonReader::Impl::Message(TextPosition position, absl::string_view problem) const {
  return absl::StrCat(name_, ":", position.line, ":", position.column, ": ", problem);
}

JsonReader::JsonReader(std::unique_ptr<ByteSource> source, std::string name,
                       const ReaderOptions& options, size_t read_bytes)
    : impl_(std::make_unique<Impl>(std::move(source), std::move(name), options, read_bytes)) {}
JsonReader::~JsonReader() = default;

absl::StatusOr<const Event*> JsonReader::Next() { return impl_->Next(); }
const ReaderStats& JsonReader::stats() const { return impl_->stats(); }

}  // namespace tidemark::trace
