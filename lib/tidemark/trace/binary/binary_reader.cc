#include "tidemark/trace/binary/binary_reader.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/binary/chunk_index_internal.h"
#include "tidemark/trace/binary/chunk_merge_internal.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/json/event_decoder_internal.h"
#include "tidemark/trace/json/json_check_internal.h"
#include "tidemark/trace/model/event_batch_internal.h"
#include "tidemark/trace/pipeline/block_pipeline_internal.h"

namespace tidemark::trace {
namespace {

// What is in the file stands before what is in the ring, so that it is the one that is kept.
bool InOrderOfThread(const ChunkPlace& a, const ChunkPlace& b) {
  return std::tie(a.header.thread, a.header.sequence, a.in_ring, a.offset) <
         std::tie(b.header.thread, b.header.sequence, b.in_ring, b.offset);
}

}  // namespace

// Events that are made at once, on whatever thread.
struct RecordBlock {
  EventBatch events;
  std::vector<std::shared_ptr<const uint8_t[]>> chunks;  // in which their text is
  size_t chunk_bytes = 0;
  ReaderStats stats;    // as of these events
  absl::Status status;  // of the last: why nothing follows

  void Clear() {
    events.Clear();
    chunks.clear();
    chunk_bytes = 0;
    status = absl::OkStatus();
  }
  size_t bytes() const { return chunk_bytes + events.arena().bytes(); }
};

class BinaryReader::Impl final : public BlockStages<RecordBlock> {
 public:
  Impl(std::unique_ptr<RandomAccess> file, std::unique_ptr<RandomAccess> ring,
       std::optional<SlotFileSnapshot> snapshot, std::string name, const ReaderOptions& options)
      : source_(std::move(file), std::move(ring), std::move(name), options),
        ring_snapshot_(std::move(snapshot)),
        pipeline_(this, ThreadsToUse(options.threads) > 1 ? 1 : 0) {}

  absl::Status Open() {
    TIDEMARK_RETURN_IF_ERROR(ReadFileHeader());
    TIDEMARK_ASSIGN_OR_RETURN(ChunkIndex index,
                              IndexChunks(source_.file(), may_be_in_order_ ? kMaxOrderedChunkBytes
                                                                           : kMaxMergedChunkBytes));
    for (const DamagedRange& damage : index.damage) {
      TIDEMARK_RETURN_IF_ERROR(source_.Report(damage.offset, false, damage.found, 0));
    }
    const bool uses_ring = ring_snapshot_.has_value() && !in_file_order_;
    source_.stats().cut_off = source_.stats().cut_off || (index.cut_off && !uses_ring);
    for (const ChunkPlace& place : index.chunks) {
      std::vector<ChunkPlace>& phase = place.header.kind == ChunkKind::kOpening   ? opening_
                                       : place.header.kind == ChunkKind::kClosing ? closing_
                                                                                  : records_;
      phase.push_back(place);
    }
    if (uses_ring) AddSlots();
    if (!in_file_order_) TIDEMARK_RETURN_IF_ERROR(SortAndDropCopies());
    phases_.emplace_back(&source_, opening_, true);
    phases_.emplace_back(&source_, records_, in_file_order_);
    phases_.emplace_back(&source_, closing_, true);
    return absl::OkStatus();
  }

  absl::StatusOr<EventRun> MakeRun(ReaderStats* stats) {
    if (!status_.ok()) return status_;
    const RecordBlock* const block = pipeline_.Next();
    if (block == nullptr) return EventRun();
    const int64_t events_read = stats->events_read;
    *stats = block->stats;
    stats->events_read = events_read;
    status_ = block->status;
    if (!status_.ok()) return status_;
    return block->events.run();
  }

  // Before the first run.
  const ReaderStats& stats() { return source_.stats(); }

 private:
  static constexpr size_t kMostEvents = 512;                  // in a block
  static constexpr size_t kMostBlockBytes = size_t{2} << 20;  // of chunks and lists

