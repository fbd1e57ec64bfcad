// Writes each full slot as one compressed chunk of a binary trace, whose readers merge the threads
// by time.
#ifndef TIDEMARK_RECORD_SINK_BINARY_SINK_H_
#define TIDEMARK_RECORD_SINK_BINARY_SINK_H_

#include <string>
#include <vector>

#include "tidemark/record/sink/output_file.h"
#include "tidemark/record/sink/sink.h"
#include "tidemark/trace/binary/chunk_format.h"

namespace tidemark::record {

class BinarySink final : public Sink {
 public:
  BinarySink(const std::string& path, const SinkContext& context);

  trace::SlotFileOutput slot_file_output() const override { return trace::SlotFileOutput::kBinary; }
  bool Open() override { return file_.Open(path_); }
  bool is_regular_file() const override { return file_.is_regular(); }
  void Begin(const trace::Event& head, uint64_t run_id) override;
  void Flush(bool all) override;
  void Finish(const trace::Event& end) override;
  int64_t discarded_records() const override { return discarded_records_; }

 private:
  // A chunk of one record, of the opening or the closing kind.
  void WriteSingle(trace::ChunkKind kind, const trace::Event& event);
  bool WriteSlot(trace::SlotHeader* slot);

  std::string path_;
  SinkContext context_;
  OutputFile file_;
  trace::ChunkCompressor compressor_;
  std::vector<trace::SlotHeader*> full_;
  int64_t discarded_records_ = 0;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_SINK_BINARY_SINK_H_
