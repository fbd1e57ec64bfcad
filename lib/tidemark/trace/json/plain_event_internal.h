// Decodes an event that is written as plainly as recorders write them, and leaves any other alone.
//
// The fast way of EventDecoder, which decodes what is left alone. Plain is one object with "ev" first,
// all its other keys known in its kind, integers without a sign, text of ASCII without escapes, lists
// of integers, no id of 0, nothing missing, and no blanks but one behind a colon or comma.
//
// Threading: one thread at a time.
#ifndef TIDEMARK_TRACE_JSON_PLAIN_EVENT_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_PLAIN_EVENT_INTERNAL_H_

#include <array>

#include "absl/strings/string_view.h"
#include "tidemark/trace/json/event_fields_internal.h"
#include "tidemark/trace/model/event_batch_internal.h"

namespace tidemark::trace {

class PlainEventScanner {
 public:
  // True if `text` is a plain event, which is in `batch` then; it borrows from the text. Behind the
  // text kDecoderPadding bytes are readable, of which the first is a line end or a zero. `fields` is
  // overwritten.
  bool Scan(absl::string_view text, EventFields* fields, EventBatch* batch);

 private:
  // Events of a kind are mostly written alike: by kind and key, the key that came next the last time.
  // Where it does again, the processor need not wait for what the text says to go on behind it.
  std::array<std::array<KeyId, kKeys>, kEventKinds> next_ = {};
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_PLAIN_EVENT_INTERNAL_H_
