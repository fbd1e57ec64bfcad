// Which buffer each thread allocated last: one that is freed by its thread while it is the newest is a
// temporary.
//
// Kept by the metrics that tell temporaries apart by something else than their place.
//
// Memory: O(threads). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_NEWEST_BUFFERS_H_
#define TIDEMARK_ANALYSIS_METRICS_NEWEST_BUFFERS_H_

#include <cstdint>
#include <map>

#include "tidemark/base/ids.h"

namespace tidemark::analysis {

class NewestBuffers {
 public:
  void NoteAlloc(ThreadId thread, int64_t serial) { newest_[thread] = serial; }
  bool IsTemporary(ThreadId thread, int64_t serial) const {
    const auto it = newest_.find(thread);
    return it != newest_.end() && it->second == serial;
  }

 private:
  std::map<ThreadId, int64_t> newest_;  // by serial
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_NEWEST_BUFFERS_H_
