// Short names as two machine words, so that finding one in a fixed set takes a multiplication and
// two comparisons.
//
// Produced by the decoder of events from the text; consumed by the tables of key_table.cc.
// Names longer than 16 bytes have no packed form, and no key or kind is that long.
#ifndef TIDEMARK_TRACE_JSON_PACKED_NAME_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_PACKED_NAME_INTERNAL_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/strings/string_view.h"

namespace tidemark::trace {

struct PackedName {
  static constexpr size_t kMaxBytes = 16;

  uint64_t low = 0;   // bytes 0 to 7, the first the least significant
  uint64_t high = 0;  // bytes 8 to 15

  // At most kMaxBytes of `name`.
  static constexpr PackedName Of(absl::string_view name) {
    PackedName packed;
    for (size_t i = 0; i < name.size() && i < kMaxBytes; ++i) {
      const uint64_t byte = static_cast<unsigned char>(name[i]);
      (i < 8 ? packed.low : packed.high) |= byte << (8 * (i % 8));
    }
    return packed;
  }

  // The same for a name with kMaxBytes readable from its beginning on, and without a loop.
  static PackedName OfPadded(const char* name, size_t size) {
    if (size <= 8) return {Load(name) & Mask(size), 0};
    return {Load(name), Load(name + 8) & Mask(size - 8)};
  }

  friend constexpr bool operator==(PackedName, PackedName) = default;

  // Eight bytes in the order of Of().
  static uint64_t Load(const char* bytes) {
    uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof(word));
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word;
  }

 private:
  static uint64_t Mask(size_t bytes) {
    return bytes >= 8 ? ~uint64_t{0} : (uint64_t{1} << (8 * bytes)) - 1;
  }
};

// The number of bytes in front of the first '"' or '\\', looking at 16 readable bytes; 16 if there
// is none.
inline size_t PlainPrefix(const char* text) {
  constexpr uint64_t kOnes = 0x0101010101010101U;
  constexpr uint64_t kTops = 0x8080808080808080U;
  for (size_t at = 0; at < 16; at += 8) {
    const uint64_t word = PackedName::Load(text + at);
    const uint64_t quote = word ^ (kOnes * static_cast<unsigned char>('"'));
    const uint64_t backslash = word ^ (kOnes * static_cast<unsigned char>('\\'));
    // The lowest marked byte is the first that is zero; higher ones may be marked wrongly.
    const uint64_t marks =
        (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash)) & kTops;
    if (marks != 0) return at + static_cast<size_t>(std::countr_zero(marks)) / 8;
  }
  return 16;
}

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_PACKED_NAME_INTERNAL_H_
