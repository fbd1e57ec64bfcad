#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/trace/json/json_check_internal.h"
#include "tidemark/trace/json/text_block_internal.h"

namespace tidemark::trace {
namespace {

// What a block keeps of what an unusually long line made it need.
constexpr size_t kMostKeptBytes = size_t{1} << 20;

class BlockDecoder {
 public:
  explicit BlockDecoder(TextBlock* block) : block_(*block) {}

  void DecodeLines();
  void DecodePieces();

 private:
  void AddTooLongLine();
  // False where the trace ends here.
  bool DecodeObject(absl::string_view text, TextPosition position, bool is_unterminated);
  bool IsCutOff(absl::string_view text) const;
  void AddGap(Gap gap) {
    gap.events_before = block_.events.size();
    gap.unknown_keys = std::exchange(block_.unknown_keys, 0);
    block_.gaps.push_back(std::move(gap));
  }
  void AddEnd();

  TextBlock& block_;
};

void BlockDecoder::DecodeLines() {
  if (block_.is_too_long_line) AddTooLongLine();
  absl::string_view rest = block_.text.text();
  while (!rest.empty()) {
    const void* const found = std::memchr(rest.data(), '\n', rest.size());
    const bool is_unterminated = found == nullptr;
    const size_t held = is_unterminated
                            ? rest.size()
                            : static_cast<size_t>(static_cast<const char*>(found) - rest.data());
    absl::string_view line = rest.substr(0, held);
    rest.remove_prefix(std::min(held + 1, rest.size()));
    if (!is_unterminated && !line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.size() > kMaxObjectBytes) {
      AddTooLongLine();
      continue;
    }
    TextPosition position = {++block_.lines, 1};
    // The decoder takes its first byte for that of the object.
    while (!line.empty() && IsJsonBlank(line[0])) {
      line.remove_prefix(1);
      ++position.column;
    }
    if (!line.empty() && !DecodeObject(line, position, is_unterminated)) return;
  }
  AddEnd();
}

void BlockDecoder::AddTooLongLine() {
  AddGap({.kind = Gap::Kind::kBadText,
          .position = {++block_.lines, static_cast<int64_t>(kMaxObjectBytes) + 1},
          .text = absl::StrCat("found a line longer than 16 MiB, expected at most ",
                               kMaxObjectBytes, " bytes")});
}

void BlockDecoder::DecodePieces() {
  size_t gap = 0;
  for (size_t i = 0; i <= block_.pieces.size(); ++i) {
    for (; gap < block_.piece_gaps.size() && block_.piece_gaps[gap].pieces_before == i; ++gap) {
      AddGap(std::move(block_.piece_gaps[gap].gap));
    }
    if (i == block_.pieces.size()) break;
    const TextBlock::Piece& piece = block_.pieces[i];
    DecodeObject(block_.text.text().substr(piece.offset, piece.size), piece.position, false);
  }
  AddEnd();
}

bool BlockDecoder::DecodeObject(absl::string_view text, TextPosition position,
                                bool is_unterminated) {
  EventDecoder& decoder = *block_.decoder;
  const EventDecoder::Outcome outcome = decoder.Decode(text, &block_.events);
  if (outcome == EventDecoder::Outcome::kEvent) {
    block_.unknown_keys += decoder.unknown_keys();
    return true;
  }
  if (outcome == EventDecoder::Outcome::kUnknownKind) {
    AddGap({.kind = Gap::Kind::kUnknownEvent, .text = decoder.unknown_kind()});
    return true;
  }
  const EventDecoder::Problem& problem = decoder.problem();
  position.Advance(text.substr(0, problem.offset));
  if (outcome == EventDecoder::Outcome::kUnsupported) {
    AddGap({.kind = Gap::Kind::kUnsupported, .position = position, .text = problem.message});
    return false;
  }
  if (is_unterminated && (outcome == EventDecoder::Outcome::kCut || IsCutOff(text))) {
    AddGap({.kind = Gap::Kind::kCutOff});
    return false;
  }
  AddGap({.kind = Gap::Kind::kBadText, .position = position, .text = problem.message});
  return true;
}

// True if the last line, which is wrong at the decoder's problem, is so because the file was cut:
// the compressed stream is, or only zeros follow, which a file system leaves after a crash.
bool BlockDecoder::IsCutOff(absl::string_view text) const {
  if (block_.source_cut_off) return true;
  const absl::string_view rest = text.substr(block_.decoder->problem().offset);
  return !rest.empty() && rest.find_first_not_of('\0') == absl::string_view::npos;
}

void BlockDecoder::AddEnd() {
  if (!block_.is_last) return;
  if (!block_.status.ok()) return AddGap({.kind = Gap::Kind::kFault, .status = block_.status});
  AddGap({.kind = block_.source_cut_off ? Gap::Kind::kCutOff : Gap::Kind::kEnd});
}

}  // namespace

size_t PaddedText::Append(absl::string_view bytes) {
  const size_t begin = size_;
  const size_t needed = size_ + bytes.size() + 1 + kDecoderPadding;
  if (bytes_.size() > kMostKeptBytes && size_ == 0) std::vector<char>().swap(bytes_);
  if (bytes_.size() < needed) bytes_.resize(needed);
  if (!bytes.empty()) std::memcpy(bytes_.data() + begin, bytes.data(), bytes.size());
  std::memset(bytes_.data() + begin + bytes.size(), 0, 1 + kDecoderPadding);
  size_ = begin + bytes.size();
  return begin;
}

void TextBlock::Clear() {
  if (decoder == nullptr || text.text().size() > kMostKeptBytes) {
    decoder = std::make_unique<EventDecoder>();
  }
  text.Clear();
  pieces.clear();
  piece_gaps.clear();
  is_too_long_line = false;
  is_last = false;
  source_cut_off = false;
  status = absl::OkStatus();
  events.Clear();
  gaps.clear();
  unknown_keys = 0;
  lines = 0;
}

void DecodeBlock(TextBlock* block) {
  BlockDecoder decoder(block);
  if (block->is_document) {
    decoder.DecodePieces();
  } else {
    decoder.DecodeLines();
  }
}

}  // namespace tidemark::trace
