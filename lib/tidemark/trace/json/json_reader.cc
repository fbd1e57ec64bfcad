#include "tidemark/trace/json/json_reader.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/trace/json/text_block_internal.h"
#include "tidemark/trace/json/text_blocks_internal.h"
#include "tidemark/trace/pipeline/block_pipeline_internal.h"

namespace tidemark::trace {

class JsonReader::Impl final : public BlockStages<TextBlock> {
 public:
  Impl(std::unique_ptr<ByteSource> source, std::string name, const ReaderOptions& options,
       size_t read_bytes, ReaderStats* stats)
      : blocks_(std::move(source), read_bytes),
        name_(std::move(name)),
        options_(options),
        stats_(*stats),
        pipeline_(this, ThreadsToUse(options.threads) - 1) {}
  ~Impl() override { blocks_.Cancel(); }

  absl::StatusOr<EventRun> MakeRun();

 private:
  bool Begin(TextBlock* block, size_t* bytes) override {
    const bool has_begun = blocks_.Next(block);
    *bytes = block->text.text().size();
    return has_begun;
  }
  void Finish(TextBlock* block) override { DecodeBlock(block); }

  // The events up to the next gap, if there are any.
  EventRun TakeEvents();
  void TakeGap(const Gap& gap);
  void End(bool cut_off);
  // A fault in the text: an error, or with `recover` a number.
  absl::Status Reject(TextPosition position, absl::string_view problem);
  void Count(std::string message);
  std::string Message(TextPosition position, absl::string_view problem) const;

  TextBlocks blocks_;
  const std::string name_;
  const ReaderOptions options_;
  ReaderStats& stats_;
  absl::Status status_;
  bool ended_ = false;
  const TextBlock* block_ = nullptr;  // that is being handed out
  size_t given_ = 0;                  // of its events
  size_t gap_ = 0;                    // of its gaps, that is next
  int64_t lines_before_ = 0;
  BlockPipeline<TextBlock> pipeline_;  // the first to go: its threads use the others
};

absl::StatusOr<EventRun> JsonReader::Impl::MakeRun() {
  while (status_.ok() && !ended_) {
    if (block_ != nullptr) {
      const EventRun run = TakeEvents();
      if (!run.empty()) return run;
      if (gap_ < block_->gaps.size()) {
        TakeGap(block_->gaps[gap_++]);
        continue;
      }
      lines_before_ += block_->lines;
    }
    block_ = pipeline_.Next();
    given_ = 0;
    gap_ = 0;
    if (block_ == nullptr) ended_ = true;
  }
  if (!status_.ok()) return status_;
  return EventRun();
}

EventRun JsonReader::Impl::TakeEvents() {
  const bool has_gap = gap_ < block_->gaps.size();
  const size_t end = has_gap ? block_->gaps[gap_].events_before : block_->events.size();
  if (end == given_) return {};
  const EventRun run = block_->events.run().subspan(given_, end - given_);
  stats_.unknown_keys_skipped += has_gap ? block_->gaps[gap_].unknown_keys : block_->unknown_keys;
  given_ = end;
  return run;
}

void JsonReader::Impl::TakeGap(const Gap& gap) {
  TextPosition position = gap.position;
  position.line += lines_before_;
  switch (gap.kind) {
    case Gap::Kind::kBadText:
      status_ = Reject(position, gap.text);
      break;
    case Gap::Kind::kUnsupported:
      status_ = absl::UnimplementedError(Message(position, gap.text));
      break;
    case Gap::Kind::kUnknownEvent:
      CountUnknownEvents(gap.text, 1, &stats_);
      break;
    case Gap::Kind::kEnd:
      End(/*cut_off=*/false);
      break;
    case Gap::Kind::kCutOff:
      End(/*cut_off=*/true);
      break;
    case Gap::Kind::kFault:
      if (options_.recover && absl::IsDataLoss(gap.status)) {
        Count(std::string{gap.status.message()});
        End(/*cut_off=*/true);
      } else {
        status_ = gap.status;
      }
      break;
  }
}

void JsonReader::Impl::End(bool cut_off) {
  ended_ = true;
  stats_.cut_off = cut_off;
}

absl::Status JsonReader::Impl::Reject(TextPosition position, absl::string_view problem) {
  std::string message = Message(position, problem);
  if (!options_.recover) return absl::InvalidArgumentError(message);
  Count(std::move(message));
  return absl::OkStatus();
}

void JsonReader::Impl::Count(std::string message) {
  constexpr size_t kMessagesKept = 3;
  ++stats_.bad_lines_skipped;
  if (stats_.first_bad_lines.size() < kMessagesKept) {
    stats_.first_bad_lines.push_back(std::move(message));
  }
}

std::string JsonReader::Impl::Message(TextPosition position, absl::string_view problem) const {
  return absl::StrCat(name_, ":", position.line, ":", position.column, ": ", problem);
}

JsonReader::JsonReader(std::unique_ptr<ByteSource> source, std::string name,
                       const ReaderOptions& options, size_t read_bytes)
    : impl_(std::make_unique<Impl>(std::move(source), std::move(name), options, read_bytes,
                                   &stats_)) {}
JsonReader::~JsonReader() = default;

absl::StatusOr<EventRun> JsonReader::MakeRun() { return impl_->MakeRun(); }

}  // namespace tidemark::trace
