// Reads a trace of JSON whose program was killed: what was written, then what its ring file holds.
//
// Produced by OpenTrace when a ring file lies beside the trace; consumed as any TraceReader.
//
// The ring file says how many bytes of the trace are valid and up to which time they hold every event;
// the events of a greater time follow from the ring, merged by time (FORMAT.md, "The ring file").
// Contract: as TraceReader.
#ifndef TIDEMARK_TRACE_INTERRUPTED_JSON_READER_H_
#define TIDEMARK_TRACE_INTERRUPTED_JSON_READER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/io/random_access.h"
#include "tidemark/trace/model/trace_reader.h"

namespace tidemark::trace {

class InterruptedJsonReader final : public TraceReader {
 public:
  // False when the two are not of one run: the file is shorter than the ring file says,
  // or its head names another process.
  static bool BelongTogether(RandomAccess* file, const SlotFileSnapshot& snapshot);

  // `snapshot` is what ReadSlotFile made of `ring`.
  static absl::StatusOr<std::unique_ptr<InterruptedJsonReader>> Open(
      std::unique_ptr<RandomAccess> file, std::unique_ptr<RandomAccess> ring,
      const SlotFileSnapshot& snapshot, const std::string& name, const ReaderOptions& options = {});
  ~InterruptedJsonReader() override;
  InterruptedJsonReader(const InterruptedJsonReader&) = delete;
  InterruptedJsonReader& operator=(const InterruptedJsonReader&) = delete;

  absl::StatusOr<const Event*> Next() override;
  const ReaderStats& stats() const override;

 private:
  class Impl;
  explicit InterruptedJsonReader(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_INTERRUPTED_JSON_READER_H_
