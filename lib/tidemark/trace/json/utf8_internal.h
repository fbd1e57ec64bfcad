// Whether bytes are UTF-8, one character at a time.
//
// Used by the JSON writer, which replaces what is not, and the JSON checker, which rejects it.
#ifndef TIDEMARK_TRACE_JSON_UTF8_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_UTF8_INTERNAL_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace tidemark::trace {

// The number of bytes of the well-formed UTF-8 sequence that `text` begins with, or 0 if it begins
// with none (a stray or missing continuation byte, an overlong form, a surrogate, above U+10FFFF).
inline size_t Utf8SequenceLength(absl::string_view text) {
  const auto byte = [text](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto continues = [&byte](size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned lead = byte(0);
  if (text.empty()) return 0;
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (!continues(1)) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) {
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
    if (lead == 0xED && byte(1) > 0x9F) return 0;  // surrogate
    return continues(2) ? 3 : 0;
  }
  if (lead > 0xF4) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;  // overlong
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // above U+10FFFF
  return continues(2) && continues(3) ? 4 : 0;
}

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_UTF8_INTERNAL_H_
