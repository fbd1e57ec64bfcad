#include "tidemark/record/sink/binary_sink.h"

#include <algorithm>
#include <cerrno>
#include <tuple>

#include "tidemark/record/buffer/slot_file.h"
#include "tidemark/trace/binary/record_encoder.h"

namespace tidemark::record {
namespace {

// Level 1 takes about a third of level 3's time for a few percent more bytes.
constexpr int kZstdLevel = 1;

}  // namespace

BinarySink::BinarySink(const std::string& path, const SinkContext& context)
    : Sink(path, context), compressor_(kZstdLevel) {
  full_.reserve(SlotFile::kMaxSlots);
}

void BinarySink::Begin(const trace::Event& head, uint64_t run_id) {
  uint8_t header[trace::kFileHeaderBytes];
  trace::EncodeFileHeader({.run_id = run_id}, header);
  file_.Append(header, sizeof(header));
  WriteSingle(trace::ChunkKind::kOpening, head);
}

void BinarySink::WriteSingle(trace::ChunkKind kind, const trace::Event& event) {
  std::vector<uint8_t> records(trace::RecordEncoder::MaxBytes(event));
  const int64_t time = event.t.value_or(0);
  trace::RecordEncoder encoder;
  encoder.Start(records.data(), records.data() + records.size(), 0, time);
  if (!encoder.Append(event)) return context_.failure->Set("encode", E2BIG);
  const uint8_t* chunk = nullptr;
  const trace::ChunkHeader header{
      .kind = kind, .base_time = time, .last_time = time, .records = encoder.records()};
  const size_t size = compressor_.Encode(header, records.data(), encoder.size(), &chunk);
  if (size == 0) return context_.failure->Set("compress", ENOMEM);
  file_.Append(chunk, size);
}

bool BinarySink::WriteSlot(trace::SlotHeader* slot) {
  const uint64_t committed = slot->committed.load(std::memory_order_acquire);
  if (trace::CommittedBytes(committed) == 0) return true;
  const trace::ChunkHeader header{.kind = trace::ChunkKind::kRecords,
                                  .thread = slot->thread,
                                  .sequence = slot->sequence,
                                  .base_time = slot->base_time,
                                  .last_time = slot->last_time.load(std::memory_order_relaxed),
                                  .records = trace::CommittedRecords(committed)};
  const uint8_t* chunk = nullptr;
  const size_t size =
      compressor_.Encode(header, SlotFile::Payload(slot), trace::CommittedBytes(committed), &chunk);
  if (size == 0) context_.failure->Set("compress", ENOMEM);
  return size != 0 && file_.Append(chunk, size);
}

void BinarySink::Flush(bool /*all*/) {
  full_.clear();
  const uint32_t count = context_.slot_file->slot_count();
  for (uint32_t i = 0; i < count; ++i) {
    trace::SlotHeader* const slot = context_.slot_file->slot(i);
    if (slot->state.load(std::memory_order_acquire) == trace::SlotState::kFull) {
      full_.push_back(slot);
    }
  }
  std::sort(full_.begin(), full_.end(), [](const auto* a, const auto* b) {
    return std::tie(a->thread, a->sequence) < std::tie(b->thread, b->sequence);
  });
  for (trace::SlotHeader* const slot : full_) {
    if (!WriteSlot(slot)) {
      discarded_records_ +=
          trace::CommittedRecords(slot->committed.load(std::memory_order_relaxed));
    }
    SlotFile::ReleaseSlot(slot);
  }
}

void BinarySink::Finish(const trace::Event& end) {
  WriteSingle(trace::ChunkKind::kClosing, end);
  file_.Close();
}

}  // namespace tidemark::record
