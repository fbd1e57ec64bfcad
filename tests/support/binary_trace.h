// Binary traces and ring files in memory, as a recorder would write them: for tests of readers.
//
//   BinaryTrace trace(kRunId);
//   trace.Add({.thread = 1, .base_time = 10}, {event, event});
//   std::string bytes = trace.bytes();
#ifndef TIDEMARK_TESTS_SUPPORT_BINARY_TRACE_H_
#define TIDEMARK_TESTS_SUPPORT_BINARY_TRACE_H_

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "tidemark/trace/binary/chunk_format.h"
#include "tidemark/trace/binary/record_encoder.h"
#include "tidemark/trace/binary/slot_file_layout.h"
#include "tidemark/trace/model/event.h"

namespace tidemark {

// The records of a chunk.
struct EncodedRecords {
  std::vector<uint8_t> bytes;
  uint32_t records = 0;
  int64_t last_time = 0;
};

// Definitions among `events` take their place at the time of the event before them.
inline EncodedRecords EncodeRecords(int64_t thread, int64_t base_time,
                                    const std::vector<trace::Event>& events) {
  size_t room = 64;
  for (const trace::Event& event : events) room += trace::RecordEncoder::MaxBytes(event);
  EncodedRecords out;
  out.bytes.resize(room);
  trace::RecordEncoder encoder;
  encoder.Start(out.bytes.data(), out.bytes.data() + room, thread, base_time);
  int64_t time = base_time;
  for (const trace::Event& event : events) {
    time = event.t.value_or(time);
    encoder.Append(event, time);
  }
  out.bytes.resize(encoder.size());
  out.records = encoder.records();
  out.last_time = encoder.last_time();
  return out;
}

class BinaryTrace {
 public:
  explicit BinaryTrace(uint64_t run_id = 1, bool in_file_order = false) {
    uint8_t header[trace::kFileHeaderBytes];
    trace::EncodeFileHeader({.in_file_order = in_file_order, .run_id = run_id}, header);
    AppendBytes(header, sizeof(header));
  }

  // Fills in what follows from the events; returns the chunk's offset.
  size_t Add(trace::ChunkHeader header, const std::vector<trace::Event>& events) {
    const EncodedRecords encoded = EncodeRecords(header.thread, header.base_time, events);
    header.last_time = encoded.last_time;
    header.records = encoded.records;
    return AddRaw(header, encoded.bytes);
  }

  size_t AddRaw(const trace::ChunkHeader& header, const std::vector<uint8_t>& records) {
    const size_t offset = bytes_.size();
    trace::ChunkCompressor compressor(1);
    const uint8_t* chunk = nullptr;
    const size_t size = compressor.Encode(header, records.data(), records.size(), &chunk);
    AppendBytes(chunk, size);
    return offset;
  }

  const std::string& bytes() const { return bytes_; }

 private:
  void AppendBytes(const uint8_t* bytes, size_t size) {
    bytes_.append(reinterpret_cast<const char*>(bytes), size);
  }

  std::string bytes_;
};

// A ring file of small slots.
class TestSlotFile {
 public:
  static constexpr size_t kSlotBytes = 4096;

  TestSlotFile(uint64_t run_id, trace::SlotFileOutput output)
      : bytes_(trace::kSlotFileHeaderBytes, '\0') {
    std::memcpy(bytes_.data(), trace::kSlotFileMagic, sizeof(trace::kSlotFileMagic));
    Put<uint32_t>(offsetof(trace::SlotFileHeader, version), trace::kSlotFileVersion);
    Put<uint32_t>(offsetof(trace::SlotFileHeader, header_bytes), trace::kSlotFileHeaderBytes);
    Put<uint64_t>(offsetof(trace::SlotFileHeader, run_id), run_id);
    Put<uint32_t>(offsetof(trace::SlotFileHeader, slot_bytes), kSlotBytes);
    Put<uint32_t>(offsetof(trace::SlotFileHeader, output), static_cast<uint32_t>(output));
  }

  void SetProgress(size_t copy, uint64_t generation, uint64_t valid_bytes, int64_t watermark) {
    const size_t at =
        offsetof(trace::SlotFileHeader, progress) + copy * sizeof(trace::SlotFileProgress);
    Put<uint64_t>(at + offsetof(trace::SlotFileProgress, generation), generation);
    Put<uint64_t>(at + offsetof(trace::SlotFileProgress, valid_bytes), valid_bytes);
    Put<int64_t>(at + offsetof(trace::SlotFileProgress, watermark), watermark);
  }

  // Returns the slot's offset.
  size_t AddSlot(int64_t thread, uint64_t sequence, int64_t base_time,
                 const std::vector<trace::Event>& events,
                 trace::SlotState state = trace::SlotState::kOpen) {
    const EncodedRecords encoded = EncodeRecords(thread, base_time, events);
    const size_t at = bytes_.size();
    bytes_.resize(at + kSlotBytes);
    Put<uint32_t>(at + offsetof(trace::SlotHeader, state), static_cast<uint32_t>(state));
    Put<int64_t>(at + offsetof(trace::SlotHeader, thread), thread);
    Put<uint64_t>(at + offsetof(trace::SlotHeader, sequence), sequence);
    Put<int64_t>(at + offsetof(trace::SlotHeader, base_time), base_time);
    Put<uint64_t>(
        at + offsetof(trace::SlotHeader, committed),
        trace::PackCommitted(static_cast<uint32_t>(encoded.bytes.size()), encoded.records));
    Put<int64_t>(at + offsetof(trace::SlotHeader, last_time), encoded.last_time);
    std::memcpy(bytes_.data() + at + sizeof(trace::SlotHeader), encoded.bytes.data(),
                encoded.bytes.size());
    Put<uint32_t>(offsetof(trace::SlotFileHeader, slot_count), ++slots_);
    return at;
  }

  template <class T>
  void Put(size_t at, T value) {
    std::memcpy(bytes_.data() + at, &value, sizeof(value));
  }

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  uint32_t slots_ = 0;
};

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_SUPPORT_BINARY_TRACE_H_
