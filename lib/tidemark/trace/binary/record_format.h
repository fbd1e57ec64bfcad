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

// The low five bits of a record's tag. Zero is no record, so memory never written is never one.
enum class RecordKind : uint8_t {
  kNone = 0,
  kTrace = 1,
  kSite = 2,
  kFrame = 3,
  kStack = 4,
  kThread = 5,
  kAlloc = 6,
  kResize = 7,
  kView = 8,
  kDrop = 9,
  kCopy = 10,
  kWrite = 11,
  kRead = 12,
  kOp = 13,
  kFree = 14,
  kScopeBegin = 15,
  kScopeEnd = 16,
  kMark = 17,
  kOutOfMemory = 18,
  kLost = 19,
  kEnd = 20,
  // Short forms of the two most frequent.
  kHeapAlloc = 21,
  kHeapFree = 22,
};
inline constexpr uint8_t kLastRecordKind = 22;
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
inline constexpr uint8_t kOptionMask = 0x07;

// The bits of each kind's set of keys, in the order in which the keys follow.
namespace trace_keys {
enum : uint32_t {
  kRun = 1,
  kPid = 2,
  kPpid = 4,
  kProgram = 8,
  kArgs = 16,
  kHost = 32,
  kStart = 64,
  kTidemark = 128,
  kCapture = 256,
  kAll = 511
};
}  // namespace trace_keys
namespace site_keys {
enum : uint32_t { kFunction = 1, kLabel = 2, kAll = 3 };
}  // namespace site_keys
namespace frame_keys {
enum : uint32_t { kFile = 1, kLine = 2, kModule = 4, kPc = 8, kBuildId = 16, kAll = 31 };
}  // namespace frame_keys
namespace thread_keys {
enum : uint32_t { kName = 1, kOsTid = 2, kAll = 3 };
}  // namespace thread_keys
namespace alloc_keys {
enum : uint32_t {
  kBuf = 1,
  kAddr = 2,
  kKind = 4,
  kView = 8,
  kDtype = 16,
  kShape = 32,
  kStrides = 64,
  kOp = 128,
  kUsable = 256,
  kAlign = 512,
  kZeroed = 1024,
  kZeroedTrue = 2048,
  kLabel = 4096,
  kAll = 8191
};
}  // namespace alloc_keys
namespace resize_keys {
enum : uint32_t { kBuf = 1, kAddr = 2, kNewAddr = 4, kAll = 7 };
}  // namespace resize_keys
namespace view_keys {
enum : uint32_t {
  kParent = 1,
  kOffset = 2,
  kShape = 4,
  kStrides = 8,
  kDtype = 16,
  kOp = 32,
  kWritable = 64,
  kWritableTrue = 128,
  kAll = 255
};
}  // namespace view_keys
namespace copy_keys {
enum : uint32_t { kSrcBuf = 1, kDstBuf = 2, kSrc = 4, kDst = 8, kReason = 16, kOp = 32, kAll = 63 };
}  // namespace copy_keys
namespace access_keys {
enum : uint32_t { kView = 1, kEscaped = 2, kEscapedTrue = 4, kAll = 7 };
}  // namespace access_keys
namespace op_keys {
enum : uint32_t { kIn = 1, kOut = 2, kReused = 4, kReusedTrue = 8, kIndex = 16, kAll = 31 };
}  // namespace op_keys
namespace free_keys {
enum : uint32_t { kBuf = 1, kAddr = 2, kLastRead = 4, kLastWrite = 8, kAll = 15 };
}  // namespace free_keys
namespace lost_keys {
enum : uint32_t { kBytes = 1, kAll = 1 };
}  // namespace lost_keys
namespace end_keys {
enum : uint32_t { kEvents = 1, kLiveBuffers = 2, kLiveBytes = 4, kAll = 7 };
}  // namespace end_keys

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
