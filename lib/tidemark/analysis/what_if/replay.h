// One replay of the trace with some edits applied: how its live bytes differ from the trace's.
//
// Driven by WhatIfReplay, which passes on the events of the buffers that its edits touch, and
// reads the difference. Other buffers are not tracked.
//
// Units: bytes. Memory: O(touched buffers that live, in the trace or in the replay).
// Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_WHAT_IF_REPLAY_H_
#define TIDEMARK_ANALYSIS_WHAT_IF_REPLAY_H_

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

// A buffer that edits touch, as it is in one replay.
struct SharedBuffer {
  // A hold on another buffer, as it was before or after that one shrank.
  struct Hold {
    int64_t buffer = 0;
    bool shrunk = false;
  };
  WideSum bytes = 0;
  WideSum shrunk_bytes = 0;
  bool allocates = true;  // false: it lives in what it holds
  bool lives_in_trace = true;
  bool owned = true;  // its own life, as edited, goes on
  bool is_shrunk = false;
  int64_t holders = 0;         // of all of it
  int64_t shrunk_holders = 0;  // of what is left of it
  std::vector<Hold> holds;

  bool lives() const { return owned || holders > 0 || shrunk_holders > 0; }
  // What it contributes to the replay, less what it contributes to the trace.
  WideSum Difference() const {
    WideSum here = 0;
    if (allocates && lives()) here = is_shrunk && holders == 0 ? shrunk_bytes : bytes;
    return here - (lives_in_trace ? bytes : WideSum(0));
  }
};

class Replay {
 public:
  WideSum difference() const { return difference_; }
  // By a buffer that is not tracked.
  void Change(WideSum bytes) { difference_ += bytes; }

  SharedBuffer* Find(int64_t buffer) {
    auto it = buffers_.find(buffer);
    return it == buffers_.end() ? nullptr : &it->second;
  }
  // A live buffer of `bytes` that is not known yet.
  void Know(int64_t buffer, WideSum bytes) { buffers_[buffer].bytes = bytes; }

  // The buffer, which has just begun, is the destination of an edited copy.
  void DoNotAllocate(int64_t buffer);
  // `holder` keeps `held` alive until it ends. Both are known.
  void Link(int64_t holder, int64_t held);
  void Shrink(int64_t buffer, WideSum bytes);
  // The buffer, which has just begun, has `bytes` bytes; of several such sizes the least.
  void Replace(int64_t buffer, WideSum bytes);
  void Resize(int64_t buffer, WideSum bytes);
  // Ends the buffer's own life in the replay, not in the trace.
  void Release(int64_t buffer);
  // The buffer ends in the trace, and if it has not yet, in the replay.
  void End(int64_t buffer);

 private:
  template <class Change>
  void Apply(SharedBuffer& buffer, Change change) {
    const WideSum before = buffer.Difference();
    change(buffer);
    difference_ += buffer.Difference() - before;
  }
  // Lets go of what dead buffers hold, and forgets them.
  void Bury(int64_t buffer);

  WideSum difference_ = 0;
  absl::flat_hash_map<int64_t, SharedBuffer> buffers_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_WHAT_IF_REPLAY_H_
