// Cuts the objects of a trace out of its text, whatever stands between them, with their positions.
//
// Produced in two forms, for one object a line and for one document; consumed by JsonReader.
//
// Memory: bounded by the longest object, which kMaxObjectBytes bounds; not by the file.
// Ownership: a piece borrows from the window until the next call.
// Errors: a status is a fault of the file and final. kBad is a fault of the text; the next call
//   goes on behind it.
#ifndef TIDEMARK_TRACE_JSON_JSON_SPLITTER_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_JSON_SPLITTER_INTERNAL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/trace/json/read_window_internal.h"

namespace tidemark::trace {

// What a line may have, without its end.
inline constexpr size_t kMaxObjectBytes = size_t{16} << 20;

// The first byte of a file is 1:1; columns count bytes.
struct TextPosition {
  int64_t line = 1;
  int64_t column = 1;

  // Moves over `text`.
  void Advance(absl::string_view text);
};

class JsonSplitter {
 public:
  enum class Outcome {
    kPiece,        // piece() is the text of an object, or of something else in its place
    kBad,          // problem() is what is wrong at position()
    kUnsupported,  // the same, for a document of another version
    kCut,          // the document ends before its end
    kEnd,
  };

  virtual ~JsonSplitter() = default;

  virtual absl::StatusOr<Outcome> Next() = 0;

  absl::string_view piece() const { return piece_; }
  // The piece is a last line without a line end.
  bool unterminated() const { return unterminated_; }
  // Of the piece, or of the problem.
  TextPosition position() const { return position_; }
  const std::string& problem() const { return problem_; }

 protected:
  Outcome Bad(TextPosition position, std::string problem) {
    position_ = position;
    problem_ = std::move(problem);
    return Outcome::kBad;
  }

  absl::string_view piece_;
  bool unterminated_ = false;
  TextPosition position_;
  std::string problem_;
};

// Looks at the beginning of the text and chooses. The window must outlive the splitter.
absl::StatusOr<std::unique_ptr<JsonSplitter>> NewJsonSplitter(ReadWindow* window);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_JSON_SPLITTER_INTERNAL_H_
