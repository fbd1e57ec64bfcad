// This library's own memory: of the program's heap, and left out where the heap is recorded.
//
// Errors: where there is no memory the process ends, as it would a little later. Threading: any.
#ifndef TIDEMARK_NUMPY_OWN_MEMORY_H_
#define TIDEMARK_NUMPY_OWN_MEMORY_H_

#include <cstddef>

namespace tidemark::numpy {

void* OwnZeroed(size_t bytes);
void* OwnResized(void* memory, size_t bytes);
void OwnFree(void* memory);

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_OWN_MEMORY_H_
