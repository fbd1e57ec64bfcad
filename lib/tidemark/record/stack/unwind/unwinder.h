// Walks the calling thread's stack by the unwind tables of the code on it, frame pointers or not.
//
// Used by StackWalker. A frame whose address was seen before costs a load and two or three reads of
// the stack; a new one is looked up in its module's tables (unwind_table.h) and remembered.
//
// Code without tables (generated at run time, or assembly) is taken to keep a frame pointer, as
// long as what that leads to lies on the stack and is code. Signal frames are walked through.
// No lock, no allocation. x86-64 only: elsewhere every walk ends at its first frame.
// Threading: any thread; its own stack only.
#ifndef TIDEMARK_RECORD_STACK_UNWIND_UNWINDER_H_
#define TIDEMARK_RECORD_STACK_UNWIND_UNWINDER_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/record/stack/call_stack.h"
#include "tidemark/record/stack/stack_walk.h"
#include "tidemark/record/stack/unwind/unwind_cache.h"

namespace tidemark::record {

class Unwinder {
 public:
  // `frame` as for VisitFramePointers. Of an interrupted instruction the address is given plus 1,
  // as if it had made a call.
  void Walk(uintptr_t frame, const StackBounds& bounds, uint64_t seed, CallStack* stack) noexcept;

  // A library was unloaded: its addresses may belong to another from now on.
  void ForgetAddresses() noexcept { cache_.Clear(); }

 private:
  class Walker;

  PackedRule LookUp(uintptr_t pc) noexcept;

  UnwindCache cache_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_UNWIND_UNWINDER_H_
