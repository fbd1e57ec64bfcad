// How much memory the process has, as the kernel counts it.
//
// Used for the samples in a trace, which tell what lies beside the heap. Units: bytes.
// Threading: any thread. Errors: false where /proc cannot be read, or another thread is just doing
// so; errno is kept.
#ifndef TIDEMARK_RECORD_OS_PROCESS_MEMORY_H_
#define TIDEMARK_RECORD_OS_PROCESS_MEMORY_H_

#include <cstdint>

namespace tidemark::record {

struct ProcessMemory {
  int64_t resident = 0;
  int64_t file = 0;  // of it, pages of files
  int64_t swap = 0;
};

bool ReadProcessMemory(ProcessMemory* memory) noexcept;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_PROCESS_MEMORY_H_
