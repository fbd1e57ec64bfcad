#include "tidemark/trace/interrupted_json_reader.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "tidemark/base/status.h"
#include "tidemark/trace/binary/chunk_merge_internal.h"
#include "tidemark/trace/json/json_reader.h"

namespace tidemark::trace {
namespace {

std::vector<ChunkPlace> SlotsByThread(const SlotFileSnapshot& snapshot) {
  std::vector<ChunkPlace> places;
  for (const SlotSnapshot& slot : snapshot.slots) {
    ChunkPlace place;
    place.offset = slot.offset;
    place.in_ring = true;
    place.header = slot.header;
    places.push_back(place);
  }
  std::sort(places.begin(), places.end(), [](const ChunkPlace& a, const ChunkPlace& b) {
    return std::tie(a.header.thread, a.header.sequence, a.offset) <
           std::tie(b.header.thread, b.header.sequence, b.offset);
  });
  return places;
}

// The first bytes of a file, which stays open for others.
class HeadSource final : public ByteSource {
 public:
  explicit HeadSource(RandomAccess* file) : file_(file) {}
  absl::StatusOr<size_t> Read(char* into, size_t size) override {
    const size_t count = static_cast<size_t>(std::min<uint64_t>(size, file_->size() - offset_));
    if (count == 0) return size_t{0};
    TIDEMARK_RETURN_IF_ERROR(file_->Read(offset_, reinterpret_cast<uint8_t*>(into), count));
    offset_ += count;
    return count;
  }

 private:
  RandomAccess* const file_;
  uint64_t offset_ = 0;
};

}  // namespace

bool InterruptedJsonReader::BelongTogether(RandomAccess* file, const SlotFileSnapshot& snapshot) {
  if (snapshot.of_binary_trace || snapshot.valid_bytes > file->size()) return false;
  if (snapshot.valid_bytes == 0) return true;
  absl::StatusOr<std::unique_ptr<ByteSource>> source =
      Decompress(std::make_unique<HeadSource>(file), "");
  if (!source.ok()) return true;
  JsonReader reader(*std::move(source), "", {.threads = 1});
  const absl::StatusOr<const Event*> event = reader.Next();
  if (!event.ok() || *event == nullptr) return true;
  const auto* const head = std::get_if<TraceHead>(&(*event)->body);
  return head == nullptr || !head->pid.has_value() || *head->pid == snapshot.pid;
}

class InterruptedJsonReader::Impl {
 public:
  Impl(std::unique_ptr<ByteSource> json, std::unique_ptr<RandomAccess> ring,
       const SlotFileSnapshot& snapshot, const std::string& name, const ReaderOptions& options)
      : json_(std::move(json), name, options),
        source_(nullptr, std::move(ring), name, options),
        places_(SlotsByThread(snapshot)),
        ring_(&source_, places_, false),
        has_json_(snapshot.valid_bytes > 0),
        watermark_(snapshot.watermark) {}

  absl::StatusOr<const Event*> Next() {
    if (has_json_) {
      TIDEMARK_ASSIGN_OR_RETURN(const Event* event, json_.Next());
      if (event != nullptr) {
        ended_ = std::holds_alternative<End>(event->body);
        return event;
      }
      has_json_ = false;
    }
    while (!ended_ && status_.ok()) {
      const absl::StatusOr<const EventRecord*> record = ring_.Next();
      status_ = record.status();
      if (!record.ok()) break;
      ended_ = *record == nullptr;
      if (*record == nullptr || ring_.time() <= watermark_) continue;
      ++source_.stats().events_from_ring;
      if ((*record)->event != nullptr) return (*record)->event;
      heap_event_ = HeapEventOf(**record);
      return &heap_event_;
    }
    if (!status_.ok()) return status_;
    return nullptr;
  }

  const ReaderStats& stats() {
    const ReaderStats& json = json_.stats();
    const ReaderStats& ring = source_.stats();
    sum_ = json;
    sum_.events_read += ring.events_from_ring;
    sum_.events_from_ring = ring.events_from_ring;
    sum_.unknown_events_skipped += ring.unknown_events_skipped;
    for (const auto& [kind, count] : ring.unknown_kinds) sum_.unknown_kinds[kind] += count;
    sum_.unknown_keys_skipped += ring.unknown_keys_skipped;
    sum_.bad_lines_skipped += ring.bad_lines_skipped;
    sum_.bad_chunks_skipped = ring.bad_chunks_skipped;
    sum_.events_skipped = ring.events_skipped;
    sum_.first_bad_lines.insert(sum_.first_bad_lines.end(), ring.first_bad_lines.begin(),
                                ring.first_bad_lines.end());
    return sum_;
  }

 private:
  JsonReader json_;
  ChunkSource source_;
  const std::vector<ChunkPlace> places_;
  ChunkMerge ring_;
  Event heap_event_;
  bool has_json_;
  const int64_t watermark_;
  bool ended_ = false;
  absl::Status status_;
  ReaderStats sum_;
};

InterruptedJsonReader::InterruptedJsonReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
InterruptedJsonReader::~InterruptedJsonReader() = default;

absl::StatusOr<std::unique_ptr<InterruptedJsonReader>> InterruptedJsonReader::Open(
    std::unique_ptr<RandomAccess> file, std::unique_ptr<RandomAccess> ring,
    const SlotFileSnapshot& snapshot, const std::string& name, const ReaderOptions& options) {
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> json,
                            Decompress(ReadPrefix(std::move(file), snapshot.valid_bytes), name));
  return std::unique_ptr<InterruptedJsonReader>(new InterruptedJsonReader(
      std::make_unique<Impl>(std::move(json), std::move(ring), snapshot, name, options)));
}

absl::StatusOr<const Event*> InterruptedJsonReader::Next() { return impl_->Next(); }

const ReaderStats& InterruptedJsonReader::stats() const { return impl_->stats(); }

}  // namespace tidemark::trace
