// Writes each full slot as one compressed chunk of a binary trace, whose readers merge the threads
// by time.
#ifndef TIDEMARK_RECORD_SINK_BINARY_SINK_H_
#define TIDEMARK_RECORD_SINK_BINARY_SINK_H_

#include <string>
#include <vector>

#include "tidemark/record/sink/sink.h"
#include "tidemark/trace/binary/chunk_format.h"

namespace tidemark::record {

class BinarySink final : public Sink {
 public:
  BinarySink(const std::string& path, const SinkContext& context);

  trace::SlotFileOutput slot_file_output() const override { return trace::SlotFileOutput::kBinary; }
  void Begin(const trace::Event& head, uint64_t run_id) override;
  void Flush(bool all) override;
  void Finish(const trace::Event& end) override;

 private:
  // A chunk of one record, of the opening or the closing kind.
  void WriteSingle(trace::ChunkKind kind, const trace::Event& event);
  bool WriteSlot(trace::SlotHeader* slot);

  trace::ChunkCompressor compressor_;
  std::vector<trace::SlotHeader*> full_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_SINK_BINARY_SINK_H_
