#include "tidemark/record/heap_host.h"

#include <dlfcn.h>

#include "tidemark/memory/heap_guard.h"

namespace tidemark::record {

const HeapHost* FindHeapHost() {
  static const HeapHost* const host = []() -> const HeapHost* {
    void* const found = dlsym(RTLD_DEFAULT, kHeapHostFunction);
    if (found == nullptr) return nullptr;
    const HeapHost* const made = reinterpret_cast<HeapHostFunction>(found)();
    AdoptClock(made->clock());
    memory_internal::heap_suppressed.store(made->suppressed, std::memory_order_release);
    return made;
  }();
  return host;
}

}  // namespace tidemark::record
