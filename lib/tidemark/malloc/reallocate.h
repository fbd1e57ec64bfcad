// realloc, recorded.
//
// Threading and errors: as the C library's function.
#ifndef TIDEMARK_MALLOC_REALLOCATE_H_
#define TIDEMARK_MALLOC_REALLOCATE_H_

#include <cstddef>
#include <cstdint>

namespace tidemark::malloc_internal {

// `frame` is TIDEMARK_FRAME of the interposed function. `type`: of an interpreter's object in the
// block; null: unknown.
void* Reallocate(void* address, size_t bytes, uintptr_t frame, const char* type = nullptr) noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_REALLOCATE_H_
