#include <array>
#include <charconv>

#include "tidemark/trace/json/json_object_internal.h"
#include "tidemark/trace/json/utf8_internal.h"

namespace tidemark::trace {
namespace {

constexpr absl::string_view kReplacementCharacter = "\xEF\xBF\xBD";
constexpr char kHexDigits[] = "0123456789abcdef";

// True for the bytes that a JSON string takes as they are without a closer look.
constexpr std::array<bool, 256> MakePlainTable() {
  std::array<bool, 256> plain = {};
  for (size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}
constexpr std::array<bool, 256> kPlain = MakePlainTable();

}  // namespace

void JsonObject::Number(int64_t value) {
  if (kBufferBytes - used_ < kLongestNumber) Spill();
  const std::to_chars_result result =
      std::to_chars(buffer_ + used_, buffer_ + used_ + kLongestNumber, value);
  used_ = static_cast<size_t>(result.ptr - buffer_);
}

void JsonObject::Address(absl::string_view key, uint64_t address) {
  Key(key);
  Raw("\"0x");
  if (kBufferBytes - used_ < kLongestNumber) Spill();
  const std::to_chars_result result =
      std::to_chars(buffer_ + used_, buffer_ + used_ + kLongestNumber, address, 16);
  used_ = static_cast<size_t>(result.ptr - buffer_);
  Byte('"');
}

void JsonObject::Integers(absl::string_view key, absl::Span<const int64_t> values) {
  IntegersOf(key, values, [](int64_t value) { return value; });
}

void JsonObject::Texts(absl::string_view key, absl::Span<const absl::string_view> texts) {
  Key(key);
  Byte('[');
  bool first = true;
  for (const absl::string_view text : texts) {
    if (!first) Byte(',');
    first = false;
    Quoted(text);
  }
  Byte(']');
}

void JsonObject::Json(absl::string_view key, absl::string_view json) {
  Key(key);
  // Outside strings a line break is a blank; inside them it cannot stand.
  for (const char c : json) Byte(c == '\n' || c == '\r' ? ' ' : c);
}

void JsonObject::Quoted(absl::string_view text) {
  Byte('"');
  while (!text.empty()) {
    size_t plain = 0;
    while (plain < text.size() && kPlain[static_cast<unsigned char>(text[plain])]) ++plain;
    Raw(text.substr(0, plain));
    text.remove_prefix(plain);
    if (!text.empty()) text.remove_prefix(Special(text));
  }
  Byte('"');
}

size_t JsonObject::Special(absl::string_view text) {
  const auto c = static_cast<unsigned char>(text[0]);
  if (c >= 0x80) {
    const size_t length = Utf8SequenceLength(text);
    Raw(length == 0 ? kReplacementCharacter : text.substr(0, length));
    return length == 0 ? 1 : length;
  }
  switch (c) {
    case '"':
      Raw("\\\"");
      break;
    case '\\':
      Raw("\\\\");
      break;
    case '\n':
      Raw("\\n");
      break;
    case '\r':
      Raw("\\r");
      break;
    case '\t':
      Raw("\\t");
      break;
    default: {
      const char escape[] = {'\\', 'u', '0', '0', kHexDigits[c >> 4], kHexDigits[c & 15]};
      Raw({escape, sizeof(escape)});
    }
  }
  return 1;
}

}  // namespace tidemark::trace
