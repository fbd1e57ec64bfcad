// The frame of the interposed function itself, where every stack begins.
//
// The library is compiled with -fno-omit-frame-pointer, so that it exists.
#ifndef TIDEMARK_MALLOC_FRAME_ADDRESS_H_
#define TIDEMARK_MALLOC_FRAME_ADDRESS_H_

#include <cstdint>

extern "C" {
// The library's own beginning in memory and the end of its code; the linker defines them.
[[gnu::visibility("hidden")]] extern const char __ehdr_start[];
[[gnu::visibility("hidden")]] extern const char _etext[];
}

namespace tidemark::malloc_internal {

// Whether the interposed function with this frame was called by the library itself: its C++ runtime
// keeps a reserve for exceptions, for one. That is not the program's memory.
inline bool IsCalledFromHere(uintptr_t frame) noexcept {
  const uintptr_t caller = *reinterpret_cast<const uintptr_t*>(frame + sizeof(uintptr_t));
  const auto begin = reinterpret_cast<uintptr_t>(__ehdr_start);
  return caller - begin < reinterpret_cast<uintptr_t>(_etext) - begin;
}

}  // namespace tidemark::malloc_internal

// A macro, for it must not be a function with a frame of its own.
#define TIDEMARK_FRAME reinterpret_cast<uintptr_t>(__builtin_frame_address(0))

#endif  // TIDEMARK_MALLOC_FRAME_ADDRESS_H_
