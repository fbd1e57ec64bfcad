// Writes trace JSON, whose lines are in the order of time over all threads.
//
// A sweep takes the time T, waits for the threads that were in the middle of a record, and then
// merges what all slots hold up to T; what is later waits for the next sweep, for another thread
// may still publish something before it. How far the file has come is noted in the ring at the end
// of a sweep, and only then are slots given back: a crash in between repeats the sweep.
//
// Compressed output is a gzip member or a zstd frame for every piece of about 256 KiB, so that the
// file reads to the last whole piece after a crash.
// Memory: a decoder for each slot in use, and one piece of text.
#ifndef TIDEMARK_RECORD_SINK_JSON_SINK_H_
#define TIDEMARK_RECORD_SINK_JSON_SINK_H_

#include <memory>
#include <string>
#include <vector>

#include "tidemark/record/sink/output_file.h"
#include "tidemark/record/sink/sink.h"
#include "tidemark/record/sink/text_compressor.h"
#include "tidemark/trace/binary/record_decoder.h"

namespace tidemark::record {

class JsonSink final : public Sink {
 public:
  JsonSink(const std::string& path, trace::Compression compression, const SinkContext& context);

  trace::SlotFileOutput slot_file_output() const override { return trace::SlotFileOutput::kJson; }
  bool Open() override { return file_.Open(path_); }
  bool is_regular_file() const override { return file_.is_regular(); }
  void Begin(const trace::Event& head, uint64_t run_id) override;
  void FlushThread(bool all) override;
  void Finish(const trace::Event& end) override;
  int64_t thrown_away() const override { return thrown_away_; }

 private:
  // One slot, from its taking to its return.
  struct Reading {
    trace::SlotHeader* slot = nullptr;
    bool full = false;
    trace::RecordDecoder decoder;
    const trace::Event* next = nullptr;  // decoded and not yet written
  };
  // The slots of one thread, in order; the first is being read.
  struct ThreadQueue {
    int64_t thread = 0;
    std::vector<Reading*> slots;
    size_t first = 0;

    Reading* Front() const { return first < slots.size() ? slots[first] : nullptr; }
  };

  void LookAtSlots();
  std::vector<ThreadQueue> Queues();
  // Makes the front of the queue one that has an event to write, if any is there.
  static void Advance(ThreadQueue& queue);
  void WriteUpTo(int64_t watermark, std::vector<ThreadQueue>& queues);
  void GiveBackFinished();
  void WriteLine(const trace::Event& event);
  void WriteText();

  std::string path_;
  SinkContext context_;
  OutputFile file_;
  TextCompressor compressor_;
  std::string text_;
  int64_t lines_in_text_ = 0;
  std::vector<std::unique_ptr<Reading>> readings_;  // by the slot's index; null where none
  int64_t thrown_away_ = 0;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_SINK_JSON_SINK_H_
