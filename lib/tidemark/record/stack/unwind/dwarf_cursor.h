// A cursor over DWARF data: fixed-size integers, LEB128 and blocks.
//
// Used by the unwinder (unwind_table.h), inside malloc: no allocation, no exceptions.
//
// Errors: reading past the end gives zeros and makes ok() false permanently.
// Ownership: borrows the bytes. Threading: one thread at a time.
#ifndef TIDEMARK_RECORD_STACK_UNWIND_DWARF_CURSOR_H_
#define TIDEMARK_RECORD_STACK_UNWIND_DWARF_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tidemark::record {

// A range of bytes in a loaded module, such as an expression.
struct DwarfBlock {
  const uint8_t* begin = nullptr;
  size_t size = 0;
};

class DwarfCursor {
 public:
  DwarfCursor(const uint8_t* begin, const uint8_t* end) noexcept : at_(begin), end_(end) {}
  explicit DwarfCursor(DwarfBlock block) noexcept
      : DwarfCursor(block.begin, block.begin + block.size) {}

  bool ok() const noexcept { return ok_; }
  bool at_end() const noexcept { return at_ == end_; }
  const uint8_t* at() const noexcept { return at_; }

  // A fixed-size value in native byte order.
  template <class T>
  T Fixed() noexcept {
    T value{};
    if (!Has(sizeof(T))) return value;
    std::memcpy(&value, at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }

  uint64_t Uleb() noexcept {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = Fixed<uint8_t>();
      if (shift < 64) value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return value;
    }
  }

  int64_t Sleb() noexcept {
    uint64_t value = 0;
    for (unsigned shift = 0;;) {
      const auto byte = Fixed<uint8_t>();
      if (shift < 64) value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      shift += 7;
      if ((byte & 0x80) != 0) continue;
      if (shift < 64 && (byte & 0x40) != 0) value |= ~uint64_t{0} << shift;
      return static_cast<int64_t>(value);
    }
  }

  void Skip(uint64_t bytes) noexcept {
    if (Has(bytes)) at_ += bytes;
  }

  DwarfBlock Block(uint64_t bytes) noexcept {
    if (!Has(bytes)) return {};
    const DwarfBlock block{at_, static_cast<size_t>(bytes)};
    at_ += bytes;
    return block;
  }

 private:
  bool Has(uint64_t bytes) noexcept {
    if (static_cast<uint64_t>(end_ - at_) >= bytes) return true;
    ok_ = false;
    at_ = end_;
    return false;
  }

  const uint8_t* at_;
  const uint8_t* end_;
  bool ok_ = true;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_UNWIND_DWARF_CURSOR_H_
