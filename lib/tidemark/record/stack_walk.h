// Walks the calling thread's stack by its frame pointers.
//
// Used by StackWalker. Right where the code was compiled with -fno-omit-frame-pointer; other code
// is skipped over or ends the walk. Never reads outside of the thread's own stack, whatever the
// registers held.
//
// Threading: the calling thread's stack only.
#ifndef TIDEMARK_RECORD_STACK_WALK_H_
#define TIDEMARK_RECORD_STACK_WALK_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/record/call_stack.h"

namespace tidemark::record {

// The addresses at which a thread's stack lies.
struct StackBounds {
  uintptr_t low = 0;
  uintptr_t high = 0;

  bool Contains(uintptr_t address) const noexcept { return address >= low && address < high; }
};

// Of the calling thread; asks the system, so keep it. Must not be counted as the program's events.
StackBounds FindStackBounds() noexcept;

// The caller of a function that keeps a frame pointer: `frame` is its __builtin_frame_address(0).
inline StackFrame CallerOf(uintptr_t frame) noexcept {
  return StackFrame::Saved(frame + 2 * sizeof(uintptr_t), frame);
}

// `frame` as for CallerOf, whose result is the innermost frame of the stack.
inline void WalkFramePointers(uintptr_t frame, const StackBounds& bounds, uint64_t seed,
                              CallStack* stack) noexcept {
  const bool on_own_stack = bounds.Contains(frame);
  // On another stack, a signal's or a coroutine's, there is no telling where it ends.
  const uintptr_t last = on_own_stack ? bounds.high - 2 * sizeof(uintptr_t) : 0;
  const CallStack::Way way{
      .seed = seed, .from_tables = false, .on_own_stack = on_own_stack, .patience = 24};
  stack->Walk(CallerOf(frame), way, [last](StackFrame* at) {
    if (at->rbp < at->rsp || at->rbp > last || at->rbp % sizeof(uintptr_t) != 0) {
      return CallStack::Step::kNoCaller;
    }
    const StackFrame caller = CallerOf(at->rbp);
    if (caller.address < 4096) return CallStack::Step::kNoCaller;
    *at = caller;
    return CallStack::Step::kDone;
  });
}

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_WALK_H_
