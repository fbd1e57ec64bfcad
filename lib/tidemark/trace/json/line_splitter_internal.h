// One JSON object per line: NDJSON. Blank lines are skipped, "\r\n" ends a line too.
//
// Contract: as JsonSplitter. A line over kMaxObjectBytes is skipped without being held.
#ifndef TIDEMARK_TRACE_JSON_LINE_SPLITTER_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_LINE_SPLITTER_INTERNAL_H_

#include "tidemark/trace/json/json_splitter_internal.h"

namespace tidemark::trace {

class LineSplitter final : public JsonSplitter {
 public:
  explicit LineSplitter(ReadWindow* window) : window_(window) {}

  absl::StatusOr<Outcome> Next() override;

 private:
  // Finds the end of the line that the window begins with: its length without the line end, or one
  // that is over kMaxObjectBytes.
  absl::StatusOr<size_t> MeasureLine();
  // Drops a line that is too long, up to its end.
  absl::Status SkipLine();

  ReadWindow* const window_;
  size_t held_ = 0;  // bytes of the window that the last piece and its line end take
  int64_t line_ = 0;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_LINE_SPLITTER_INTERNAL_H_
