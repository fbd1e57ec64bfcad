// Where the records of full slots go: one kind of sink an encoding.
//
// Driven by Recording, on the drain's thread or on one that waits for an empty slot; it reads the
// ring and writes the trace file.
//
// Threading: one thread at a time, with signals kept away; the recorder's own allocations are not
//   recorded there.
// Errors: latched in the recording's ErrorLatch. A sink that failed goes on emptying slots, so that
// the
//   program is never held up, and counts what it threw away.
#ifndef TIDEMARK_RECORD_SINK_SINK_H_
#define TIDEMARK_RECORD_SINK_SINK_H_

#include <cstdint>
#include <memory>
#include <string>

#include "tidemark/record/os/error_latch.h"
#include "tidemark/trace/binary/slot_file_layout.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::record {

class SlotFile;
class ThreadRegistry;

class Sink {
 public:
  virtual ~Sink() = default;

  virtual trace::SlotFileOutput slot_file_output() const = 0;

  // Creates the file. Whether a ring can stand beside it is known afterwards.
  virtual bool Open() = 0;
  virtual bool is_regular_file() const = 0;

  // The head of the trace.
  virtual void Begin(const trace::Event& head, uint64_t run_id) = 0;

  // Empties slots. `all`: nobody records any more, and nothing may stay.
  virtual void FlushThread(bool all) = 0;

  // The end of the trace, and of the file.
  virtual void Finish(const trace::Event& end) = 0;

  // Records that were thrown away because the file failed.
  virtual int64_t thrown_away() const = 0;
};

// What a sink works on.
struct SinkContext {
  SlotFile* ring = nullptr;
  ThreadRegistry* threads = nullptr;
  int64_t start = 0;  // MonotonicNanos of time 0
  ErrorLatch* failure = nullptr;
};

// By the path's extension; nullptr for one that is not known.
std::unique_ptr<Sink> NewSink(const std::string& path, const SinkContext& context);

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_SINK_SINK_H_
