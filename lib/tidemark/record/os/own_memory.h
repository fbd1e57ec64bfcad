// The recorder's own memory, by raw system calls.
//
// Used for whatever the recorder needs inside malloc: never from the program's heap, and bypassing
// mmap and munmap, which may be interposed, too.
//
// Errors: nullptr, with errno. Ownership: the caller unmaps. Threading: any thread.
#ifndef TIDEMARK_RECORD_OS_OWN_MEMORY_H_
#define TIDEMARK_RECORD_OS_OWN_MEMORY_H_

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "tidemark/record/os/address.h"

namespace tidemark::record {

inline void* MapOwn(void* where, size_t bytes, int protection, int flags, int file = -1,
                    off_t offset = 0) noexcept {
  const int64_t result = syscall(SYS_mmap, where, bytes, protection, flags, file, offset);
  return result == -1 ? nullptr : PointerTo<void>(static_cast<uintptr_t>(result));
}

// Zero-initialized.
inline void* MapOwn(size_t bytes) noexcept {
  return MapOwn(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
}

inline void UnmapOwn(void* memory, size_t bytes) noexcept { syscall(SYS_munmap, memory, bytes); }

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_OWN_MEMORY_H_
