// Memory mappings on their way into a recording, where they are recorded: buffers of kind "mmap".
//
// Called by the malloc interposer around the real mmap, munmap and mremap: Unmapping before memory
// is given back, Mapped after it was obtained. Only anonymous mappings count; the pages of files
// are the system's to give and take. What the C library maps for itself, for large blocks of the
// heap and for stacks of threads, does not pass by here.
//
// Units: bytes, in whole pages as the kernel has them. Mappings are never sampled.
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

  // Also where a mapping at a fixed address is about to take the place of others.
  void Unmapping(const void* address, size_t bytes, uintptr_t frame) noexcept;

  // Whether anything at all of this range is recorded.
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
