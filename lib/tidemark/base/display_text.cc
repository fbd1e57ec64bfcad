#include "tidemark/base/display_text.h"

#include <array>
#include <cstdint>

#include "absl/strings/str_cat.h"

namespace tidemark {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr absl::string_view kEllipsis = "\xE2\x80\xA6";     // U+2026

struct Character {
  uint32_t code_point = 0;
  size_t length = 1;   // in bytes
  bool valid = false;  // well-formed UTF-8
};

// The first character of `text`, which is not empty. Overlong forms, surrogates and values past
// U+10FFFF are not valid; an invalid character is one byte long, so that the next one is tried.
Character Decode(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  size_t length = 0;
  uint32_t code_point = 0;
  uint32_t smallest = 0;
  if ((lead & 0xE0) == 0xC0) {
    length = 2, code_point = lead & 0x1Fu, smallest = 0x80;
  } else if ((lead & 0xF0) == 0xE0) {
    length = 3, code_point = lead & 0x0Fu, smallest = 0x800;
  } else if ((lead & 0xF8) == 0xF0) {
    length = 4, code_point = lead & 0x07u, smallest = 0x10000;
  } else {
    return {};
  }
  if (text.size() < length) return {};
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code_point = (code_point << 6) | (byte(i) & 0x3Fu);
  }
  if (code_point < smallest || code_point > 0x10FFFF) return {};
  if (code_point >= 0xD800 && code_point <= 0xDFFF) return {};
  return {code_point, length, true};
}

struct Range {
  uint32_t first;
  uint32_t last;
};

template <size_t N>
bool InAny(uint32_t code_point, const std::array<Range, N>& ranges) {
  for (const Range& range : ranges) {
    if (code_point >= range.first && code_point <= range.last) return true;
  }
  return false;
}

// Control, bidirectional and invisible formatting characters.
constexpr std::array<Range, 12> kUnsafe = {{{0x00, 0x1F},
                                            {0x7F, 0x9F},
                                            {0xAD, 0xAD},
                                            {0x61C, 0x61C},
                                            {0x180E, 0x180E},
                                            {0x200B, 0x200F},
                                            {0x2028, 0x202E},
                                            {0x2060, 0x206F},
                                            {0xFEFF, 0xFEFF},
                                            {0xFFF9, 0xFFFB},
                                            {0xFFFE, 0xFFFF},
                                            {0xE0000, 0xE0FFF}}};

constexpr std::array<Range, 6> kZeroWidth = {{{0x300, 0x36F},
                                              {0x483, 0x489},
                                              {0x591, 0x5BD},
                                              {0x1AB0, 0x1AFF},
                                              {0x20D0, 0x20FF},
                                              {0xFE00, 0xFE0F}}};

constexpr std::array<Range, 9> kWide = {{{0x1100, 0x115F},
                                         {0x2E80, 0x303E},
                                         {0x3041, 0xA4CF},
                                         {0xAC00, 0xD7A3},
                                         {0xF900, 0xFAFF},
                                         {0xFE30, 0xFE6F},
                                         {0xFF00, 0xFF60},
                                         {0x1F300, 0x1FAFF},
                                         {0x20000, 0x3FFFD}}};

size_t WidthOf(const Character& character) {
  if (InAny(character.code_point, kZeroWidth)) return 0;
  return InAny(character.code_point, kWide) ? 2 : 1;
}

// The longest prefix of at most `width` columns.
absl::string_view Beginning(absl::string_view text, size_t width) {
  size_t used = 0;
  size_t end = 0;
  while (end < text.size()) {
    const Character character = Decode(text.substr(end));
    const size_t columns = WidthOf(character);
    if (used + columns > width) break;
    used += columns;
    end += character.length;
  }
  return text.substr(0, end);
}

// The longest suffix of at most `width` columns.
absl::string_view End(absl::string_view text, size_t width) {
  const size_t total = DisplayWidth(text);
  size_t skipped = 0;
  size_t begin = 0;
  while (begin < text.size() && total - skipped > width) {
    const Character character = Decode(text.substr(begin));
    skipped += WidthOf(character);
    begin += character.length;
  }
  return text.substr(begin);
}

}  // namespace

std::string CleanForDisplay(absl::string_view text, bool unicode) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const Character character = Decode(text);
    const bool fit = character.valid && !InAny(character.code_point, kUnsafe) &&
                     (unicode || character.code_point < 0x80);
    if (fit) {
      absl::StrAppend(&clean, text.substr(0, character.length));
    } else {
      absl::StrAppend(&clean, unicode ? kReplacement : "?");
    }
    text.remove_prefix(character.length);
  }
  return clean;
}

size_t DisplayWidth(absl::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    const Character character = Decode(text);
    width += WidthOf(character);
    text.remove_prefix(character.length);
  }
  return width;
}

std::string ElideMiddle(absl::string_view text, size_t width, bool unicode) {
  if (DisplayWidth(text) <= width) return std::string(text);
  const absl::string_view mark = unicode ? kEllipsis : "...";
  const size_t mark_width = unicode ? 1 : 3;
  if (width <= mark_width + 1) return std::string(Beginning(text, width));
  const size_t room = width - mark_width;
  const size_t front = room * 2 / 5;
  return absl::StrCat(Beginning(text, front), mark, End(text, room - front));
}

std::string ElideEnd(absl::string_view text, size_t width, bool unicode) {
  if (DisplayWidth(text) <= width) return std::string(text);
  const absl::string_view mark = unicode ? kEllipsis : "...";
  const size_t mark_width = unicode ? 1 : 3;
  if (width <= mark_width) return std::string(Beginning(text, width));
  return absl::StrCat(Beginning(text, width - mark_width), mark);
}

}  // namespace tidemark
