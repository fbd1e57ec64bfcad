// The codes of binary records, shared by their encoder and decoder. FORMAT.md is the specification;
// this header is its transcript in C++.
//
// Consumed by RecordEncoder and RecordDecoder only. Free of Abseil and of allocation, for it is
// compiled into the interposer of malloc.
#ifndef TIDEMARK_TRACE_BINARY_RECORD_FORMAT_H_
#define TIDEMARK_TRACE_BINARY_RECORD_FORMAT_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>

namespace tidemark::trace {

static_assert(std::endian::native == std::endian::little,
              "records are little-endian and are read and written in place");

// The low five bits of a record's tag. 1 to 20 are the general kinds, whose numbers stand in
// model/event_schema.h. Zero is no record, so memory never written is never one.
enum class RecordKind : uint8_t {
  // Short forms of the two most frequent.
  kHeapAlloc = 21,
  kHeapFree = 22,
  // The kind's number is in the record, in front of a body with a length.
  kExtended = 31,
};
inline constexpr uint8_t kKindMask = 0x1f;

// The high three bits of a tag: of the general kinds ...
inline constexpr uint8_t kTagSite = 0x20;     // a site follows; else that of the record before
inline constexpr uint8_t kTagStack = 0x40;    // a stack follows; else that of the record before
inline constexpr uint8_t kTagOptions = 0x80;  // an options byte follows the tag
// ... and of the short forms, where 0x80 is zero.
inline constexpr uint8_t kTagKnownAddress = 0x20;  // a slot of the address cache, not a difference

// The options byte.
inline constexpr uint8_t kOptionNoTime = 0x01;
inline constexpr uint8_t kOptionEarlier = 0x02;  // time is before that of the record before
inline constexpr uint8_t kOptionThread = 0x04;   // a thread follows; else that of the record before
inline constexpr uint8_t kOptionExtra = 0x08;    // extra keys follow the fields
inline constexpr uint8_t kOptionMask = 0x0f;

// Text of 1 to 255 bytes is remembered in one of 64 slots; a later record of the chunk names the
// slot instead.
inline constexpr size_t kTextSlots = 64;
inline constexpr size_t kMaxRememberedText = 255;

// The first and the last eight bytes of a text, little-endian; of a shorter one all of it, and the
// size. Texts of one size up to 16 bytes are the same when these are.
struct TextEnds {
  uint64_t first = 0;
  uint64_t last = 0;

  TextEnds() = default;
  TextEnds(const char* text, size_t size) noexcept {
    if (size >= 8) {
      std::memcpy(&first, text, 8);
      std::memcpy(&last, text + size - 8, 8);
      return;
    }
    last = size;
    if (size >= 4) {
      uint32_t head = 0;
      uint32_t tail = 0;
      std::memcpy(&head, text, 4);
      std::memcpy(&tail, text + size - 4, 4);
      first = head | uint64_t{tail} << (8 * (size - 4));
    } else if (size > 0) {
      for (const size_t i : {size_t{0}, size / 2, size - 1}) {
        first |= uint64_t{static_cast<uint8_t>(text[i])} << (8 * i);
      }
    }
  }
  bool operator==(const TextEnds&) const = default;

  size_t Slot() const noexcept {
    return static_cast<size_t>((first * 0x9e3779b97f4a7c15U + last * 0xc2b2ae3d27d4eb4fU) >> 58);
  }
};

// Addresses of the short forms are remembered in one of 256 slots.
inline constexpr size_t kAddressSlots = 256;
inline constexpr unsigned kAddressShift = 4;  // malloc aligns to 16 bytes

inline size_t AddressSlot(uint64_t address) noexcept {
  return static_cast<size_t>(((address >> kAddressShift) * 0x9e3779b97f4a7c15U) >> 56);
}

constexpr uint64_t ZigZag(uint64_t difference) noexcept {
  return (difference << 1) ^ (0 - (difference >> 63));
}
constexpr uint64_t UnZigZag(uint64_t code) noexcept { return (code >> 1) ^ (0 - (code & 1)); }

inline constexpr size_t kMaxVarintBytes = 10;

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_BINARY_RECORD_FORMAT_H_
