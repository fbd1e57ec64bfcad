#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/binary/chunk_merge_internal.h"
#include "tidemark/trace/binary/slot_file_reader.h"

namespace tidemark::trace {
namespace {

constexpr size_t kMessagesKept = 3;

// For std's heaps, whose first is the greatest.
bool Later(const ChunkStream* a, const ChunkStream* b) { return b->Before(*a); }

}  // namespace

ChunkSource::ChunkSource(std::unique_ptr<RandomAccess> file, std::unique_ptr<RandomAccess> ring,
                         std::string name, const ReaderOptions& options)
    : file_(std::move(file)), ring_(std::move(ring)), name_(std::move(name)), options_(options) {}

absl::StatusOr<bool> ChunkSource::Load(const ChunkPlace& place, uint8_t* raw) {
  if (place.in_ring) {
    TIDEMARK_RETURN_IF_ERROR(ring_->Read(place.offset, raw, place.header.raw_bytes));
    return true;
  }
  stored_.resize(std::max<size_t>(stored_.size(), place.header.stored_bytes));
  TIDEMARK_RETURN_IF_ERROR(file_->Read(place.offset, stored_.data(), place.header.stored_bytes));
  const char* const problem = decompressor_.Decode(place.header, stored_.data(), raw);
  if (problem == nullptr) return true;
  TIDEMARK_RETURN_IF_ERROR(Report(place.offset - kChunkHeaderBytes, false,
                                  absl::StrCat("a damaged chunk (", problem, ")"),
                                  place.header.records));
  return false;
}

absl::Status ChunkSource::Report(uint64_t offset, bool in_ring, const std::string& found,
                                 int64_t events) {
  const std::string message =
      absl::StrCat(in_ring ? SlotFilePath(name_) : name_, ": byte ", offset, ": found ", found);
  if (!options_.recover) {
    return absl::DataLossError(absl::StrCat(message, ", expected a chunk of records"));
  }
  ++stats_.bad_lines_skipped;
  ++stats_.bad_chunks_skipped;
  stats_.events_skipped += events;
  if (stats_.first_bad_lines.size() < kMessagesKept) {
    stats_.first_bad_lines.push_back(
        events > 0 ? absl::StrCat(message, ", with ", events, events == 1 ? " event" : " events")
                   : message);
  }
  return absl::OkStatus();
}

absl::Status ChunkSource::Hold(uint64_t bytes) {
  held_ += bytes;
  if (held_ <= kMaxHeldBytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat(name_, ": found over ", kMaxHeldBytes >> 20,
                   " MiB of records in chunks that overlap in time, expected less"));
}

ChunkStream::ChunkStream(ChunkSource* source, absl::Span<const ChunkPlace> chunks)
    : source_(source), next_(chunks.data()), end_(chunks.data() + chunks.size()) {
  TakePlaceOfChunk();
}

ChunkStream::~ChunkStream() { LeaveChunk(); }

void ChunkStream::TakePlaceOfChunk() {
  has_record_ = false;
  rank_ = 0;
  if (!done()) time_ = std::max(time_, next_->header.base_time);
}

absl::Status ChunkStream::Advance() {
  if (loaded_ == nullptr) TIDEMARK_RETURN_IF_ERROR(LoadChunk());
  if (loaded_ == nullptr) {  // it was damaged
    ++next_;
    TakePlaceOfChunk();
    return absl::OkStatus();
  }
  RecordDecoder& decoder = loaded_->decoder;
  record_.event = nullptr;
  has_record_ = decoder.NextRecord(&record_);
  if (has_record_) {
    time_ = std::max(time_, decoder.time());
    rank_ = record_.event != nullptr && IsDefinition(record_.event->body) ? 0 : 1;
    return absl::OkStatus();
  }
  if (decoder.failed()) {
    TIDEMARK_RETURN_IF_ERROR(source_->Report(
        next_->in_ring ? next_->offset : next_->offset - kChunkHeaderBytes, next_->in_ring,
        absl::StrCat("a chunk with a bad record at its byte ", decoder.offset(), " (",
                     decoder.problem(), ")"),
        0));
  }
  LeaveChunk();
  ++next_;
  TakePlaceOfChunk();
  return absl::OkStatus();
}

absl::Status ChunkStream::LoadChunk() {
  const ChunkHeader& header = next_->header;
  auto loaded = std::make_unique<Loaded>();
  TIDEMARK_RETURN_IF_ERROR(source_->Hold(sizeof(Loaded) + header.raw_bytes));
  const std::shared_ptr<uint8_t[]> raw(new uint8_t[header.raw_bytes]);
  loaded->raw = raw;
  loaded_ = std::move(loaded);
  TIDEMARK_ASSIGN_OR_RETURN(const bool valid, source_->Load(*next_, raw.get()));
  if (!valid) {
    LeaveChunk();
    return absl::OkStatus();
  }
  loaded_->decoder.Start({loaded_->raw.get(), header.raw_bytes}, header.thread, header.base_time);
  return absl::OkStatus();
}

void ChunkStream::LeaveChunk() {
  if (loaded_ == nullptr) return;
  for (const auto& [kind, count] : loaded_->decoder.unknown_kinds()) {
    CountUnknownEvents(absl::StrCat("kind ", kind), count, &source_->stats());
  }
  source_->stats().unknown_keys_skipped += loaded_->decoder.unknown_keys();
  source_->Release(sizeof(Loaded) + next_->header.raw_bytes);
  loaded_.reset();
}

ChunkMerge::ChunkMerge(ChunkSource* source, absl::Span<const ChunkPlace> chunks,
                       bool in_file_order) {
  for (size_t begin = 0; begin < chunks.size();) {
    size_t end = begin + 1;
    while (end < chunks.size() &&
           (in_file_order || chunks[end].header.thread == chunks[begin].header.thread)) {
      ++end;
    }
    streams_.push_back(std::make_unique<ChunkStream>(source, chunks.subspan(begin, end - begin)));
    waiting_.push_back(streams_.back().get());
    begin = end;
  }
  std::make_heap(waiting_.begin(), waiting_.end(), Later);
}

absl::StatusOr<const EventRecord*> ChunkMerge::Next() {
  if (current_ != nullptr) TIDEMARK_RETURN_IF_ERROR(current_->Advance());
  while (true) {
    if (current_ != nullptr && current_->done()) current_ = nullptr;
    if (!waiting_.empty() && (current_ == nullptr || waiting_.front()->Before(*current_))) {
      std::pop_heap(waiting_.begin(), waiting_.end(), Later);
      std::swap(waiting_.back(), current_);
      if (waiting_.back() == nullptr) {
        waiting_.pop_back();
      } else {
        std::push_heap(waiting_.begin(), waiting_.end(), Later);
      }
    }
    if (current_ == nullptr) return nullptr;
    if (current_->record() != nullptr) return current_->record();
    TIDEMARK_RETURN_IF_ERROR(current_->Advance());
  }
}

}  // namespace tidemark::trace
