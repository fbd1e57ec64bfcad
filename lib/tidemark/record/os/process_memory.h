// How much memory the process has, as the kernel counts it.
//
// Used for the samples in a trace, which tell what lies beside the heap. The file of /proc stays open,
// at a high descriptor: opening it each time would take and close low ones in the middle of a program
// that arranges its own.
//
//   ProcessMemoryReader reader;
//   reader.Open();
//   ProcessMemory memory;
//   if (reader.Read(&memory)) …
//
// Units: bytes. Threading: one thread at a time. Errors: false where /proc cannot be read; errno is
// kept.
#ifndef TIDEMARK_RECORD_OS_PROCESS_MEMORY_H_
#define TIDEMARK_RECORD_OS_PROCESS_MEMORY_H_

#include <cstdint>

#include "tidemark/record/os/guarded_fd.h"

namespace tidemark::record {

struct ProcessMemory {
  int64_t resident = 0;
  int64_t file = 0;  // of it, pages of files
  int64_t swap = 0;
};

class ProcessMemoryReader {
 public:
  // Of the calling process; a child of a fork opens one of its own.
  void Open() noexcept;
  bool Read(ProcessMemory* memory) noexcept;

 private:
  GuardedFd file_;
  char piece_[512];  // not on the stack, of which a signal handler may have little
};

// Adds what a line of /proc/PID/status says: "VmRSS:\t  1234 kB".
void AddStatusLine(const char* line, ProcessMemory* memory) noexcept;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_PROCESS_MEMORY_H_
