// Decodes an event that is written as plainly as recorders write them, and leaves any other alone.
//
// The fast way of EventDecoder, which decodes what is left alone. Plain is one object with "ev" first,
// all its other keys known in its kind, integers without a sign, text of ASCII without escapes, lists
// of integers, no id of 0, nothing missing, and no blanks but one behind a colon or comma.
//
// Threading: one thread at a time, with `fields` and `batch` its own.
#ifndef TIDEMARK_TRACE_JSON_PLAIN_EVENT_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_PLAIN_EVENT_INTERNAL_H_

#include "absl/strings/string_view.h"
#include "tidemark/trace/json/event_fields_internal.h"
#include "tidemark/trace/model/event_batch_internal.h"

namespace tidemark::trace {

// True if `text` is a plain event, which is in `batch` then; it borrows from the text. Behind the text
// kDecoderPadding bytes are readable. `fields` is overwritten.
bool ScanPlainEvent(absl::string_view text, EventFields* fields, EventBatch* batch);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_PLAIN_EVENT_INTERNAL_H_
