// Cuts the elements of "events" out of one JSON document, {"tidemark_trace":1,"events":[ ... ]}, of
// any length and in any layout, with their positions.
//
// Consumed by TextBlocks. The document's keys may come in any order; unknown ones are skipped, their
// values no longer than an object may be.
//
// Memory: bounded by the longest object, which kMaxObjectBytes bounds; not by the file.
// Ownership: a piece borrows from the window until the next call.
// Errors: a status is a fault of the file and final. kBad is a fault of the text; the next call
//   searches for the next line, or the next {"ev", and the events go on.
#ifndef TIDEMARK_TRACE_JSON_DOCUMENT_SPLITTER_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_DOCUMENT_SPLITTER_INTERNAL_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/trace/json/json_form_internal.h"
#include "tidemark/trace/json/read_window_internal.h"
#include "tidemark/trace/json/value_scanner_internal.h"

namespace tidemark::trace {

class DocumentSplitter {
 public:
  enum class Outcome {
    kPiece,        // piece() is the text of an object, or of something else in its place
    kBad,          // problem() is what is wrong at position()
    kUnsupported,  // the same, for a document of another version
    kCut,          // the document ends before its end
    kEnd,
  };

  explicit DocumentSplitter(ReadWindow* window) : window_(window) {}

  absl::StatusOr<Outcome> Next();

  absl::string_view piece() const { return piece_; }
  // Of the piece, or of the problem.
  TextPosition position() const { return position_; }
  const std::string& problem() const { return problem_; }

 private:
  enum class State { kStart, kKeys, kElements, kSearch, kBehind, kFinished };
  enum class Extent { kWhole, kBroken, kCut, kTooLong };

  // Each makes one step: an outcome for the caller, or nothing if the next step is to be taken.
  using Step = absl::StatusOr<std::optional<Outcome>>;
  Step StartDocument();
  Step TakeKey();
  Step TakeOther(absl::string_view key);
  Step TakeElement();
  Step SearchElement();
  Step EndDocument();

  // The next byte that is no white space, not consumed; 0 at the end, where at_end_ is set.
  absl::StatusOr<char> Peek();
  // Measures the value that the window begins with: extent_ and length.
  absl::StatusOr<size_t> MeasureValue();
  absl::Status DropRestOfValue(ValueScanner* scanner);
  // Consumes what has been scanned.
  void Advance(size_t bytes);
  // What stands here is not what was expected; goes on in a search for the next element.
  Step Unexpected(absl::string_view expected);
  // What stands here, in words that do not depend on how much the window holds.
  absl::StatusOr<std::string> Found();
  Outcome Bad(TextPosition position, std::string problem) {
    position_ = position;
    problem_ = std::move(problem);
    return Outcome::kBad;
  }

  ReadWindow* const window_;
  absl::string_view piece_;
  TextPosition position_;
  std::string problem_;
  State state_ = State::kStart;
  Extent extent_ = Extent::kWhole;
  TextPosition at_;      // of the window's first byte
  size_t held_ = 0;      // bytes of the window that the last piece takes
  bool at_end_ = false;  // the last Peek met the end
  bool comma_due_ = false;
  bool comma_just_taken_ = false;
  bool comma_may_come_ = false;  // unknown after a search
  bool has_version_ = false;
  bool has_events_ = false;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_DOCUMENT_SPLITTER_INTERNAL_H_
