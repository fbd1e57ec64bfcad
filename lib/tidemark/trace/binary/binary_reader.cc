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

namespace tidemark::trace {
namespace {

// What is in the file stands before what is in the ring, so that it is the one that is kept.
bool InOrderOfThread(const ChunkPlace& a, const ChunkPlace& b) {
  return std::tie(a.header.thread, a.header.sequence, a.in_ring, a.offset) <
         std::tie(b.header.thread, b.header.sequence, b.in_ring, b.offset);
}

}  // namespace

class BinaryReader::Impl {
 public:
  Impl(std::unique_ptr<RandomAccess> file, std::unique_ptr<RandomAccess> ring,
       std::optional<SlotFileSnapshot> snapshot, std::string name, const ReaderOptions& options)
      : source_(std::move(file), std::move(ring), std::move(name), options),
        snapshot_(std::move(snapshot)) {}

  absl::Status Open() {
    TIDEMARK_RETURN_IF_ERROR(ReadFileHeader());
    TIDEMARK_ASSIGN_OR_RETURN(ChunkIndex index,
                              IndexChunks(source_.file(), may_be_in_order_ ? kMaxOrderedChunkBytes
                                                                           : kMaxMergedChunkBytes));
    for (const DamagedRange& damage : index.damage) {
      TIDEMARK_RETURN_IF_ERROR(source_.Report(damage.offset, false, damage.found, 0));
    }
    const bool uses_ring = snapshot_.has_value() && !in_file_order_;
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

  absl::StatusOr<const Event*> Next() {
    while (status_.ok() && phase_ < phases_.size()) {
      absl::StatusOr<const Event*> event = phases_[phase_].Next();
      status_ = event.status();
      if (event.ok() && *event != nullptr) status_ = CheckHead(**event);
      if (!status_.ok()) break;
      if (*event != nullptr) {
        ++source_.stats().events_read;
        if (phases_[phase_].in_ring()) ++source_.stats().events_from_ring;
        return *event;
      }
      ++phase_;
    }
    if (!status_.ok()) return status_;
    return nullptr;
  }

  const ReaderStats& stats() { return source_.stats(); }

 private:
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
      source_.stats().cut_off = !snapshot_.has_value();
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
        snapshot_.reset();
        return source_.Report(0, false, "a damaged file header", 0);
    }
    in_file_order_ = header.in_file_order;
    may_be_in_order_ = in_file_order_;
    if (snapshot_.has_value() && snapshot_->run_id != header.run_id) snapshot_.reset();
    return absl::OkStatus();
  }

  void AddSlots() {
    for (const SlotSnapshot& slot : snapshot_->slots) {
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
  std::optional<SlotFileSnapshot> snapshot_;
  bool in_file_order_ = false;
  bool may_be_in_order_ = false;
  std::vector<ChunkPlace> opening_;
  std::vector<ChunkPlace> records_;
  std::vector<ChunkPlace> closing_;
  std::vector<ChunkMerge> phases_;
  size_t phase_ = 0;
  absl::Status status_;
};

BinaryReader::BinaryReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
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

absl::StatusOr<const Event*> BinaryReader::Next() { return impl_->Next(); }

const ReaderStats& BinaryReader::stats() const { return impl_->stats(); }

}  // namespace tidemark::trace
