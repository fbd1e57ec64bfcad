#include "tidemark/trace/json/json_check_internal.h"
#include "tidemark/trace/json/value_scanner_internal.h"

namespace tidemark::trace {

static_assert(kMaxJsonDepth <= 64, "the open levels are bits of a uint64_t");

ValueScanner::Outcome ValueScanner::Scan(absl::string_view text) {
  if (!started_ && !text.empty()) {
    started_ = true;
    is_scalar_ = text[0] != '{' && text[0] != '[' && text[0] != '"';
    if (is_scalar_) length_ = 1;  // whatever it is
  }
  if (is_scalar_) {
    const size_t end = text.find_first_of(",:[]{}\" \t\r\n", length_);
    length_ = end == absl::string_view::npos ? text.size() : end;
    return end == absl::string_view::npos ? Outcome::kMore : Outcome::kWhole;
  }
  while (length_ < text.size()) {
    Outcome outcome = Outcome::kMore;
    if (in_string_) {
      if (!ScanString(text)) return Outcome::kBroken;
      if (in_string_) return Outcome::kMore;
      if (depth_ == 0) outcome = Outcome::kWhole;
    } else {
      const char c = text[length_++];
      if (c == '"') {
        in_string_ = true;
      } else if (c == '{' || c == '[') {
        outcome = Open(c == '{');
      } else if (c == '}' || c == ']') {
        outcome = Close(c == '}');
      }
    }
    if (outcome != Outcome::kMore) return outcome;
  }
  return Outcome::kMore;
}

// Goes on inside a string, up to behind its closing quote or the end of the text. False at a
// control character, which no string may hold: most often a line end, and the quote is missing.
bool ValueScanner::ScanString(absl::string_view text) {
  while (length_ < text.size()) {
    const char c = text[length_];
    if (c == '\\') {
      if (length_ + 1 == text.size()) return true;  // comes back when the next byte is here
      length_ += 2;
      continue;
    }
    ++length_;
    if (c == '"') {
      in_string_ = false;
      return true;
    }
    if (static_cast<unsigned char>(c) < 0x20) return false;
  }
  return true;
}

ValueScanner::Outcome ValueScanner::Open(bool is_object) {
  if (depth_ == kMaxJsonDepth) return Outcome::kBroken;
  const uint64_t bit = uint64_t{1} << depth_++;
  objects_ = is_object ? objects_ | bit : objects_ & ~bit;
  return Outcome::kMore;
}

ValueScanner::Outcome ValueScanner::Close(bool is_object) {
  const bool open_is_object = (objects_ >> (depth_ - 1) & 1) != 0;
  if (open_is_object != is_object) return Outcome::kBroken;
  return --depth_ == 0 ? Outcome::kWhole : Outcome::kMore;
}

}  // namespace tidemark::trace
