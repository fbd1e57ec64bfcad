// Walks stacks in the way that was asked for: by frame pointers, by unwind tables, or not at all.
//
// Owned by HeapEvents, which walks at every event.
//
// Most stacks were seen before, so they are not written down before it is known that they are new.
//
// `auto` goes by frame pointers, the cheapest way, and compares each stack that is new to it with
// what the unwind tables say. Where they differ, code on the way keeps no frame pointer; as it does
// so at every call, that stack is identified by the tables from then on.
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

  // What the calling thread's stack is known by. `frame` as for VisitFramePointers; another `seed`
  // gives other numbers. `stack` is the thread's own, and serves Collect.
  uint64_t Identify(uintptr_t frame, const StackBounds& bounds, uint64_t seed,
                    CallStack* stack) noexcept {
    if (mode_ == StackMode::kDwarf) return IdentifyByTables(frame, bounds, seed, stack);
    uint64_t hash = ~seed;
    VisitFramePointers(frame, bounds, [&hash](uintptr_t address) { hash = MixIn(address, hash); });
    return hash;
  }

  // The same, by the tables whatever the mode.
  uint64_t IdentifyByTables(uintptr_t frame, const StackBounds& bounds, uint64_t seed,
                            CallStack* stack) noexcept {
    unwinder_.Walk(frame, bounds, seed, stack);
    return stack->hash();
  }

  // After Identify with the same arguments, whose result, `hash`, is not known yet: puts the stack
  // itself into `stack`. Afterwards stack->hash() is another where auto has found that only the
  // tables tell.
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
