// The events of many chunks as one sequence: chunk after chunk within a thread, threads by time.
//
// Produced over the chunks that an index and a ring file list; consumed by the readers of binary
// traces and of interrupted JSON traces.
//
// Order: by time; at one time definitions first, then by thread. A thread's own order always
//   stands, even where its times do not rise.
// Memory: one decompressed chunk of every thread that has a chunk open at the present time, so at most
//   threads times kMaxMergedChunkBytes; over kMaxHeldBytes is an error.
// Threading: one thread at a time.
#ifndef TIDEMARK_TRACE_BINARY_CHUNK_MERGE_INTERNAL_H_
#define TIDEMARK_TRACE_BINARY_CHUNK_MERGE_INTERNAL_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "tidemark/trace/binary/chunk_format.h"
#include "tidemark/trace/binary/chunk_index_internal.h"
#include "tidemark/trace/binary/record_decoder.h"
#include "tidemark/trace/io/random_access.h"
#include "tidemark/trace/model/trace_reader.h"

namespace tidemark::trace {

// Decoded chunks held at one time.
inline constexpr uint64_t kMaxHeldBytes = uint64_t{256} << 20;

// What the chunks of one trace have in common: where they are read from and how faults are reported.
class ChunkSource {
 public:
  // `ring` may be null. `name` is what messages call the trace.
  ChunkSource(std::unique_ptr<RandomAccess> file, std::unique_ptr<RandomAccess> ring,
              std::string name, const ReaderOptions& options);

  RandomAccess* file() { return file_.get(); }
  const std::string& name() const { return name_; }
  ReaderStats& stats() { return stats_; }

  // Reads a chunk's records into `raw`, which has room for header.raw_bytes. False if they are
  // damaged, which has been reported.
  absl::StatusOr<bool> Load(const ChunkPlace& place, uint8_t* raw);

  // A fault of the file at `offset`: an error, or with `recover` counted.
  absl::Status Report(uint64_t offset, bool in_ring, const std::string& found, int64_t events);

  // Counts what is held in memory.
  absl::Status Hold(uint64_t bytes);
  void Release(uint64_t bytes) { held_ -= bytes; }

 private:
  const std::unique_ptr<RandomAccess> file_;
  const std::unique_ptr<RandomAccess> ring_;
  const std::string name_;
  const ReaderOptions options_;
  ReaderStats stats_;
  ChunkDecompressor decompressor_;
  std::vector<uint8_t> stored_;
  uint64_t held_ = 0;
};

// The chunks of one thread, one after the other. It stands either before a chunk that is not
// loaded, or at an event.
class ChunkStream {
 public:
  // Borrows both; `chunks` is not empty.
  ChunkStream(ChunkSource* source, absl::Span<const ChunkPlace> chunks);
  ~ChunkStream();
  ChunkStream(const ChunkStream&) = delete;
  ChunkStream& operator=(const ChunkStream&) = delete;

  // The event at which it stands, or nullptr before a chunk. It is valid until the next Advance, but
  // its text as long as somebody has the bytes.
  const EventRecord* record() const { return has_record_ ? &record_ : nullptr; }
  const std::shared_ptr<const uint8_t[]>& bytes() const { return loaded_->raw; }
  size_t size() const { return next_->header.raw_bytes; }
  // For whoever wants to know whether they have them already: the number that was last given.
  uint64_t ExchangeMark(uint64_t mark) { return std::exchange(loaded_->mark, mark); }
  bool in_ring() const { return next_->in_ring; }
  // Once all chunks have been read; nothing else is valid then.
  bool done() const { return next_ == end_; }

  // Goes to the next event of this chunk, or before the next chunk, or loads the chunk before
  // which it stands and goes to its first event.
  absl::Status Advance();

  int64_t time() const { return time_; }

  // True when this stream's turn is before that of `other`.
  bool Before(const ChunkStream& other) const {
    if (time_ != other.time_) return time_ < other.time_;
    if (rank_ != other.rank_) return rank_ < other.rank_;
    return next_->header.thread < other.next_->header.thread;
  }

 private:
  absl::Status LoadChunk();
  void LeaveChunk();
  void TakePlaceOfChunk();

  struct Loaded {
    RecordDecoder decoder;
    std::shared_ptr<const uint8_t[]> raw;
    uint64_t mark = 0;
  };

  ChunkSource* const source_;
  const ChunkPlace* next_;  // the chunk at which, or before which, it stands
  const ChunkPlace* const end_;
  std::unique_ptr<Loaded> loaded_;
  EventRecord record_;
  bool has_record_ = false;
  int64_t time_ = 0;
  int rank_ = 0;  // 0 for a definition, and before a chunk, which may begin with one
};

class ChunkMerge {
 public:
  // `chunks` is sorted by thread and sequence; with `in_file_order` they are one sequence as they
  // stand. Borrows both.
  ChunkMerge(ChunkSource* source, absl::Span<const ChunkPlace> chunks, bool in_file_order);

  // The next event, or nullptr. It is valid until the next call.
  absl::StatusOr<const EventRecord*> Next();

  // Of the event last returned.
  ChunkStream& stream() { return *current_; }
  int64_t time() const { return current_->time(); }
  bool in_ring() const { return current_->in_ring(); }

 private:
  std::vector<std::unique_ptr<ChunkStream>> streams_;
  // A heap of all that are not done and not current_; the first's turn is next.
  std::vector<ChunkStream*> waiting_;
  ChunkStream* current_ = nullptr;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_BINARY_CHUNK_MERGE_INTERNAL_H_
