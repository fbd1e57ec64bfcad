// How the ring file beside a trace that is being recorded is laid out.
//
// Produced by the recorder, which maps it shared, so that the kernel keeps it when the process is
// killed; consumed by whoever reads the trace of a process that did not close it. FORMAT.md is the
// specification. An orderly close removes the file.
//
// The file is one header page and then slots of equal size. A slot holds one chunk of one thread
// while it grows: a SlotHeader and then exactly the bytes that the chunk's records will have.
//
// Exactly once. Of a binary trace: a slot whose (thread, sequence) is also a whole chunk of the
//   trace was written already and is skipped; what is torn at the end of the trace is in a slot. Of
//   a JSON trace: of the two Progress copies the one with the greater even generation holds; the
//   trace is good up to valid_bytes and has every record of a time <= watermark; the slots' records
//   with a greater time come behind it, merged by time.
// Units: bytes; nanoseconds since the start of the trace. All numbers are little-endian.
#ifndef TIDEMARK_TRACE_BINARY_SLOT_FILE_LAYOUT_H_
#define TIDEMARK_TRACE_BINARY_SLOT_FILE_LAYOUT_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tidemark::trace {

inline constexpr unsigned char kSlotFileMagic[8] = {'T', 'M', 'R', 'I', 'N', 'G', 0x1a, '\n'};
inline constexpr uint32_t kSlotFileVersion = 1;
inline constexpr size_t kSlotFileHeaderBytes = 4096;
inline constexpr size_t kSlotBytes = size_t{64} << 10;

enum class SlotFileOutput : uint32_t { kBinary = 1, kJson = 2 };

// How far a JSON trace has come. While it is written its generation is odd.
struct SlotFileProgress {
  std::atomic<uint64_t> generation;
  uint64_t valid_bytes;  // of the trace file
  int64_t watermark;     // every record up to this time is among them
};

struct SlotFileHeader {
  unsigned char magic[8];
  uint32_t version;
  uint32_t header_bytes;  // where the first slot is
  uint64_t run_id;        // the same as in the binary trace's header
  uint32_t slot_bytes;    // with the slot's header
  std::atomic<uint32_t> slot_count;
  SlotFileOutput output;
  uint32_t pid;
  SlotFileProgress progress[2];
};
static_assert(sizeof(SlotFileHeader) <= kSlotFileHeaderBytes);

enum class SlotState : uint32_t {
  kFree = 0,
  kOpen = 1,  // its thread is writing
  kFull = 2,  // to be flushed
};

// `committed` grows with release stores; the records below it are whole at any moment.
struct SlotHeader {
  std::atomic<SlotState> state;
  uint32_t reserved;
  int64_t thread;
  uint64_t sequence;                // of the thread's chunks, from 0
  int64_t base_time;                // what the first record's time is a difference to
  std::atomic<uint64_t> committed;  // bytes of whole records in the low half, their number above
  std::atomic<int64_t> last_time;   // of the committed records, or a moment later
  uint8_t padding[16];
};
static_assert(sizeof(SlotHeader) == 64);

inline constexpr size_t kSlotPayloadBytes = kSlotBytes - sizeof(SlotHeader);

constexpr uint64_t PackCommitted(uint32_t bytes, uint32_t records) {
  return bytes | (static_cast<uint64_t>(records) << 32);
}
constexpr uint32_t CommittedBytes(uint64_t packed) { return static_cast<uint32_t>(packed); }
constexpr uint32_t CommittedRecords(uint64_t packed) { return static_cast<uint32_t>(packed >> 32); }

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_BINARY_SLOT_FILE_LAYOUT_H_
