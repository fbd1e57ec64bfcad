#include "tidemark/memory/heap_guard.h"

namespace tidemark::memory_internal {

constinit std::atomic<uint32_t* (*)()> heap_suppressed{nullptr};

}  // namespace tidemark::memory_internal
