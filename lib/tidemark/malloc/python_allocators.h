// CPython's allocators: what PyMem_GetAllocator and PyMem_SetAllocator take.
//
// Threading: before the interpreter starts, or with its lock.
#ifndef TIDEMARK_MALLOC_PYTHON_ALLOCATORS_H_
#define TIDEMARK_MALLOC_PYTHON_ALLOCATORS_H_

#include <dlfcn.h>

#include <cstddef>
#include <cstring>

namespace tidemark::malloc_internal {

// CPython's PyMemAllocatorEx and PyMemAllocatorDomain.
struct PythonAllocator {
  void* context;
  void* (*malloc)(void* context, size_t bytes);
  void* (*calloc)(void* context, size_t count, size_t size);
  void* (*realloc)(void* context, void* block, size_t bytes);
  void (*free)(void* context, void* block);
};
enum class PythonDomain : int { kRaw = 0, kMemory = 1, kObjects = 2 };

// A function of the process, or false.
template <class Function>
bool FindInProcess(const char* name, Function* function) {
  void* const found = dlsym(RTLD_DEFAULT, name);
  std::memcpy(function, &found, sizeof(found));
  return found != nullptr;
}

struct PythonAllocators {
  void (*get)(PythonDomain, PythonAllocator*) = nullptr;
  void (*set)(PythonDomain, PythonAllocator*) = nullptr;

  bool Find() {
    return FindInProcess("PyMem_GetAllocator", &get) && FindInProcess("PyMem_SetAllocator", &set);
  }
};

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_PYTHON_ALLOCATORS_H_
