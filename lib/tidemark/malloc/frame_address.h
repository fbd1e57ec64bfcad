// The interposed function's own frame, where every recorded stack starts.
//
// The library is compiled with -fno-omit-frame-pointer, so it exists.
#ifndef TIDEMARK_MALLOC_FRAME_ADDRESS_H_
#define TIDEMARK_MALLOC_FRAME_ADDRESS_H_

#include <cstdint>

// A macro, because a function would have a frame of its own.
#define TIDEMARK_FRAME reinterpret_cast<uintptr_t>(__builtin_frame_address(0))

#endif  // TIDEMARK_MALLOC_FRAME_ADDRESS_H_
