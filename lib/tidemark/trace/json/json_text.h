// An event as its one line of trace JSON.
//
// Produced from events by JsonWriter, and by whoever wants to show one; consumed by any program
// that reads JSON.
//
// Keys stand in a fixed order: "ev", "t", "thread", "site", "stack", then those of the kind. What
// is absent (an id of 0, an empty text, an empty optional) is left out, except where the key is
// required. Definitions carry none of t, thread, site, stack but their own.
// Text that is not UTF-8 becomes valid JSON: each wrong byte is written as U+FFFD.
//
//   std::string line;
//   AppendJson({.t = 7, .body = Mark{.name = "epoch 3"}}, &line);
//   // line == R"({"ev":"mark","t":7,"name":"epoch 3"})"
#ifndef TIDEMARK_TRACE_JSON_JSON_TEXT_H_
#define TIDEMARK_TRACE_JSON_JSON_TEXT_H_

#include <string>

#include "tidemark/trace/model/event.h"

namespace tidemark::trace {

// Appends one JSON object without a newline. TraceHead::capture_json goes out as it is, its line
// breaks as blanks: it must be a JSON object.
void AppendJson(const Event& event, std::string* out);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_JSON_TEXT_H_
