// What the peak would be with the findings fixed: replays of the trace from what is known of the
// buffers that the edits touch, and of the live bytes of all.
//
// Consumes the edits of the first pass, the lives of their buffers and the profile of live bytes; its
// result is a peak for each finding alone and one for all compatible edits together. It needs no
// events.
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
//   - a buffer that is freed late, or never, is freed after its last access;
//   - a buffer that is needless, or too large, has another size from its beginning;
//   - where a block of the heap grew, it has its last size from the start: sums that are added.
//
// Memory: O(edits + lives). Threading: one thread at a time. Errors: none.
#ifndef TIDEMARK_ANALYSIS_WHAT_IF_WHAT_IF_REPLAY_H_
#define TIDEMARK_ANALYSIS_WHAT_IF_WHAT_IF_REPLAY_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "tidemark/analysis/model/edit.h"
#include "tidemark/analysis/model/live_profile.h"
#include "tidemark/analysis/model/lives.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/analysis/what_if/replay.h"
#include "tidemark/analysis/what_if/running_maxima.h"

namespace tidemark::analysis {

class WhatIfReplay {
 public:
  struct Result {
    std::vector<int64_t> peak_by_finding;
    int64_t peak_all_fixed = 0;
  };

  // Edit::finding is below `findings`. `lives`, in the order of their serials, are those of the
  // buffers of all edits; one that is only released, and was never resized, need not be there.
  // Spans of the profile begin wherever an edit acts and where such a buffer changes.
  WhatIfReplay(Edits edits, std::vector<Life> lives, const LiveProfile* profile, size_t findings);
  WhatIfReplay(const WhatIfReplay&) = delete;
  WhatIfReplay& operator=(const WhatIfReplay&) = delete;

  // Called once.
  Result Run();

 private:
  struct Running {
    Replay replay;
    int64_t since = 1;  // the first event from which on it differs from the trace as it does now
    WideSum peak = 0;   // before that event
  };
  // A buffer at the event that the replays have come to.
  struct Now {
    bool lives = false;
    WideSum bytes = 0;
    absl::InlinedVector<uint32_t, 2> replays;  // that know the buffer
  };
  // What happens to a buffer in the trace. At one event, ends come first.
  enum class Step : uint8_t { kEnd, kBegin, kResize };
  struct Turn {
    int64_t event = 0;
    Step step = Step::kEnd;
    uint32_t life = 0;    // index
    uint32_t resize = 0;  // index
  };

  void Plan();
  std::vector<Turn> TurnsOfLives() const;
  // The index of the buffer's life; lives_.size() where there is none.
  size_t LifeOf(int64_t serial) const;
  // Calls `apply` with each replay that takes the edit.
  template <class Apply>
  void ForEachReplay(const Edit& edit, Apply apply) {
    if (edit.taken_alone) apply(static_cast<size_t>(edit.finding));
    if (edit.taken_with_all) apply(replays_.size() - 1);
  }
  void Take(const Turn& turn);
  void Apply(const Edit& edit, size_t replay);
  // The difference of a replay becomes another at event `from`.
  template <class Change>
  void ChangeFrom(int64_t from, size_t replay, Change change);
  // Makes a live buffer known to a replay. False where it is not live.
  bool Know(size_t replay, size_t life);
  void ReadProfileBefore(int64_t event);

  std::vector<Edit> edits_;  // in the order of their events
  const std::vector<Life> lives_;
  absl::flat_hash_map<int64_t, uint32_t> life_of_;  // indices in lives_, by serial
  const LiveProfile& profile_;
  std::vector<Now> now_;  // by index of lives_
  // The edits that act when their buffers begin, in the order of these.
  std::vector<uint32_t> by_buffer_;
  size_t next_by_buffer_ = 0;
  std::vector<Running> replays_;  // one for each finding, then the one of all
  RunningMaxima maxima_;
  size_t next_span_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_WHAT_IF_WHAT_IF_REPLAY_H_
