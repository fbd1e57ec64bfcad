// This library's own memory: of the program's heap, and left out where the heap is recorded.
//
// Errors: where there is no memory the process ends, as it would a little later. Threading: any.
#ifndef TIDEMARK_NUMPY_OWN_MEMORY_H_
#define TIDEMARK_NUMPY_OWN_MEMORY_H_

#include <cstddef>
#include <vector>

namespace tidemark::numpy {

void* OwnZeroed(size_t bytes);
void* OwnResized(void* memory, size_t bytes);
void OwnFree(void* memory);

template <class T>
struct OwnAllocator {
  using value_type = T;

  OwnAllocator() = default;
  template <class Other>
  constexpr OwnAllocator(const OwnAllocator<Other>& /*other*/) noexcept {}

  T* allocate(size_t count) { return static_cast<T*>(OwnResized(nullptr, count * sizeof(T))); }
  void deallocate(T* memory, size_t /*count*/) { OwnFree(memory); }
  friend bool operator==(const OwnAllocator&, const OwnAllocator&) { return true; }
};

template <class T>
using OwnVector = std::vector<T, OwnAllocator<T>>;

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_OWN_MEMORY_H_