  // All the work is here: chunks are read in the order of time, and their records one by one.
  bool Begin(RecordBlock* block, size_t* bytes) override {
    if (is_finished_) return false;
    block->Clear();
    ++blocks_;
    Fill(block);
    *bytes = block->bytes();
    return true;
  }
  void Finish(RecordBlock* /*block*/) override {}

  void Fill(RecordBlock* block) {
    while (block->events.size() < kMostEvents && block->bytes() < kMostBlockBytes) {
      if (!is_at_record_) Advance();
      // What is behind a gap, or the end of the trace, is not in the block of what is before it.
      const bool is_gap = record_ == nullptr || Skipped(source_.stats()) != Skipped(snapshot_);
      if (is_gap && block->events.size() > 0) break;
      if (is_gap) snapshot_ = source_.stats();
      if (record_ == nullptr) {
        is_finished_ = true;
        block->status = fault_;
        break;
      }
      TakeRecord(block);
    }
    block->stats = snapshot_;
    block->stats.events_from_ring = events_from_ring_;
  }

  static int64_t Skipped(const ReaderStats& stats) {
    return stats.bad_lines_skipped + stats.unknown_events_skipped + stats.unknown_keys_skipped;
  }

  // Goes to the next record, or to the end or the first fault.
  void Advance() {
    record_ = nullptr;
    is_at_record_ = true;
    for (; phase_ < phases_.size(); ++phase_) {
      const absl::StatusOr<const EventRecord*> record = phases_[phase_].Next();
      fault_ = record.status();
      if (record.ok() && *record != nullptr && (*record)->event != nullptr) {
        fault_ = CheckHead(*(*record)->event);
      }
      if (!fault_.ok()) return;
      record_ = *record;
      if (record_ != nullptr) return;
    }
  }

  void TakeRecord(RecordBlock* block) {
    is_at_record_ = false;
    if (phases_[phase_].in_ring()) ++events_from_ring_;
    if (record_->event == nullptr) {
      *block->events.AddRecord() = *record_;
      return;
    }
    block->events.AddCopy(*record_->event);
    ChunkStream& stream = phases_[phase_].stream();
    if (stream.ExchangeMark(blocks_) == blocks_) return;
    block->chunks.push_back(stream.bytes());
    block->chunk_bytes += stream.size();
  }

  // What the rest of the project takes for granted of a trace's head.
  absl::Status CheckHead(const Event& event) const {
    const auto* const head = std::get_if<TraceHead>(&event.body);
    if (head == nullptr) return absl::OkStatus();
    if (head->version != kTraceVersion) {
      return absl::UnimplementedError(
          absl::StrCat(source_.name(), ": ", UnsupportedVersionMessage(head->version)));
    }
    if (head->capture_json.empty() || CheckJsonObject(head->capture_json, kMaxJsonDepth).ok()) {
      return absl::OkStatus();
    }
    return absl::DataLossError(
        absl::StrCat(source_.name(), ": found a \"capture\" that is no JSON, expected an object"));
  }

  absl::Status ReadFileHeader() {
    if (source_.file()->size() < kFileHeaderBytes) {
      // The program was killed before it had written as much.
      source_.stats().cut_off = !ring_snapshot_.has_value();
      return absl::OkStatus();
    }
    uint8_t bytes[kFileHeaderBytes];
    TIDEMARK_RETURN_IF_ERROR(source_.file()->Read(0, bytes, sizeof(bytes)));
    FileHeader header;
    switch (DecodeFileHeader(bytes, &header)) {
      case HeaderProblem::kNone:
        break;
      case HeaderProblem::kMagic:
        return absl::InvalidArgumentError(
            absl::StrCat(source_.name(), ": byte 0: found no binary trace, expected one"));
      case HeaderProblem::kVersion:
        return absl::UnimplementedError(
            absl::StrCat(source_.name(), ": byte 8: found version ", header.version,
                         " of the binary format, expected version ", kFileFormatVersion));
      case HeaderProblem::kDamaged:
        // What it would have said is no loss: chunks in file order are those of thread 0.
        may_be_in_order_ = true;
        ring_snapshot_.reset();
        return source_.Report(0, false, "a damaged file header", 0);
    }
    in_file_order_ = header.in_file_order;
    may_be_in_order_ = in_file_order_;
    if (ring_snapshot_.has_value() && ring_snapshot_->run_id != header.run_id)
      ring_snapshot_.reset();
    return absl::OkStatus();
  }

