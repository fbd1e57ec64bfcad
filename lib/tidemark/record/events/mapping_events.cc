#include "tidemark/record/events/mapping_events.h"

#include <unistd.h>

#include "tidemark/record/buffer/thread_local.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::record {
namespace {

// [begin, end), page aligned.
struct Range {
  uintptr_t begin;
  uintptr_t end;
};
Range Pages(const void* address, size_t bytes) {
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<uintptr_t>(address);
  return {begin, begin + (bytes + page - 1) / page * page};
}

}  // namespace

void MappingEvents::PutAlloc(uintptr_t address, uintptr_t bytes, uintptr_t frame) noexcept {
  trace::Alloc alloc;
  alloc.buffer.addr = address;
  alloc.bytes = static_cast<int64_t>(bytes);
  alloc.kind = "mmap";
  heap_->Record(alloc, frame);
}

void MappingEvents::PutChange(const MappedRegions::Change& change, uintptr_t frame) noexcept {
  if (change.bytes == 0) {
    trace::Free free;
    free.buffer.addr = change.region;
    heap_->Record(free, frame);
    return;
  }
  trace::Resize resize;
  resize.buffer.addr = change.region;
  resize.bytes = static_cast<int64_t>(change.bytes);
  if (change.new_begin != change.region) resize.new_addr = change.new_begin;
  heap_->Record(resize, frame);
}

void MappingEvents::Mapped(const void* address, size_t bytes, uintptr_t frame) noexcept {
  if (this_thread.suppressed != 0) return;
  const Range range = Pages(address, bytes);
  {
    const SuppressHeap suppress;
    const std::lock_guard lock(mutex_);
    regions_.Add(range.begin, range.end);
  }
  PutAlloc(range.begin, range.end - range.begin, frame);
}

void MappingEvents::Unmapping(const void* address, size_t bytes, uintptr_t frame) noexcept {
  if (this_thread.suppressed != 0) return;
  const Range range = Pages(address, bytes);
  const SuppressHeap suppress;
  const std::lock_guard lock(mutex_);
  regions_.Remove(
      range.begin, range.end,
      [&](const MappedRegions::Change& change) { PutChange(change, frame); },
      [&](uintptr_t begin, uintptr_t size) { PutAlloc(begin, size, frame); });
}

bool MappingEvents::Knows(const void* address, size_t bytes) noexcept {
  if (this_thread.suppressed != 0) return false;
  const SuppressHeap suppress;  // a signal handler must not re-enter while the lock is held
  const Range range = Pages(address, bytes);
  const std::lock_guard lock(mutex_);
  return regions_.Touches(range.begin, range.end);
}

}  // namespace tidemark::record
