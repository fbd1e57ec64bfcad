// Arrays that their views alone hold: kept alive by them, though nobody can see them.
//
// That moment has no event. It is looked for by the owner's reference count, among buffers of
// kWatchedBytes and more, when one of these begins in the user's code (inside a library it may be so for
// a moment); once it is so twice in a row, the owner's handle is told as dropped.
//
// Used by the ledger. Threading: with the GIL.
#ifndef TIDEMARK_NUMPY_PINS_H_
#define TIDEMARK_NUMPY_PINS_H_

#include <cstdint>

#include "tidemark/numpy/buffers.h"

namespace tidemark::numpy {

inline constexpr int64_t kWatchedBytes = 64 << 10;

// The owner of the buffer has one more view.
void Watch(uint32_t slot);
// Now is such a moment.
void LookAfterWatched();
// The owner, which had been left to its views (is_left), is somebody's again.
void Reclaim(Buffer* buffer);
void ForgetWatched();

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_PINS_H_
