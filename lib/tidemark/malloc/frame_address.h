// The frame of the interposed function itself, where every stack begins.
//
// The library is compiled with -fno-omit-frame-pointer, so that it exists.
#ifndef TIDEMARK_MALLOC_FRAME_ADDRESS_H_
#define TIDEMARK_MALLOC_FRAME_ADDRESS_H_

#include <cstdint>

// A macro, for it must not be a function with a frame of its own.
#define TIDEMARK_FRAME reinterpret_cast<uintptr_t>(__builtin_frame_address(0))

#endif  // TIDEMARK_MALLOC_FRAME_ADDRESS_H_
