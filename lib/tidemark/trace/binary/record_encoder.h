// Encodes events as the binary records of one chunk, into memory that the caller supplies.
//
// Produced for the recorder (also inside malloc, hence no allocation, no exceptions, no locks and
// no Abseil in this header) and for BinaryWriter; RecordDecoder is its consumer.
//
// An encoder is plain data of about 3.7 KiB that lives beside its buffer. A call either appends one
// whole record and returns true, or appends nothing, changes nothing and returns false because the
// rest of the buffer is too small: start the next chunk then, and call again. The bytes from the
// start of the buffer up to size() are complete records at any moment between two calls: publish
// size() with a release store and another thread, or another process, can decode up to there.
//
// Ownership: borrows the buffer from Start() on, and reads back from it what it wrote.
// Threading: one thread at a time. Not re-entrant: guard against signals.
// Units: times are nanoseconds since the start of the trace; sizes are bytes.
//
//   encoder.Start(slot, slot + kSlotBytes, thread, now);
//   if (!encoder.HeapAlloc(now, address, bytes, stack)) { ... next slot ... }
//   committed.store(encoder.size(), std::memory_order_release);
#ifndef TIDEMARK_TRACE_BINARY_RECORD_ENCODER_H_
#define TIDEMARK_TRACE_BINARY_RECORD_ENCODER_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/trace/binary/record_format.h"

namespace tidemark::trace {

struct Event;
struct KnownText;

class RecordEncoder {
 public:
  // Room that a short record never exceeds. A buffer of this size takes at least one.
  static constexpr size_t kMaxShortRecordBytes = 64;

  // Begins a chunk: `thread` and `base_time` go into its header. Events that name no other thread
  // are of `thread`; times are differences, the first one to `base_time`.
  void Start(uint8_t* begin, uint8_t* end, int64_t thread, int64_t base_time) noexcept;

  // malloc and its like, on the chunk's thread, with kind "heap". `stack` is 0 where none is known.
  bool HeapAlloc(int64_t t, uint64_t address, uint64_t bytes, int64_t stack) noexcept;

  // The buffer at `address` ends, on the chunk's thread.
  bool HeapFree(int64_t t, uint64_t address) noexcept;

  // Any event. Its t, thread, site and stack are its own. For a definition, which has no time,
  // `definition_time` is the time at which it takes its place among the events of other threads;
  // where there is no merging (a file in order of the lines), leave it out.
  static constexpr int64_t kNoTime = INT64_MIN;
  bool Append(const Event& event, int64_t definition_time = kNoTime) noexcept;

  // An event of the chunk's thread, without a stack, whose kind is known where it is called: faster.
  // For the kinds that a bridge sends, and those of brief_bodies.h: see record_encoder.cc.
  template <class Body>
  bool AppendBody(int64_t t, int64_t site, const Body& body) noexcept;

  // A size that the record of `event` does not exceed. Append succeeds when this much is free, and
  // only then, so an event over the size of an empty buffer never fits.
  static size_t MaxBytes(const Event& event) noexcept;

  // Bytes of complete records, and their number.
  size_t size() const noexcept { return static_cast<size_t>(out_ - begin_); }
  uint32_t records() const noexcept { return records_; }
  // The greatest time so far, at least the base time.
  int64_t last_time() const noexcept { return last_time_; }

 private:
  class Output;

  struct RememberedText {
    const uint8_t* data;
    size_t size;
    TextEnds ends;
  };

  static uint8_t* PutVarint(uint8_t* out, uint64_t value) noexcept;
  uint8_t* PutAddress(uint8_t* out, uint8_t* tag, uint64_t address) noexcept;
  bool HasRoom(size_t bytes) const noexcept { return static_cast<size_t>(end_ - out_) >= bytes; }
  bool IsShort(int64_t t, uint64_t address) const noexcept {
    return t >= time_ && (address & ((1U << kAddressShift) - 1)) == 0;
  }
  void Finish(uint8_t* out, int64_t t) noexcept;
  bool AppendHeapAlloc(int64_t t, uint64_t address, uint64_t bytes, int64_t stack) noexcept;
  bool AppendHeapFree(int64_t t, uint64_t address) noexcept;
  bool TryShort(const Event& event) noexcept;

  uint8_t* begin_;
  uint8_t* out_;
  uint8_t* end_;
  uint32_t records_;
  // Of the record before.
  int64_t time_;
  int64_t last_time_;
  int64_t thread_;
  int64_t own_thread_;  // the chunk's
  int64_t site_;
  int64_t stack_;
  int64_t heap_stack_;     // of the kHeapAlloc before
  uint64_t heap_address_;  // of the short form before
  uint64_t address_;
  uint64_t buffer_;
  uint64_t view_;
  uint64_t pc_;
  RememberedText texts_[kTextSlots];
  const KnownText* known_[kTextSlots];  // that is what the slot has; null: another one
  uint64_t addresses_[kAddressSlots];
};

inline uint8_t* RecordEncoder::PutVarint(uint8_t* out, uint64_t value) noexcept {
  while (value >= 0x80) {
    *out++ = static_cast<uint8_t>(value | 0x80);
    value >>= 7;
  }
  *out++ = static_cast<uint8_t>(value);
  return out;
}

inline uint8_t* RecordEncoder::PutAddress(uint8_t* out, uint8_t* tag, uint64_t address) noexcept {
  const size_t slot = AddressSlot(address);
  if (addresses_[slot] == address) {
    *tag |= kTagKnownAddress;
    *out++ = static_cast<uint8_t>(slot);
  } else {
    addresses_[slot] = address;
    // Both are multiples of 16, so the shift loses nothing; its sign is restored by hand.
    const uint64_t difference = address - heap_address_;
    const uint64_t sign = 0 - (difference >> 63);
    out = PutVarint(out, ZigZag((difference >> kAddressShift) | (sign << (64 - kAddressShift))));
  }
  heap_address_ = address;
  return out;
}

inline void RecordEncoder::Finish(uint8_t* out, int64_t t) noexcept {
  time_ = t;
  if (t > last_time_) last_time_ = t;
  ++records_;
  out_ = out;
}

inline bool RecordEncoder::HeapAlloc(int64_t t, uint64_t address, uint64_t bytes,
                                     int64_t stack) noexcept {
  if (!HasRoom(kMaxShortRecordBytes)) return false;
  if (!IsShort(t, address)) [[unlikely]] {
    return AppendHeapAlloc(t, address, bytes, stack);
  }
  uint8_t* const tag = out_;
  *tag = static_cast<uint8_t>(RecordKind::kHeapAlloc);
  uint8_t* out = PutVarint(out_ + 1, static_cast<uint64_t>(t) - static_cast<uint64_t>(time_));
  if (stack != heap_stack_) {
    *tag |= kTagStack;
    heap_stack_ = stack;
    out = PutVarint(out, static_cast<uint64_t>(stack));
  }
  out = PutVarint(out, bytes);
  out = PutAddress(out, tag, address);
  Finish(out, t);
  return true;
}

inline bool RecordEncoder::HeapFree(int64_t t, uint64_t address) noexcept {
  if (!HasRoom(kMaxShortRecordBytes)) return false;
  if (!IsShort(t, address)) [[unlikely]] {
    return AppendHeapFree(t, address);
  }
  uint8_t* const tag = out_;
  *tag = static_cast<uint8_t>(RecordKind::kHeapFree);
  uint8_t* out = PutVarint(out_ + 1, static_cast<uint64_t>(t) - static_cast<uint64_t>(time_));
  out = PutAddress(out, tag, address);
  Finish(out, t);
  return true;
}

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_BINARY_RECORD_ENCODER_H_
