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

  // `frame` is __builtin_frame_address(0) of a function that keeps a frame pointer; its caller is
  // the innermost frame. `seed` as for CallStack::Walk.
  void Walk(uintptr_t frame, const StackBounds& bounds, uint64_t seed, CallStack* stack) noexcept {
    if (mode() == StackMode::kDwarf) {
      unwinder_.Walk(frame, bounds, seed, stack);
    } else {
      WalkFramePointers(frame, bounds, seed, stack);
    }
  }

  // To be asked about a stack that was not seen before: true when auto has changed its mind by it,
  // and the walk is to be done again. `tables` is what the tables say of the same stack,
  // afterwards.
  bool Reconsider(uintptr_t frame, const StackBounds& bounds, uint64_t seed, const CallStack& stack,
                  CallStack* tables) noexcept;

  // A library was unloaded.
  void ForgetAddresses() noexcept { unwinder_.ForgetAddresses(); }

 private:
  std::atomic<StackMode> mode_;
  Unwinder unwinder_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_WALKER_H_
