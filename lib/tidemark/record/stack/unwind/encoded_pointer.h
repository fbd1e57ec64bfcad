// Reads an address in one of the encodings of exception handling data (DW_EH_PE_*).
//
// Used by the unwinder. Source: Linux Standard Base Core 5.0, 10.5.1.
#ifndef TIDEMARK_RECORD_STACK_UNWIND_ENCODED_POINTER_H_
#define TIDEMARK_RECORD_STACK_UNWIND_ENCODED_POINTER_H_

#include <cstdint>

#include "tidemark/record/os/address.h"
#include "tidemark/record/stack/unwind/dwarf_cursor.h"

namespace tidemark::record {

inline constexpr uint8_t kEncodingOmit = 0xff;
inline constexpr uint8_t kEncodingFormat = 0x0f;
inline constexpr uint8_t kEncodingDataRelative = 0x30;
inline constexpr uint8_t kEncodingSigned4 = 0x0b;

// `data_base` is the base of data-relative addresses. False for an unsupported encoding.
inline bool ReadEncodedPointer(DwarfCursor& in, uint8_t encoding, uintptr_t data_base,
                               uintptr_t* value) noexcept {
  enum : uint8_t {
    kAbsolute = 0x00,
    kUleb = 0x01,
    kUnsigned2 = 0x02,
    kUnsigned4 = 0x03,
    kUnsigned8 = 0x04,
    kSleb = 0x09,
    kSigned2 = 0x0a,
    kSigned8 = 0x0c,
    kPcRelative = 0x10,
    kIndirect = 0x80,
  };
  const auto position = reinterpret_cast<uintptr_t>(in.at());
  switch (encoding & kEncodingFormat) {
    case kAbsolute:
    case kUnsigned8:
    case kSigned8:
      *value = in.Fixed<uint64_t>();
      break;
    case kUleb:
      *value = in.Uleb();
      break;
    case kUnsigned2:
      *value = in.Fixed<uint16_t>();
      break;
    case kUnsigned4:
      *value = in.Fixed<uint32_t>();
      break;
    case kSleb:
      *value = static_cast<uintptr_t>(in.Sleb());
      break;
    case kSigned2:
      *value = static_cast<uintptr_t>(intptr_t{in.Fixed<int16_t>()});
      break;
    case kEncodingSigned4:
      *value = static_cast<uintptr_t>(intptr_t{in.Fixed<int32_t>()});
      break;
    default:
      return false;
  }
  switch (encoding & 0x70) {
    case kAbsolute:
      break;
    case kPcRelative:
      *value += position;
      break;
    case kEncodingDataRelative:
      *value += data_base;
      break;
    default:
      return false;
  }
  if (!in.ok()) return false;
  if ((encoding & kIndirect) != 0) *value = *PointerTo<const uintptr_t>(*value);
  return true;
}

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_UNWIND_ENCODED_POINTER_H_
