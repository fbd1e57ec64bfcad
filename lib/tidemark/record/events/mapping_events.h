// Records memory mappings as buffers of kind "mmap", where that was asked for.
//
// Called by the malloc interposer around the real mmap, munmap and mremap: Unmapping before memory
// is released, Mapped after it was obtained. Only anonymous mappings are recorded; file pages can
// be reclaimed by the kernel. The C library's own mappings, for large heap blocks and thread
// stacks, do not go through the interposed functions.
//
// Units: bytes, rounded up to whole pages. Mappings are never sampled.
// Ownership: borrows the heap events. Threading: any thread.
#ifndef TIDEMARK_RECORD_EVENTS_MAPPING_EVENTS_H_
#define TIDEMARK_RECORD_EVENTS_MAPPING_EVENTS_H_

#include <cstddef>
#include <cstdint>
#include <mutex>

#include "tidemark/record/events/heap_events.h"
#include "tidemark/record/events/mapped_regions.h"

namespace tidemark::record {

class MappingEvents {
 public:
  explicit MappingEvents(HeapEvents* heap) : heap_(heap) {}

  // `frame` as for HeapEvents.
  void Mapped(const void* address, size_t bytes, uintptr_t frame) noexcept;

  // Also called when a MAP_FIXED mapping is about to replace others.
  void Unmapping(const void* address, size_t bytes, uintptr_t frame) noexcept;

  // Whether any byte of this range is recorded.
  bool Knows(const void* address, size_t bytes) noexcept;

 private:
  void PutAlloc(uintptr_t address, uintptr_t bytes, uintptr_t frame) noexcept;
  void PutChange(const MappedRegions::Change& change, uintptr_t frame) noexcept;

  HeapEvents* heap_;
  std::mutex mutex_;
  MappedRegions regions_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_EVENTS_MAPPING_EVENTS_H_
