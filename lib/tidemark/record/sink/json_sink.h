// Writes trace JSON, whose lines are ordered by time across all threads.
//
// A flush takes the time T as its watermark, waits for threads that are in the middle of a record,
// and then merges the records of all slots up to T; later ones wait for the next flush, because
// another thread may still publish an earlier one. The file's size and the watermark are stored in
// the slot file at the end of a flush, and only then are slots released: after a crash in between,
// the reader repeats the flush.
//
// Compressed output is one gzip member or zstd frame per block of about 256 KiB, so that after a
// crash the file is readable up to the last whole block.
// Memory: a decoder per slot in use, and one block of text.
#ifndef TIDEMARK_RECORD_SINK_JSON_SINK_H_
#define TIDEMARK_RECORD_SINK_JSON_SINK_H_

#include <memory>
#include <string>
#include <vector>

#include "tidemark/record/sink/sink.h"
#include "tidemark/record/sink/text_compressor.h"
#include "tidemark/trace/binary/record_decoder.h"

namespace tidemark::record {

class JsonSink final : public Sink {
 public:
  JsonSink(const std::string& path, trace::Compression compression, const SinkContext& context);

  trace::SlotFileOutput slot_file_output() const override { return trace::SlotFileOutput::kJson; }
  void Begin(const trace::Event& head, uint64_t run_id) override;
  void Flush(bool all) override;
  void Finish(const trace::Event& end) override;

 private:
  // The decoding of one slot, from its first record to its release.
  struct Reading {
    trace::SlotHeader* slot = nullptr;
    bool full = false;
    trace::RecordDecoder decoder;
    const trace::Event* next = nullptr;  // decoded and not yet written
  };
  // The slots of one thread in order; the front one is being decoded.
  struct ThreadQueue {
    int64_t thread = 0;
    std::vector<Reading*> slots;
    size_t first = 0;

    Reading* Front() const { return first < slots.size() ? slots[first] : nullptr; }
  };

  void ScanSlots();
  std::vector<ThreadQueue> Queues();
  // Moves the front of the queue to the next slot with a decoded event, if any.
  static void Advance(ThreadQueue& queue);
  void WriteUpTo(int64_t watermark, std::vector<ThreadQueue>& queues);
  void ReleaseFinished();
  void WriteLine(const trace::Event& event);
  void WriteText();

  TextCompressor compressor_;
  std::string text_;
  int64_t lines_in_text_ = 0;
  std::vector<std::unique_ptr<Reading>> readings_;  // by slot index; null where none
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_SINK_JSON_SINK_H_
