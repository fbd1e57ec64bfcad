// The process's recordings, and their thread exit and fork handlers.
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

  // Registers the recording and assigns its index and generation. False when kMaxRecordings are
  // registered already.
  static bool Add(Recording* recording, ThreadEnds ends, uint32_t* index, uint64_t* generation);
  // When it returns, no callback into the recording is running or will start.
  static void Remove(Recording* recording, uint32_t index);

  // Notifies the recordings when the calling thread exits. It may record even after that, because
  // the order of thread-local destructors is unspecified.
  static void CallOnThreadExit(ThreadLocal* local) noexcept;

  // Called in the child of a fork, after all recordings were abandoned there.
  static void SetForkChildHook(void (*hook)()) noexcept;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_RECORDING_RECORDING_TABLE_H_
