// Memory of the recorder's own, straight from the system.
//
// Used for everything that the recorder needs while the program allocates: never from the program's
// heap, and past mmap and munmap, which may be interposed as the heap's functions are.
//
// Errors: nullptr, with errno. Ownership: whoever mapped it unmaps it. Threading: any.
#ifndef TIDEMARK_RECORD_OS_OWN_MEMORY_H_
#define TIDEMARK_RECORD_OS_OWN_MEMORY_H_

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

namespace tidemark::record {

inline void* MapOwn(void* where, size_t bytes, int protection, int flags, int file = -1,
                    off_t offset = 0) noexcept {
  const long result = syscall(SYS_mmap, where, bytes, protection, flags, file, offset);
  return result == -1 ? nullptr : reinterpret_cast<void*>(result);
}

// Zeros.
inline void* MapOwn(size_t bytes) noexcept {
  return MapOwn(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
}

inline void UnmapOwn(void* memory, size_t bytes) noexcept { syscall(SYS_munmap, memory, bytes); }

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_OWN_MEMORY_H_
