// A stretch of a trace's text, and what it decodes to.
//
// Cut by TextBlocks, decoded by DecodeBlock on any thread, and handed out by JsonReader.
//
// Lines of a block count from its own first line: how many are before it is known when the blocks before
// it have been decoded. Positions in a document are those of the file.
//
// Memory: what it needed is kept for the next text, up to some 1 MiB.
// Threading: one thread at a time.
#ifndef TIDEMARK_TRACE_JSON_TEXT_BLOCK_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_TEXT_BLOCK_INTERNAL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tidemark/trace/json/event_decoder_internal.h"
#include "tidemark/trace/json/json_form_internal.h"
#include "tidemark/trace/model/event_batch_internal.h"

namespace tidemark::trace {

// Text with a line end or a zero behind it, and behind that kDecoderPadding bytes.
class PaddedText {
 public:
  absl::string_view text() const { return {bytes_.data(), size_}; }
  void Clear() { size_ = 0; }
  // Returns where the appended bytes begin.
  size_t Append(absl::string_view bytes);

 private:
  std::vector<char> bytes_;
  size_t size_ = 0;
};

// What stands between events, or behind the last.
struct Gap {
  enum class Kind {
    kBadText,       // `text` is what is wrong at `position`
    kUnsupported,   // the same, for a trace of another version
    kUnknownEvent,  // of the kind `text`
    kEnd,           // of the trace
    kCutOff,        // of a trace that was to go on
    kFault,         // `status`, of the file
  };
  Kind kind = Kind::kEnd;
  TextPosition position = {};
  std::string text = {};
  absl::Status status = {};
  // Filled in by DecodeBlock:
  size_t events_before = 0;  // in the block
  int64_t unknown_keys = 0;  // of the events since the gap before
};

struct TextBlock {
  // ---- What was cut. ----
  PaddedText text;
  bool is_document = false;
  // Of a document, the elements and what is between them; `piece` counts them.
  struct Piece {
    size_t offset = 0;
    size_t size = 0;
    TextPosition position;
  };
  struct PieceGap {
    size_t pieces_before = 0;
    Gap gap;
  };
  std::vector<Piece> pieces;
  std::vector<PieceGap> piece_gaps;
  bool is_too_long_line = false;  // instead of text
  bool is_last = false;
  bool source_cut_off = false;  // of the last one: the compressed stream has no end
  absl::Status status;          // of the last one: why nothing follows

  // ---- What it decodes to. ----
  EventBatch events;
  std::vector<Gap> gaps;     // in the order of events_before
  int64_t unknown_keys = 0;  // of the events behind the last gap
  int64_t lines = 0;

  // Before another text is put in.
  void Clear();

  std::unique_ptr<EventDecoder> decoder;
};

void DecodeBlock(TextBlock* block);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_TEXT_BLOCK_INTERNAL_H_
