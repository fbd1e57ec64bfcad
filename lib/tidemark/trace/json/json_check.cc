#include <array>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tidemark/trace/json/json_check_internal.h"
#include "tidemark/trace/json/utf8_internal.h"

namespace tidemark::trace {
namespace {

using Outcome = JsonCheckResult::Outcome;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// True if `text`, which holds no whole UTF-8 sequence, might become one with more bytes behind it.
bool IsCutUtf8(absl::string_view text) {
  if (text.size() > 3) return false;
  for (const char* continuation : {"\x80\x80\x80", "\xBF\x80\x80"}) {
    if (Utf8SequenceLength(absl::StrCat(text, continuation)) > text.size()) return true;
  }
  return false;
}

// A recursive descent over `text`. Every function returns false once the check has failed, with
// `result` set, and leaves `at_` at the offending byte.
class Checker {
 public:
  Checker(absl::string_view text, int max_depth) : text_(text), max_depth_(max_depth) {}

  JsonCheckResult Object() {
    SkipBlanks();
    if (Current() != '{' || AtEnd()) {
      Found("a JSON object");
    } else if (Value(max_depth_)) {
      SkipBlanks();
      if (!AtEnd()) Found("the end of the line");
    }
    return Result();
  }

  JsonCheckResult AnyValue() {
    Value(max_depth_);
    return Result();
  }

 private:
  bool AtEnd() const { return at_ == text_.size(); }
  // 0 at the end, where AtEnd() distinguishes it from a NUL.
  char Current() const { return AtEnd() ? '\0' : text_[at_]; }
  void SkipBlanks() {
    while (!AtEnd() && IsJsonBlank(text_[at_])) ++at_;
  }

  bool Fail(Outcome outcome, std::string message) {
    outcome_ = outcome;
    message_ = std::move(message);
    return false;
  }
  bool Found(absl::string_view expected) {
    return Fail(AtEnd() ? Outcome::kCut : Outcome::kInvalid,
                absl::StrCat("found ", DescribeJson(text_.substr(at_)), ", expected ", expected));
  }
  JsonCheckResult Result() { return {outcome_, at_, std::move(message_)}; }

  bool Value(int depth_left) {
    SkipBlanks();
    switch (Current()) {
      case '{':
        return Nested(depth_left) && Members(depth_left - 1);
      case '[':
        return Nested(depth_left) && Elements(depth_left - 1);
      case '"':
        return String();
      case 't':
        return Word("true");
      case 'f':
        return Word("false");
      case 'n':
        return Word("null");
      default:
        return Current() == '-' || IsDigit(Current()) ? Number() : Found("a value");
    }
  }

  bool Nested(int depth_left) {
    if (depth_left > 0) return true;
    return Fail(Outcome::kInvalid, absl::StrCat("found nesting deeper than ", kMaxJsonDepth,
                                                " levels, expected at ", "most ", kMaxJsonDepth));
  }

  bool Members(int depth_left) {
    ++at_;
    SkipBlanks();
    if (Current() == '}') return Step();
    while (true) {
      SkipBlanks();
      if (Current() != '"') return Found("a key in quotes");
      if (!String()) return false;
      SkipBlanks();
      if (Current() != ':') return Found("':'");
      ++at_;
      if (!Value(depth_left)) return false;
      SkipBlanks();
      if (Current() == '}') return Step();
      if (Current() != ',') return Found("',' or '}'");
      ++at_;
    }
  }

  bool Elements(int depth_left) {
    ++at_;
    SkipBlanks();
    if (Current() == ']') return Step();
    while (true) {
      if (!Value(depth_left)) return false;
      SkipBlanks();
      if (Current() == ']') return Step();
      if (Current() != ',') return Found("',' or ']'");
      ++at_;
    }
  }

  bool Step() {
    ++at_;
    return true;
  }

  bool Word(absl::string_view word) {
    const absl::string_view rest = text_.substr(at_);
    if (absl::StartsWith(rest, word)) {
      at_ += word.size();
      return true;
    }
    if (absl::StartsWith(word, rest)) {
      at_ = text_.size();
      return Found(absl::StrCat("the rest of ", word));
    }
    return Found("a value");
  }

  bool Digits() {
    if (!IsDigit(Current())) return Found("a digit");
    while (IsDigit(Current())) ++at_;
    return true;
  }

