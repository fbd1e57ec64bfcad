#include "tidemark/base/status.h"
#include "tidemark/trace/model/run_reader_internal.h"

namespace tidemark::trace {

absl::StatusOr<const Event*> RunReader::Next() {
  if (run_.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(run_, MakeRun());
    if (run_.empty()) return nullptr;
  }
  const EventRecord& record = run_.front();
  run_.remove_prefix(1);
  ++stats_.events_read;
  if (record.event != nullptr) return record.event;
  heap_event_ = HeapEventOf(record);
  return &heap_event_;
}

absl::StatusOr<EventRun> RunReader::NextRun() {
  EventRun run = run_;
  run_ = {};
  if (run.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(run, MakeRun());
  }
  stats_.events_read += static_cast<int64_t>(run.size());
  return run;
}

}  // namespace tidemark::trace
