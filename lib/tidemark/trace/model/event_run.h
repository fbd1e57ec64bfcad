// Events in a row, each a small record: what readers hand over many at a time.
//
// Produced by TraceReader::NextRun; consumed by the analysis, which spends most of its time on the
// two events that heaps have by the million. Those are their record; any other is pointed to.
//
// Ownership: records, and the events they point to, are valid until the next call on the reader.
// Threading: values.
#ifndef TIDEMARK_TRACE_MODEL_EVENT_RUN_H_
#define TIDEMARK_TRACE_MODEL_EVENT_RUN_H_

#include <cstdint>

#include "absl/types/span.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::trace {

struct EventRecord {
  // Null: a heap event, all of which is in this record. Such are an alloc of the kind "heap" with an
  // address, a size and a time, and nothing else but a thread and a stack, and a free with an address
  // and a time, and nothing else but a thread.
  const Event* event = nullptr;
  int64_t t = 0;  // of any event; 0 where it has none
  uint64_t address = 0;
  int64_t bytes = 0;   // of an alloc
  StackId stack = {};  // of an alloc
  ThreadId thread = {};
  bool is_alloc = false;
};

using EventRun = absl::Span<const EventRecord>;

// Whether `event` is a heap event; `record` becomes it then.
bool ToHeapRecord(const Event& event, EventRecord* record);

// The event that a heap event's record stands for.
Event HeapEventOf(const EventRecord& record);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_MODEL_EVENT_RUN_H_
