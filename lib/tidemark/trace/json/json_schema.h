// The JSON Schema of trace JSON, for programs that read or write it without this library.
//
// Produced from the list of fields (model/event_schema.h); printed by `tidemark schema trace`.
//
// It describes one event, which is one line, in the dialect of 2020-12. As readers do, it accepts
// kinds of event and keys that it does not know.
#ifndef TIDEMARK_TRACE_JSON_JSON_SCHEMA_H_
#define TIDEMARK_TRACE_JSON_JSON_SCHEMA_H_

#include <string>

namespace tidemark::trace {

std::string TraceJsonSchema();

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_JSON_SCHEMA_H_
