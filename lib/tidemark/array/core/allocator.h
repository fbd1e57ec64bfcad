// Chooses where new arrays of this thread take their memory from.
//
// Opened by the user around code that makes arrays; read by the creation of buffers. Each buffer
// remembers its resource and gives its bytes back there, also after the scope has ended and on any
// thread (the rule of NumPy's NEP 49).
//
// Ownership: the resource is borrowed and must outlive every buffer made from it; it must be safe
//   to call from the threads that drop arrays.
// Threading: a scope belongs to the thread that opened it; scopes nest.
// Units: alignment asked for is 64 bytes.
//
//   std::pmr::monotonic_buffer_resource arena;
//   ArrayResourceScope scope(&arena);
//   Array<double> a = zeros<double>({1000});  // in the arena
#ifndef TIDEMARK_ARRAY_CORE_ALLOCATOR_H_
#define TIDEMARK_ARRAY_CORE_ALLOCATOR_H_

#include <memory_resource>

namespace tidemark {

class ArrayResourceScope {
 public:
  // A null resource means the default, malloc.
  explicit ArrayResourceScope(std::pmr::memory_resource* resource) noexcept;
  ~ArrayResourceScope();
  ArrayResourceScope(const ArrayResourceScope&) = delete;
  ArrayResourceScope& operator=(const ArrayResourceScope&) = delete;

 private:
  std::pmr::memory_resource* previous_;
};

namespace array_internal {
extern constinit thread_local std::pmr::memory_resource* current_resource;
}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_CORE_ALLOCATOR_H_