  bool Number() {
    if (Current() == '-') ++at_;
    if (Current() == '0') {
      ++at_;
    } else if (!Digits()) {
      return false;
    }
    if (Current() == '.') {
      ++at_;
      if (!Digits()) return false;
    }
    if (Current() == 'e' || Current() == 'E') {
      ++at_;
      if (Current() == '+' || Current() == '-') ++at_;
      if (!Digits()) return false;
    }
    return true;
  }

  bool String() {
    ++at_;
    while (true) {
      if (AtEnd()) return Found("the closing '\"' of a string");
      const auto c = static_cast<unsigned char>(Current());
      if (c == '"') return Step();
      if (c == '\\') {
        if (!Escape()) return false;
      } else if (c < 0x20) {
        return Fail(Outcome::kInvalid,
                    absl::StrFormat("found the control character 0x%02x in a string, expected it "
                                    "escaped (or the string closed)",
                                    c));
      } else if (c < 0x80) {
        ++at_;
      } else if (!Utf8()) {
        return false;
      }
    }
  }

  bool Utf8() {
    const absl::string_view rest = text_.substr(at_, 4);
    const size_t length = Utf8SequenceLength(rest);
    at_ += length;
    if (length > 0) return true;
    const bool cut = at_ + rest.size() == text_.size() && IsCutUtf8(rest);
    return Fail(cut ? Outcome::kCut : Outcome::kInvalid,
                absl::StrFormat("found the byte 0x%02x, expected UTF-8",
                                static_cast<unsigned char>(rest[0])));
  }

  // The four digits of \uXXXX at `at`, or -1; *cut is set if the text ended in them.
  int CodeUnit(size_t at, bool* cut) const {
    int unit = 0;
    for (size_t i = at; i < at + 4; ++i) {
      if (i >= text_.size()) {
        *cut = true;
        return -1;
      }
      const int digit = HexValue(text_[i]);
      if (digit < 0) return -1;
      unit = unit * 16 + digit;
    }
    return unit;
  }

  bool BadEscape(bool cut) {
    if (cut) {
      return Fail(Outcome::kCut, "found the end of the line, expected the rest of an escape");
    }
    return Fail(Outcome::kInvalid,
                "found an escape that is none, expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t "
                "and \\u with four hexadecimal digits");
  }

  bool Escape() {
    if (at_ + 1 == text_.size()) return BadEscape(/*cut=*/true);
    const char kind = text_[at_ + 1];
    if (kind != 'u') {
      if (!absl::StrContains("\"\\/bfnrt", kind)) return BadEscape(/*cut=*/false);
      at_ += 2;
      return true;
    }
    bool cut = false;
    const int unit = CodeUnit(at_ + 2, &cut);
    if (unit < 0) return BadEscape(cut);
    if (unit < 0xD800 || unit > 0xDFFF) {
      at_ += 6;
      return true;
    }
    // A character above U+FFFF takes two units, the high one first.
    const absl::string_view marker = text_.substr(at_ + 6, 2);
    if (unit < 0xDC00 && absl::StartsWith("\\u", marker)) {
      const int low = marker.size() < 2 ? -1 : CodeUnit(at_ + 8, &cut);
      if (marker.size() < 2 || cut) return BadEscape(/*cut=*/true);
      if (low >= 0xDC00 && low <= 0xDFFF) {
        at_ += 12;
        return true;
      }
    }
    return Fail(Outcome::kInvalid,
                "found half of a surrogate pair, expected the pair or a whole character");
  }

  const absl::string_view text_;
  const int max_depth_;
  size_t at_ = 0;
  Outcome outcome_ = Outcome::kValid;
  std::string message_;
};

}  // namespace

JsonCheckResult CheckJsonObject(absl::string_view text, int max_depth) {
  return Checker(text, max_depth).Object();
}

JsonCheckResult CheckJsonValue(absl::string_view text, int max_depth) {
  return Checker(text, max_depth).AnyValue();
}

std::string DescribeJson(absl::string_view text) {
  if (text.empty()) return "the end of the line";
  for (const absl::string_view word : {"true", "false", "null"}) {
    if (absl::StartsWith(text, word)) return std::string{word};
  }
  const char c = text[0];
  if (c == '"') return "a string";
  if (c == '{') return "an object";
  if (c == '[') return "an array";
  if (c == '-' || IsDigit(c)) return "a number";
  const auto byte = static_cast<unsigned char>(c);
  const size_t length = Utf8SequenceLength(text);
  if (byte <= 0x20 || byte == 0x7F || length == 0) return absl::StrFormat("the byte 0x%02x", byte);
  return absl::StrCat("'", text.substr(0, length), "'");
}

}  // namespace tidemark::trace
