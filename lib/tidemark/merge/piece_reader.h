// The consecutive pieces of one trace, read as the trace that was cut.
//
// Made by MergeTraces() of files that shards (shard_writer.h) or others have cut; consumed by the
// analysis, which sees one trace. Of the heads of the pieces it sees the first alone.
//
// Ownership: opens a piece when the one before is at its end. Threading: as any reader.
// Errors: those of the readers; DataLoss where a piece does not begin where the one before it ends.
#ifndef TIDEMARK_MERGE_PIECE_READER_H_
#define TIDEMARK_MERGE_PIECE_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tidemark/trace/model/trace_reader.h"

namespace tidemark::merge {

struct Piece {
  std::string path;
  int64_t begin = 0;  // how many events and definitions stand in the pieces before
};

class PieceReader final : public trace::TraceReader {
 public:
  // At least one.
  PieceReader(std::vector<Piece> pieces, const trace::ReaderOptions& options)
      : pieces_(std::move(pieces)), options_(options) {}

  absl::StatusOr<const trace::Event*> Next() override;
  absl::StatusOr<trace::EventRun> NextRun() override;
  const trace::ReaderStats& stats() const override { return stats_; }

 private:
  // Opens the next piece, if one is left: else false.
  absl::StatusOr<bool> Open();
  // The sums, with those of the piece that is being read.
  void CountUp();

  std::vector<Piece> pieces_;
  trace::ReaderOptions options_;
  size_t next_ = 0;
  std::unique_ptr<trace::TraceReader> reader_;  // null: before the first, and behind the last
  bool at_begin_ = false;                       // of a piece
  int64_t heads_ = 0;
  trace::ReaderStats before_;  // of the pieces that were read to their ends
  trace::ReaderStats stats_;
  absl::Status status_;
};

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_PIECE_READER_H_
