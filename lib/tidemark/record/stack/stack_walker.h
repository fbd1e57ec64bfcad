// Walks stacks by the configured method: frame pointers, unwind tables, both (auto), or none.
//
// Owned by HeapEvents, which walks at every event.
//
// Most stacks have been seen before, so Identify only hashes; addresses are stored when it is new.
//
// `auto` walks by frame pointers, the cheapest method, and verifies each new stack by the unwind
// tables. Where they differ, some function on the stack keeps no frame pointer; as that holds for
// every call, this stack is identified by the tables from then on.
// Threading: any thread, its own stack.
#ifndef TIDEMARK_RECORD_STACK_STACK_WALKER_H_
#define TIDEMARK_RECORD_STACK_STACK_WALKER_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/record/stack/call_stack.h"
#include "tidemark/record/stack/stack_walk.h"
#include "tidemark/record/stack/unwind/unwinder.h"

namespace tidemark::record {

enum class StackMode : uint8_t { kOff, kFramePointer, kDwarf, kAuto };

const char* StackModeName(StackMode mode) noexcept;

class StackWalker {
 public:
  explicit StackWalker(StackMode mode) noexcept : mode_(mode) {}

  StackMode mode() const noexcept { return mode_; }

  // A hash of the calling thread's stack. `frame` as for VisitFramePointers; `seed` seeds the hash.
  // `stack` is the thread's last stack, to be passed on to Collect.
  uint64_t Identify(uintptr_t frame, const StackBounds& bounds, uint64_t seed,
                    CallStack* stack) noexcept {
    if (mode_ == StackMode::kDwarf) return IdentifyByTables(frame, bounds, seed, stack);
    uint64_t hash = ~seed;
    VisitFramePointers(frame, bounds, [&hash](uintptr_t address) { hash = MixIn(address, hash); });
    return hash;
  }

  // The same, by unwind tables in any mode.
  uint64_t IdentifyByTables(uintptr_t frame, const StackBounds& bounds, uint64_t seed,
                            CallStack* stack) noexcept {
    unwinder_.Walk(frame, bounds, seed, stack);
    return stack->hash();
  }

  // By unwind tables, out to the first frame in `code`. In any mode.
  uint64_t IdentifyTo(const CodeRange& code, uintptr_t frame, const StackBounds& bounds,
                      uint64_t seed, CallStack* stack) noexcept {
    unwinder_.WalkTo(code, frame, bounds, seed, stack);
    return stack->hash();
  }

  // After Identify with the same arguments returned the unknown `hash`: stores the stack itself in
  // `stack`. Afterwards stack->hash() differs from `hash` if `auto` found the frame pointers wrong.
  void Collect(uintptr_t frame, const StackBounds& bounds, uint64_t seed, uint64_t hash,
               CallStack* stack) noexcept;

  // A library was unloaded.
  void ForgetAddresses() noexcept { unwinder_.ForgetAddresses(); }

 private:
  const StackMode mode_;
  Unwinder unwinder_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_STACK_WALKER_H_
