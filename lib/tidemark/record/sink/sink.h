// Where the records of full slots are written: one kind of sink per encoding.
//
// Driven by Recording, on the flush thread or on a thread that waits for an empty slot; reads the
// slot file and writes the trace file.
//
// Threading: one thread at a time, with signals blocked (ScopedSignalBlocker) and its allocations
//   not recorded.
// Errors: latched in the recording's ErrorLatch. After an error a sink still empties slots, so that
//   the program is never blocked, and counts the records that it discards.
#ifndef TIDEMARK_RECORD_SINK_SINK_H_
#define TIDEMARK_RECORD_SINK_SINK_H_

#include <cstdint>
#include <memory>
#include <string>

#include "tidemark/record/os/error_latch.h"
#include "tidemark/record/sink/output_file.h"
#include "tidemark/trace/binary/slot_file_layout.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::record {

class SlotFile;
class ThreadRegistry;

// What a sink works on.
struct SinkContext {
  SlotFile* slot_file = nullptr;
  ThreadRegistry* threads = nullptr;
  int64_t start = 0;  // MonotonicNanos of time 0
  ErrorLatch* failure = nullptr;
};

class Sink {
 public:
  virtual ~Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  virtual trace::SlotFileOutput slot_file_output() const = 0;

  // Creates the file. Afterwards is_regular_file() tells whether a slot file can be put beside it.
  bool Open() { return file_.Open(path_); }
  bool is_regular_file() const { return file_.is_regular(); }

  // The head of the trace.
  virtual void Begin(const trace::Event& head, uint64_t run_id) = 0;

  // Writes and releases slots. `all`: nobody records any more, so nothing may be left.
  virtual void Flush(bool all) = 0;

  // Writes the trace's last event and closes the file.
  virtual void Finish(const trace::Event& end) = 0;

  // Records that were discarded because writing failed.
  int64_t discarded_records() const { return discarded_records_; }

 protected:
  Sink(const std::string& path, const SinkContext& context)
      : context_(context), file_(context.failure), path_(path) {}

  const SinkContext context_;
  OutputFile file_;
  int64_t discarded_records_ = 0;

 private:
  std::string path_;
};

// By the path's extension (trace/io/file_format.h); nullptr for an unknown one.
std::unique_ptr<Sink> NewSink(const std::string& path, const SinkContext& context);

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_SINK_SINK_H_
