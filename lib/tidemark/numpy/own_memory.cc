#include "tidemark/numpy/own_memory.h"

#include <cstdlib>

#include "tidemark/bridge/bridge.h"

namespace tidemark::numpy {

void* OwnZeroed(size_t bytes) {
  tm_heap_pause();
  void* const memory = std::calloc(1, bytes);
  tm_heap_resume();
  if (memory == nullptr) std::abort();
  return memory;
}

void* OwnResized(void* memory, size_t bytes) {
  tm_heap_pause();
  void* const resized = std::realloc(memory, bytes);
  tm_heap_resume();
  if (resized == nullptr) std::abort();
  return resized;
}

void OwnFree(void* memory) {
  tm_heap_pause();
  std::free(memory);
  tm_heap_resume();
}

}  // namespace tidemark::numpy
