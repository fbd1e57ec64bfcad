#include "tidemark/trace/growing_trace.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "tidemark/base/status.h"
#include "tidemark/trace/binary/binary_reader.h"
#include "tidemark/trace/binary/slot_file_layout.h"
#include "tidemark/trace/interrupted_json_reader.h"
#include "tidemark/trace/reader.h"

namespace tidemark::trace {
namespace {

// A slot that is read again and again while its thread takes another one each time.
constexpr int kMostTries = 8;

// Of the slots that are copied; recorders use 16 MiB and 256 KiB a thread.
constexpr uint64_t kMostSlotBytes = uint64_t{1} << 30;

// What tells a slot's chunk from others.
bool IsSameChunk(const uint8_t* a, const uint8_t* b) {
  return std::memcmp(a + offsetof(SlotHeader, thread), b + offsetof(SlotHeader, thread),
                     offsetof(SlotHeader, committed) - offsetof(SlotHeader, thread)) == 0;
}

// Its header at `into`, and behind it what was committed when the header was read.
absl::Status CopySlot(RandomAccess* ring, uint64_t offset, size_t slot_bytes, uint8_t* into) {
  for (int i = 0; i < kMostTries; ++i) {
    TIDEMARK_RETURN_IF_ERROR(ring->Read(offset, into, sizeof(SlotHeader)));
    uint64_t committed = 0;
    std::memcpy(&committed, into + offsetof(SlotHeader, committed), sizeof(committed));
    const size_t bytes =
        std::min<size_t>(CommittedBytes(committed), slot_bytes - sizeof(SlotHeader));
    TIDEMARK_RETURN_IF_ERROR(
        ring->Read(offset + sizeof(SlotHeader), into + sizeof(SlotHeader), bytes));
    uint8_t after[sizeof(SlotHeader)];
    TIDEMARK_RETURN_IF_ERROR(ring->Read(offset, after, sizeof(after)));
    if (IsSameChunk(into, after)) return absl::OkStatus();
  }
  std::memset(into, 0, slot_bytes);  // free
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> CopySlotFile(RandomAccess* ring, const std::string& name) {
  // It looks at the header, so that its sizes can be believed.
  TIDEMARK_RETURN_IF_ERROR(ReadSlotFile(ring, name).status());
  std::string copy(kSlotFileHeaderBytes, '\0');
  auto* bytes = reinterpret_cast<uint8_t*>(copy.data());
  TIDEMARK_RETURN_IF_ERROR(ring->Read(0, bytes, kSlotFileHeaderBytes));
  uint32_t header_bytes = 0;
  uint32_t slot_bytes = 0;
  uint32_t slot_count = 0;
  std::memcpy(&header_bytes, bytes + offsetof(SlotFileHeader, header_bytes), sizeof(header_bytes));
  std::memcpy(&slot_bytes, bytes + offsetof(SlotFileHeader, slot_bytes), sizeof(slot_bytes));
  std::memcpy(&slot_count, bytes + offsetof(SlotFileHeader, slot_count), sizeof(slot_count));
  const uint64_t room =
      ring->size() < header_bytes ? 0 : (ring->size() - header_bytes) / slot_bytes;
  const uint64_t slots = std::min<uint64_t>(room, slot_count);
  if (slots * slot_bytes > kMostSlotBytes) {
    return absl::ResourceExhaustedError(name + ": found a ring file of more than 1 GiB");
  }
  if (slots > 0) copy.resize(std::max<uint64_t>(copy.size(), header_bytes + slots * slot_bytes));
  bytes = reinterpret_cast<uint8_t*>(copy.data());
  for (uint64_t i = 0; i < slots; ++i) {
    const uint64_t offset = header_bytes + i * slot_bytes;
    TIDEMARK_RETURN_IF_ERROR(CopySlot(ring, offset, slot_bytes, bytes + offset));
  }
  // What a slot gave up meanwhile is in the trace as far as this says.
  TIDEMARK_RETURN_IF_ERROR(ring->Read(0, bytes, std::min<size_t>(header_bytes, copy.size())));
  std::memcpy(bytes + offsetof(SlotFileHeader, slot_count), &slot_count, sizeof(slot_count));
  return copy;
}

absl::StatusOr<std::unique_ptr<TraceReader>> OpenGrowingTrace(const std::string& path,
                                                              const ReaderOptions& options) {
  const std::string ring_path = SlotFilePath(path);
  const auto ring = OpenRandomAccess(ring_path);
  if (!ring.ok()) return OpenTrace(path, options);
  absl::StatusOr<std::string> copy = CopySlotFile(ring->get(), ring_path);
  // It ended meanwhile.
  if (!copy.ok()) return OpenTrace(path, options);
  std::unique_ptr<RandomAccess> copied = InMemory(*std::move(copy));
  TIDEMARK_ASSIGN_OR_RETURN(const SlotFileSnapshot snapshot, ReadSlotFile(copied.get(), ring_path));
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccess> file, OpenRandomAccess(path));
  if (snapshot.of_binary_trace) {
    return BinaryReader::Open(std::move(file), std::move(copied), path, options);
  }
  if (InterruptedJsonReader::BelongTogether(file.get(), snapshot)) {
    return InterruptedJsonReader::Open(std::move(file), std::move(copied), snapshot, path, options);
  }
  return OpenTrace(path, options);
}

}  // namespace tidemark::trace
