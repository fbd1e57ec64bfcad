// Walks stacks in the way that was asked for: by frame pointers, by unwind tables, or not at all.
//
// Owned by HeapEvents, which walks at every event.
//
// `auto` begins with frame pointers, the cheapest way, and compares each stack that is new with
// what the unwind tables say. The first that differs shows that this program does not keep frame
// pointers throughout, and from then on the tables are used. Where they are too few to judge by,
// frame pointers stay.
// Threading: any thread, its own stack.
#ifndef TIDEMARK_RECORD_STACK_WALKER_H_
#define TIDEMARK_RECORD_STACK_WALKER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "tidemark/record/stack_walk.h"
#include "tidemark/record/unwinder.h"

namespace tidemark::record {

enum class StackMode : uint8_t { kOff, kFramePointer, kDwarf, kAuto };

const char* StackModeName(StackMode mode) noexcept;

class StackWalker {
 public:
  explicit StackWalker(StackMode mode) noexcept : mode_(mode) {}

  // Of kAuto: kDwarf once that was found to be needed.
  StackMode mode() const noexcept { return mode_.load(std::memory_order_relaxed); }

  // `frame` is __builtin_frame_address(0) of a function that keeps a frame pointer.
  void Walk(uintptr_t frame, const StackBounds& bounds, CallStack* stack) noexcept {
    stack->from_tables = mode() == StackMode::kDwarf;
    stack->count = stack->from_tables ? unwinder_.Walk(frame, bounds, stack->addresses)
                                      : WalkFramePointers(frame, bounds, stack->addresses);
  }

  // For a stack that was not seen before: true when auto has changed its mind by it, and walked
  // again.
  bool Reconsider(uintptr_t frame, const StackBounds& bounds, CallStack* stack) noexcept;

  // A library was unloaded.
  void ForgetAddresses() noexcept { unwinder_.ForgetAddresses(); }

 private:
  std::atomic<StackMode> mode_;
  Unwinder unwinder_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_WALKER_H_
