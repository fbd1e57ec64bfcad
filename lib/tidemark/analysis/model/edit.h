// The change to the trace that applies the fix of one occurrence of a finding.
//
// Produced by the first pass, one for each occurrence; consumed by the what-if replay.
//
// Units: bytes; events by their position in the trace, from 1; buffers by serial (buffer_names.h).
#ifndef TIDEMARK_ANALYSIS_MODEL_EDIT_H_
#define TIDEMARK_ANALYSIS_MODEL_EDIT_H_

#include <cstdint>
#include <deque>
#include <limits>

namespace tidemark::analysis {

enum class EditKind : uint8_t {
  kNone,
  kNothing,  // there is a fix, but none that a replay could show
  kReplace,  // from its beginning, `buffer` has `bytes` bytes
  kShare,    // `buffer` allocates nothing and keeps `shared` alive from `event` until it ends
  kShrink,   // after `event`, `buffer` is replaced by one of `bytes` bytes
  kRelease,  // `buffer` is freed after `event`
  kChange,   // after `event`, so many `bytes` more are live, or less, whoever holds them
};

struct Edit {
  static constexpr int8_t kNoConflict = std::numeric_limits<int8_t>::max();

  // From its beginning, the event `begin`, the buffer has so many bytes.
  static Edit Replace(int64_t begin, int64_t buffer, int64_t bytes);
  // The result of an operation takes the memory of what is used for the last time there.
  static Edit InPlace(int64_t event, int64_t buffer, int64_t shared);

  int64_t event = 0;
  int64_t buffer = 0;
  int64_t shared = 0;  // kShare
  union {
    int64_t parent = 0;  // kShare: the copy that gave `shared` its contents, 0 for none
    int64_t bytes;       // kReplace, kShrink; kRelease: those that are released; kChange
  };
  int32_t finding = 0;
  EditKind kind = EditKind::kNone;
  // kShare: where the shared buffer is the destination of another edit (of the copy `parent`), the
  // two together share what that one shares, and so on upward, from copies to their sources. The
  // first source, counted from 0, that changes while this destination needs it.
  int8_t first_conflict = kNoConflict;
  bool destination_written : 1 = false;  // kShare: the destination changes after the copy
  bool with_twin : 1 = false;   // kShare: with the destination of another copy, not the source
  bool skips_one : 1 = false;   // kShare: with the source of the copy that made the copy's source
  bool in_place : 1 = false;    // kShare: of an operation, which overwrites what is shared
  bool ends : 1 = false;        // kRelease: the buffer ends in the trace, only later
  bool taken_alone : 1 = true;  // applied when its finding alone is fixed
  bool taken_with_all : 1 = true;  // applied when all findings are fixed
};

inline Edit Edit::Replace(int64_t begin, int64_t buffer, int64_t bytes) {
  Edit edit;
  edit.kind = EditKind::kReplace;
  edit.event = begin;
  edit.buffer = buffer;
  edit.bytes = bytes;
  return edit;
}

inline Edit Edit::InPlace(int64_t event, int64_t buffer, int64_t shared) {
  Edit edit;
  edit.kind = EditKind::kShare;
  edit.event = event;
  edit.buffer = buffer;
  edit.shared = shared;
  edit.destination_written = true;
  edit.in_place = true;
  return edit;
}

// One for each occurrence of a finding: this bounds the memory for a long trace of redundant
// copies.
static_assert(sizeof(Edit) == 40);

// Grows without moving what it holds.
using Edits = std::deque<Edit>;

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_EDIT_H_
