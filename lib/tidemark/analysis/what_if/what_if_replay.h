// The second pass: replays the trace with the findings fixed, which gives the new peak.
//
// Consumes the events once more, in the same order as the first pass, and the edits of that pass;
// its result is a peak for each finding alone and one for all compatible edits together.
//
// All replays run at once. The live bytes of a replay are those of the trace plus a difference that
// changes only where one of its edits acts; between two such places its peak follows from the
// trace's own (RunningMaxima). So a replay costs nothing where it does not differ.
//
// In a replay:
//   - the destination of a redundant copy allocates nothing, and what it shares lives until the
//     destination has ended, through chains of such copies too;
//   - after a pinned base's last covering view is gone it has the size of what is used; sharers
//     from before that moment keep all of it;
//   - a leaked buffer is freed after its last access.
//
// Memory: O(edits + live buffers). Threading: one thread at a time. Errors: none.
#ifndef TIDEMARK_ANALYSIS_WHAT_IF_WHAT_IF_REPLAY_H_
#define TIDEMARK_ANALYSIS_WHAT_IF_WHAT_IF_REPLAY_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "tidemark/analysis/model/buffer_names.h"
#include "tidemark/analysis/model/edit.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/analysis/what_if/replay.h"
#include "tidemark/analysis/what_if/running_maxima.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::analysis {

class WhatIfReplay {
 public:
  struct Result {
    std::vector<int64_t> peak_by_finding;
    int64_t peak_all_fixed = 0;
  };

  // Edit::finding is below `findings`.
  WhatIfReplay(Edits edits, size_t findings);
  WhatIfReplay(const WhatIfReplay&) = delete;
  WhatIfReplay& operator=(const WhatIfReplay&) = delete;

  void Consume(const trace::Event& event);
  Result Finish();

 private:
  struct Running {
    Replay replay;
    int64_t since = 1;  // the first event from which on it differs from the trace as it does now
    WideSum peak = 0;   // before that event
  };
  struct Live {
    WideSum bytes = 0;  // weighted; 0 for adopted buffers, which count nowhere
    Weight weight = kOneWhole;
    bool external = false;
    absl::InlinedVector<size_t, 2> replays;  // that know the buffer
  };

  void Plan();
  // Calls `apply` with each replay that takes the edit.
  template <class Apply>
  void ForEachReplay(const Edit& edit, Apply apply) {
    if (edit.taken_alone) apply(static_cast<size_t>(edit.finding));
    if (edit.taken_with_all) apply(replays_.size() - 1);
  }
  // A new live buffer of that name; null where the event names none.
  Live* Begin(const trace::BufferName& name);
  // Its bytes, and the edits by which it is not allocated.
  void Count(Live* live, const trace::Alloc& alloc);
  void Resize(const trace::Resize& resize);
  void End(int64_t serial);
  void ApplyEditsOfThisEvent();
  void Apply(const Edit& edit, size_t replay);
  // The replay, about to change from event `from` on.
  Replay& Changing(size_t replay, int64_t from);
  // Makes a live buffer known to a replay. False where it is not live.
  bool Know(size_t replay, int64_t serial);

  Edits edits_;                      // in the order of their events
  std::vector<uint32_t> by_buffer_;  // the shares among them, in the order of their buffers
  size_t next_edit_ = 0;
  size_t next_by_buffer_ = 0;
  std::vector<Running> replays_;  // one for each finding, then the one of all
  SampleScale scale_;
  BufferNames names_;
  absl::flat_hash_map<int64_t, Live> live_;
  RunningMaxima maxima_;
  int64_t event_ = 0;
  int64_t newest_ = 0;  // serial of the buffer that began last
  WideSum live_bytes_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_WHAT_IF_WHAT_IF_REPLAY_H_
