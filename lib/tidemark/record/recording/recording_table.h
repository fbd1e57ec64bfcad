// The recordings of the process, and the two moments when each of them must be told: a thread ends,
// the process forks.
//
// Used by Recording. Threading: any thread.
#ifndef TIDEMARK_RECORD_RECORDING_RECORDING_TABLE_H_
#define TIDEMARK_RECORD_RECORDING_RECORDING_TABLE_H_

#include <cstdint>

namespace tidemark::record {

class Recording;
class ThreadBuffer;
struct ThreadLocal;

class RecordingTable {
 public:
  using ThreadEnds = void (*)(Recording* recording, ThreadBuffer* buffer) noexcept;

  // Gives the recording a place and a generation. False when kMaxRecordings are there already.
  static bool Add(Recording* recording, ThreadEnds ends, uint32_t* index, uint64_t* generation);
  // Afterwards no call into the recording is running or will start.
  static void Remove(Recording* recording, uint32_t index);

  // Has the recordings told when the calling thread ends. It may record even then: destructors of
  // thread-local objects come in any order.
  static void CallWhenThreadEnds(ThreadLocal* local) noexcept;

  // Called in the child of a fork, after all recordings were abandoned there.
  static void SetForkChildHook(void (*hook)()) noexcept;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_RECORDING_RECORDING_TABLE_H_
