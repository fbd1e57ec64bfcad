#include "tidemark/merge/piece_reader.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/reader.h"

namespace tidemark::merge {
namespace {

bool IsHead(const trace::Event* event) {
  return event != nullptr && std::holds_alternative<trace::TraceHead>(event->body);
}

void AddStats(const trace::ReaderStats& more, trace::ReaderStats* sum) {
  sum->events_read += more.events_read;
  sum->unknown_events_skipped += more.unknown_events_skipped;
  for (const auto& [kind, count] : more.unknown_kinds) {
    if (sum->unknown_kinds.contains(kind) ||
        sum->unknown_kinds.size() < trace::ReaderStats::kMostKinds) {
      sum->unknown_kinds[kind] += count;
    }
  }
  sum->unknown_keys_skipped += more.unknown_keys_skipped;
  sum->bad_lines_skipped += more.bad_lines_skipped;
  for (const std::string& line : more.first_bad_lines) {
    if (sum->first_bad_lines.size() < 3) sum->first_bad_lines.push_back(line);
  }
  sum->cut_off = sum->cut_off || more.cut_off;
  sum->bad_chunks_skipped += more.bad_chunks_skipped;
  sum->events_skipped += more.events_skipped;
  sum->events_from_ring += more.events_from_ring;
}

}  // namespace

void PieceReader::CountUp() {
  stats_ = before_;
  if (reader_ != nullptr) AddStats(reader_->stats(), &stats_);
}

absl::StatusOr<bool> PieceReader::Open() {
  if (reader_ != nullptr) AddStats(reader_->stats(), &before_);
  reader_.reset();
  CountUp();
  if (next_ == pieces_.size()) return false;
  const Piece& piece = pieces_[next_];
  const int64_t ended = before_.events_read - heads_ + before_.unknown_events_skipped +
                        before_.bad_lines_skipped + before_.events_skipped;
  if (piece.begin != ended) {
    return absl::DataLossError(absl::StrCat(
        piece.path, ": found the piece of a trace that begins behind ", piece.begin,
        " events, but ", next_ == 0 ? "there is none before it" : "the piece before it",
        next_ == 0 ? "" : absl::StrCat(", ", pieces_[next_ - 1].path, ", ends behind ", ended)));
  }
  TIDEMARK_ASSIGN_OR_RETURN(reader_, trace::OpenTrace(piece.path, options_));
  at_begin_ = true;
  ++next_;
  return true;
}

absl::StatusOr<const trace::Event*> PieceReader::Next() {
  TIDEMARK_RETURN_IF_ERROR(status_);
  while (true) {
    if (reader_ != nullptr) {
      absl::StatusOr<const trace::Event*> event = reader_->Next();
      CountUp();
      if (!event.ok()) return status_ = event.status();
      const bool is_head = at_begin_ && IsHead(*event);
      at_begin_ = false;
      if (is_head) ++heads_;
      if (is_head && next_ > 1) continue;
      if (*event != nullptr) return *event;
    }
    const absl::StatusOr<bool> opened = Open();
    if (!opened.ok()) return status_ = opened.status();
    if (!*opened) return nullptr;
  }
}

absl::StatusOr<trace::EventRun> PieceReader::NextRun() {
  TIDEMARK_RETURN_IF_ERROR(status_);
  while (true) {
    if (reader_ != nullptr) {
      absl::StatusOr<trace::EventRun> run = reader_->NextRun();
      CountUp();
      if (!run.ok()) return status_ = run.status();
      if (at_begin_ && !run->empty()) {
        at_begin_ = false;
        if (IsHead(run->front().event)) {
          ++heads_;
          if (next_ > 1) *run = run->subspan(1);
          if (run->empty()) continue;
        }
      }
      if (!run->empty()) return *run;
    }
    const absl::StatusOr<bool> opened = Open();
    if (!opened.ok()) return status_ = opened.status();
    if (!*opened) return trace::EventRun();
  }
}

}  // namespace tidemark::merge