  void AddSlots() {
    for (const SlotSnapshot& slot : ring_snapshot_->slots) {
      ChunkPlace place;
      place.offset = slot.offset;
      place.in_ring = true;
      place.header = slot.header;
      records_.push_back(place);
    }
  }

  // A chunk that is there twice counts once; it is a fault unless the second is in the ring.
  absl::Status SortAndDropCopies() {
    std::sort(records_.begin(), records_.end(), InOrderOfThread);
    std::vector<ChunkPlace> kept;
    kept.reserve(records_.size());
    for (const ChunkPlace& place : records_) {
      const bool is_copy = !kept.empty() && kept.back().header.thread == place.header.thread &&
                           kept.back().header.sequence == place.header.sequence;
      if (!is_copy) {
        kept.push_back(place);
      } else if (!place.in_ring) {
        TIDEMARK_RETURN_IF_ERROR(
            source_.Report(place.offset - kChunkHeaderBytes, false,
                           absl::StrCat("chunk ", place.header.sequence, " of thread ",
                                        place.header.thread, " for the second time"),
                           0));
      }
    }
    records_ = std::move(kept);
    return absl::OkStatus();
  }

  ChunkSource source_;
  std::optional<SlotFileSnapshot> ring_snapshot_;
  bool in_file_order_ = false;
  bool may_be_in_order_ = false;
  std::vector<ChunkPlace> opening_;
  std::vector<ChunkPlace> records_;
  std::vector<ChunkPlace> closing_;
  std::vector<ChunkMerge> phases_;
  // ---- Of whoever makes blocks. ----
  size_t phase_ = 0;
  bool is_at_record_ = false;            // which is not in a block yet
  const EventRecord* record_ = nullptr;  // null at the end
  absl::Status fault_;
  bool is_finished_ = false;
  ReaderStats snapshot_;  // as of the last event
  int64_t events_from_ring_ = 0;
  uint64_t blocks_ = 0;

  absl::Status status_;                  // that was handed out
  BlockPipeline<RecordBlock> pipeline_;  // the first to go: its thread uses the others
};

BinaryReader::BinaryReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {
  stats_ = impl_->stats();
}
BinaryReader::~BinaryReader() = default;

bool BinaryReader::Recognizes(absl::string_view bytes) {
  return absl::StartsWith(
      bytes, absl::string_view(reinterpret_cast<const char*>(kFileMagic), sizeof(kFileMagic)));
}

absl::StatusOr<std::unique_ptr<BinaryReader>> BinaryReader::Open(std::unique_ptr<RandomAccess> file,
                                                                 std::unique_ptr<RandomAccess> ring,
                                                                 std::string name,
                                                                 const ReaderOptions& options) {
  std::optional<SlotFileSnapshot> snapshot;
  if (ring != nullptr) {
    absl::StatusOr<SlotFileSnapshot> read = ReadSlotFile(ring.get(), SlotFilePath(name));
    if (read.ok() && read->of_binary_trace) snapshot = *std::move(read);
  }
  auto impl = std::make_unique<Impl>(std::move(file), std::move(ring), std::move(snapshot),
                                     std::move(name), options);
  TIDEMARK_RETURN_IF_ERROR(impl->Open());
  return std::unique_ptr<BinaryReader>(new BinaryReader(std::move(impl)));
}

absl::StatusOr<EventRun> BinaryReader::MakeRun() { return impl_->MakeRun(&stats_); }

}  // namespace tidemark::trace
