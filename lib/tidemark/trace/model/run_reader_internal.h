// A reader that makes runs, from which it hands out single events too.
//
// The base of the readers of both encodings.
// Contract: as TraceReader.
#ifndef TIDEMARK_TRACE_MODEL_RUN_READER_INTERNAL_H_
#define TIDEMARK_TRACE_MODEL_RUN_READER_INTERNAL_H_

#include <cstddef>

#include "tidemark/trace/model/event_run.h"
#include "tidemark/trace/model/trace_reader.h"

namespace tidemark::trace {

class RunReader : public TraceReader {
 public:
  absl::StatusOr<const Event*> Next() final;
  absl::StatusOr<EventRun> NextRun() final;
  const ReaderStats& stats() const final { return stats_; }

 protected:
  // Makes the next run; empty at the end, and from then on. Errors repeat. All of stats() but
  // events_read, which this class counts, is to be that of the runs made so far.
  virtual absl::StatusOr<EventRun> MakeRun() = 0;

  ReaderStats stats_;

 private:
  EventRun run_;      // what is left of the last one
  Event heap_event_;  // that Next() made of a record
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_MODEL_RUN_READER_INTERNAL_H_
