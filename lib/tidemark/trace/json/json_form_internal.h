// What form the text of a trace has, and where in it something stands.
//
// Consumed by TextBlocks, which cuts the text up, and by JsonReader, for its messages.
#ifndef TIDEMARK_TRACE_JSON_JSON_FORM_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_JSON_FORM_INTERNAL_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "tidemark/trace/json/read_window_internal.h"

namespace tidemark::trace {

// What a line may have, without its end, and what an object may have.
inline constexpr size_t kMaxObjectBytes = size_t{16} << 20;

// The first byte of a file is 1:1; columns count bytes.
struct TextPosition {
  int64_t line = 1;
  int64_t column = 1;

  // Moves over `text`.
  void Advance(absl::string_view text);
};

enum class JsonForm {
  kLines,     // an object a line
  kDocument,  // one object around them all
};

// Looks at the beginning of the text and consumes a byte order mark. Where the source fails it is
// decided by what came before.
JsonForm FindForm(ReadWindow* window);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_JSON_FORM_INTERNAL_H_
