// One JSON document, {"tidemark_trace":1,"events":[ ... ]}, of any length and in any layout.
//
// Contract: as JsonSplitter. The pieces are the elements of "events". The document's keys may come
// in any order; unknown ones are skipped, their values no longer than an object may be.
// After a fault the text is searched for the next line, or the next {"ev", and the events go on.
#ifndef TIDEMARK_TRACE_JSON_DOCUMENT_SPLITTER_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_DOCUMENT_SPLITTER_INTERNAL_H_

#include <optional>
#include <string>

#include "tidemark/trace/json/json_splitter_internal.h"
#include "tidemark/trace/json/value_scanner_internal.h"

namespace tidemark::trace {

class DocumentSplitter final : public JsonSplitter {
 public:
  explicit DocumentSplitter(ReadWindow* window) : window_(window) {}

  absl::StatusOr<Outcome> Next() override;

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

  ReadWindow* const window_;
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
