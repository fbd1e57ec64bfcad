// Heap events on their way into a recording: stack, sample, record.
//
// Called by the malloc interposer around the real functions: Freed before the memory is given back,
// Allocated after it was obtained, so that in the order of time no address begins twice.
//
// What the recorder itself allocates, and what stands behind an array that is an event of its own,
// is suppressed on its thread (thread_local.h) and left out.
// Cost: bench/malloc measures it; a third is the clock.
// Ownership: borrows the recording; is never destroyed. Threading: any thread.
#ifndef TIDEMARK_RECORD_HEAP_EVENTS_H_
#define TIDEMARK_RECORD_HEAP_EVENTS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "tidemark/record/heap_sampler.h"
#include "tidemark/record/recording.h"
#include "tidemark/record/stack_walker.h"
#include "tidemark/trace/event.h"

namespace tidemark::record {

class HeapEvents {
 public:
  HeapEvents(Recording* recording, StackMode mode)
      : recording_(recording),
        sample_bytes_(static_cast<uint64_t>(recording->options().sample_bytes)),
        walker_(mode) {}

  // `frame` is __builtin_frame_address(0) of the interposed function.
  void Allocated(const void* address, size_t bytes, uintptr_t frame) noexcept {
    if (address == nullptr || this_thread.suppressed != 0) return;
    RecordAllocation(reinterpret_cast<uintptr_t>(address), bytes, frame);
  }
  void Freed(const void* address) noexcept {
    if (address == nullptr || this_thread.suppressed != 0) return;
    RecordFree(reinterpret_cast<uintptr_t>(address));
  }
  // In place: the address is the same, another thread cannot have got it.
  void Resized(const void* address, size_t bytes, uintptr_t frame) noexcept;

  // Records one event of another kind: set(event) gives it a body. Its stack, time and thread are
  // given here. Never sampled.
  template <class Set>
  void Put(uintptr_t frame, Set&& set) noexcept {
    ThreadBuffer* const buffer = recording_->Enter();
    if (buffer == nullptr) return;
    trace::Event event;
    event.thread = ThreadId(buffer->thread());
    event.stack = Stack(buffer, frame);
    set(&event);
    if (buffer->Commit([&event](trace::RecordEncoder& encoder, int64_t t) {
          event.t = t;
          return encoder.Append(event);
        })) {
      buffer->events.Add(1);
    }
    recording_->Leave();
  }

  // A library was unloaded.
  void ForgetAddresses() noexcept;

  Recording* recording() noexcept { return recording_; }

 private:
  void RecordAllocation(uintptr_t address, size_t bytes, uintptr_t frame) noexcept;
  void RecordFree(uintptr_t address) noexcept;
  StackId Stack(ThreadBuffer* buffer, uintptr_t frame) noexcept;

  Recording* recording_;
  const uint64_t sample_bytes_;
  StackWalker walker_;
  SampledAddresses sampled_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_HEAP_EVENTS_H_
