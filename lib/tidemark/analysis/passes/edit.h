// What mending one occurrence of a finding would change in the trace.
//
// Produced by the first pass, one for each occurrence; consumed by the what-if replay.
//
// Units: bytes; events by their position in the trace, from 1; buffers by serial (buffer_names.h).
#ifndef TIDEMARK_ANALYSIS_PASSES_EDIT_H_
#define TIDEMARK_ANALYSIS_PASSES_EDIT_H_

#include <cstdint>
#include <limits>

namespace tidemark::analysis {

enum class EditKind : uint8_t {
  kNone,
  kShare,    // `buffer` allocates nothing and keeps `shared` alive from `event` until it ends
  kShrink,   // after `event`, `buffer` is replaced by one of `bytes` bytes
  kRelease,  // `buffer` is freed after `event`
};

struct Edit {
  static constexpr int32_t kNoConflict = std::numeric_limits<int32_t>::max();

  EditKind kind = EditKind::kNone;
  bool destination_written = false;  // kShare: the destination changes after the copy
  bool with_twin = false;            // kShare: with the destination of another copy, not the source
  // kShare: where the shared buffer is the destination of another edit (of the copy `parent`), the
  // two together share what that one shares, and so on upward, from copies to their sources. The
  // first source, counted from 0, that changes while this destination needs it.
  int32_t first_conflict = kNoConflict;
  int32_t finding = 0;
  int64_t event = 0;
  int64_t buffer = 0;
  int64_t shared = 0;
  int64_t parent = 0;
  int64_t bytes = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_EDIT_H_
