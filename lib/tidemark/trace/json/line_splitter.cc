#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/json/json_check_internal.h"
#include "tidemark/trace/json/line_splitter_internal.h"

namespace tidemark::trace {
namespace {

bool IsBlank(absl::string_view line) {
  for (const char c : line) {
    if (!IsJsonBlank(c)) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<JsonSplitter::Outcome> LineSplitter::Next() {
  while (true) {
    window_->Consume(held_);
    held_ = 0;
    TIDEMARK_ASSIGN_OR_RETURN(const size_t length, MeasureLine());
    if (length == 0 && held_ == 0) return Outcome::kEnd;
    ++line_;
    if (length > kMaxObjectBytes) {
      TIDEMARK_RETURN_IF_ERROR(SkipLine());
      return Bad({line_, static_cast<int64_t>(kMaxObjectBytes) + 1},
                 absl::StrCat("found a line longer than 16 MiB, expected at most ", kMaxObjectBytes,
                              " bytes"));
    }
    piece_ = window_->text().substr(0, length);
    unterminated_ = held_ == length;
    if (IsBlank(piece_)) continue;
    position_ = {line_, 1};
    // The decoder takes its first byte for that of the object.
    while (IsJsonBlank(piece_[0])) {
      piece_.remove_prefix(1);
      ++position_.column;
    }
    return Outcome::kPiece;
  }
}

absl::StatusOr<size_t> LineSplitter::MeasureLine() {
  size_t searched = 0;
  while (true) {
    const absl::string_view text = window_->text();
    const void* const found =
        text.size() == searched ? nullptr
                                : std::memchr(text.data() + searched, '\n', text.size() - searched);
    if (found != nullptr) {
      const auto end = static_cast<size_t>(static_cast<const char*>(found) - text.data());
      held_ = end + 1;
      return end > 0 && text[end - 1] == '\r' ? end - 1 : end;
    }
    searched = text.size();
    // The longest line may have "\r\n" behind it, of which only the '\r' is here.
    if (searched > kMaxObjectBytes + 1) return searched;
    TIDEMARK_ASSIGN_OR_RETURN(const bool more, window_->Fill());
    if (!more) {
      held_ = searched;
      return searched;
    }
  }
}

absl::Status LineSplitter::SkipLine() {
  if (held_ > 0) return absl::OkStatus();  // its end is known
  while (true) {
    const absl::string_view text = window_->text();
    const size_t end = text.find('\n');
    if (end != absl::string_view::npos) {
      held_ = end + 1;
      return absl::OkStatus();
    }
    window_->Consume(text.size());
    TIDEMARK_ASSIGN_OR_RETURN(const bool more, window_->Fill());
    if (!more) return absl::OkStatus();
  }
}

}  // namespace tidemark::trace
