#include "tidemark/trace/binary/slot_file_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/binary/slot_file_layout.h"

namespace tidemark::trace {
namespace {

// The structs of ring_layout.h hold atomics, which cannot be copied out of bytes; so fields are.
template <class T>
T ReadField(const uint8_t* bytes, size_t at) {
  T value;
  std::memcpy(&value, bytes + at, sizeof(value));
  return value;
}

absl::Status NotARing(const std::string& name, absl::string_view found) {
  return absl::InvalidArgumentError(
      absl::StrCat(name, ": found ", found, ", expected the ring file of a recording"));
}

// The copy with the greater even generation; an odd one was being written.
void ReadProgress(const uint8_t* header, SlotFileSnapshot* snapshot) {
  uint64_t best = 0;
  for (size_t copy = 0; copy < 2; ++copy) {
    const uint8_t* const progress =
        header + offsetof(SlotFileHeader, progress) + copy * sizeof(SlotFileProgress);
    const auto generation = ReadField<uint64_t>(progress, offsetof(SlotFileProgress, generation));
    if (generation % 2 != 0 || generation <= best) continue;
    best = generation;
    snapshot->valid_bytes = ReadField<uint64_t>(progress, offsetof(SlotFileProgress, valid_bytes));
    snapshot->watermark = ReadField<int64_t>(progress, offsetof(SlotFileProgress, watermark));
  }
}

bool ReadSlot(const uint8_t* bytes, size_t payload_bytes, ChunkHeader* header) {
  const auto state = ReadField<uint32_t>(bytes, offsetof(SlotHeader, state));
  if (state != static_cast<uint32_t>(SlotState::kOpen) &&
      state != static_cast<uint32_t>(SlotState::kFull)) {
    return false;
  }
  const auto committed = ReadField<uint64_t>(bytes, offsetof(SlotHeader, committed));
  header->thread = ReadField<int64_t>(bytes, offsetof(SlotHeader, thread));
  header->sequence = ReadField<uint64_t>(bytes, offsetof(SlotHeader, sequence));
  header->base_time = ReadField<int64_t>(bytes, offsetof(SlotHeader, base_time));
  header->last_time =
      std::max(header->base_time, ReadField<int64_t>(bytes, offsetof(SlotHeader, last_time)));
  header->raw_bytes = CommittedBytes(committed);
  header->stored_bytes = header->raw_bytes;
  header->records = CommittedRecords(committed);
  return header->raw_bytes > 0 && header->raw_bytes <= payload_bytes && header->thread >= 0 &&
         header->base_time >= 0;
}

}  // namespace

std::string SlotFilePath(const std::string& trace_path) {
  return absl::StrCat(trace_path, ".ring");
}

absl::StatusOr<SlotFileSnapshot> ReadSlotFile(RandomAccess* ring, const std::string& name) {
  uint8_t header[sizeof(SlotFileHeader)];
  if (ring->size() < kSlotFileHeaderBytes) return NotARing(name, "a file that is too short");
  TIDEMARK_RETURN_IF_ERROR(ring->Read(0, header, sizeof(header)));
  if (std::memcmp(header, kSlotFileMagic, sizeof(kSlotFileMagic)) != 0) {
    return NotARing(name, "a file of another kind");
  }
  const auto version = ReadField<uint32_t>(header, offsetof(SlotFileHeader, version));
  if (version != kSlotFileVersion) {
    return absl::UnimplementedError(absl::StrCat(name, ": found version ", version,
                                                 " of the ring file, expected ", kSlotFileVersion));
  }
  const auto header_bytes = ReadField<uint32_t>(header, offsetof(SlotFileHeader, header_bytes));
  const auto slot_bytes = ReadField<uint32_t>(header, offsetof(SlotFileHeader, slot_bytes));
  const auto output = ReadField<uint32_t>(header, offsetof(SlotFileHeader, output));
  const bool is_binary = output == static_cast<uint32_t>(SlotFileOutput::kBinary);
  if (header_bytes < sizeof(SlotFileHeader) || slot_bytes <= sizeof(SlotHeader) ||
      slot_bytes > kMaxMergedChunkBytes ||
      (!is_binary && output != static_cast<uint32_t>(SlotFileOutput::kJson))) {
    return NotARing(name, "a damaged header");
  }
  SlotFileSnapshot snapshot;
  snapshot.of_binary_trace = is_binary;
  snapshot.run_id = ReadField<uint64_t>(header, offsetof(SlotFileHeader, run_id));
  snapshot.pid = ReadField<uint32_t>(header, offsetof(SlotFileHeader, pid));
  ReadProgress(header, &snapshot);
  const uint64_t room =
      ring->size() < header_bytes ? 0 : (ring->size() - header_bytes) / slot_bytes;
  const uint64_t slots =
      std::min<uint64_t>(room, ReadField<uint32_t>(header, offsetof(SlotFileHeader, slot_count)));
  for (uint64_t i = 0; i < slots; ++i) {
    const uint64_t offset = header_bytes + i * slot_bytes;
    uint8_t bytes[sizeof(SlotHeader)];
    TIDEMARK_RETURN_IF_ERROR(ring->Read(offset, bytes, sizeof(bytes)));
    SlotSnapshot slot;
    slot.offset = offset + sizeof(SlotHeader);
    if (ReadSlot(bytes, slot_bytes - sizeof(SlotHeader), &slot.header)) {
      snapshot.slots.push_back(slot);
    }
  }
  return snapshot;
}

}  // namespace tidemark::trace
