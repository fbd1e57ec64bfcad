#include <cstring>

#include "tidemark/base/status.h"
#include "tidemark/trace/json/text_blocks_internal.h"

namespace tidemark::trace {

bool TextBlocks::Next(TextBlock* block) {
  if (is_ended_) return false;
  if (!is_begun_) {
    is_begun_ = true;
    if (FindForm(&window_) == JsonForm::kDocument) document_.emplace(&window_);
  }
  block->Clear();
  block->is_document = document_.has_value();
  block->status = block->is_document ? CutDocument(block) : CutLines(block);
  if (!block->status.ok()) block->is_last = true;
  block->source_cut_off = block->is_last && window_.source().cut_off();
  is_ended_ = block->is_last;
  return true;
}

absl::Status TextBlocks::CutLines(TextBlock* block) {
  while (true) {
    const absl::string_view text = window_.text();
    const void* const found = text.size() == searched_
                                  ? nullptr
                                  : memrchr(text.data() + searched_, '\n', text.size() - searched_);
    if (found != nullptr) {
      const size_t size = static_cast<size_t>(static_cast<const char*>(found) - text.data()) + 1;
      block->text.Append(text.substr(0, size));
      window_.Consume(size);
      searched_ = text.size() - size;
      return absl::OkStatus();
    }
    searched_ = text.size();
    // The longest line may have "\r\n" behind it, of which only the '\r' is here.
    if (searched_ > kMaxObjectBytes + 1) {
      block->is_too_long_line = true;
      return SkipLine();
    }
    TIDEMARK_ASSIGN_OR_RETURN(const bool has_more, window_.Fill());
    if (!has_more) {
      block->text.Append(window_.text());
      block->is_last = true;
      return absl::OkStatus();
    }
  }
}

// Drops the line that the window begins with, up to its end, which is not in the window.
absl::Status TextBlocks::SkipLine() {
  while (true) {
    window_.Consume(window_.text().size());
    searched_ = 0;
    TIDEMARK_ASSIGN_OR_RETURN(const bool has_more, window_.Fill());
    if (!has_more) return absl::OkStatus();
    const absl::string_view text = window_.text();
    const size_t end = text.find('\n');
    if (end == absl::string_view::npos) continue;
    window_.Consume(end + 1);
    return absl::OkStatus();
  }
}

absl::Status TextBlocks::CutDocument(TextBlock* block) {
  constexpr absl::string_view kBetween("\n");
  while (block->text.text().size() < read_bytes_) {
    TIDEMARK_ASSIGN_OR_RETURN(const DocumentSplitter::Outcome outcome, document_->Next());
    const auto add_gap = [this, block](Gap::Kind kind) {
      block->piece_gaps.push_back(
          {.pieces_before = block->pieces.size(),
           .gap = {.kind = kind, .position = document_->position(), .text = document_->problem()}});
    };
    switch (outcome) {
      case DocumentSplitter::Outcome::kPiece: {
        const absl::string_view piece = document_->piece();
        block->pieces.push_back({.offset = block->text.Append(piece),
                                 .size = piece.size(),
                                 .position = document_->position()});
        block->text.Append(kBetween);
        break;
      }
      case DocumentSplitter::Outcome::kBad:
        add_gap(Gap::Kind::kBadText);
        break;
      case DocumentSplitter::Outcome::kUnsupported:
        add_gap(Gap::Kind::kUnsupported);
        break;
      case DocumentSplitter::Outcome::kCut:
        add_gap(Gap::Kind::kCutOff);
        block->is_last = true;
        return absl::OkStatus();
      case DocumentSplitter::Outcome::kEnd:
        block->is_last = true;
        return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

}  // namespace tidemark::trace
