// Walks the calling thread's stack by unwind tables, with or without frame pointers.
//
// Used by StackWalker. A frame whose address is cached costs a load and two or three reads of the
// stack; a new one is looked up in its module's tables (unwind_table.h) and cached.
//
// Code without tables (JIT code, assembly) is assumed to keep a frame pointer, as long as that
// points into the stack and yields a code address. Signal frames are unwound, too.
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

// The addresses of a module.
struct CodeRange {
  uintptr_t begin = 0;
  uintptr_t end = 0;

  bool Contains(uintptr_t address) const noexcept { return address >= begin && address < end; }
};

class Unwinder {
 public:
  // `frame` as for VisitFramePointers. An interrupted instruction's address is reported plus 1,
  // like a return address.
  void Walk(uintptr_t frame, const StackBounds& bounds, uint64_t seed, CallStack* stack) noexcept;

  // The same, but only as far as the first frame in that code, which is the outermost then.
  void WalkTo(const CodeRange& code, uintptr_t frame, const StackBounds& bounds, uint64_t seed,
              CallStack* stack) noexcept;

  // A library was unloaded: its addresses may be reused.
  void ForgetAddresses() noexcept { cache_.Clear(); }

 private:
  class Walker;

  PackedRule LookUp(uintptr_t pc) noexcept;

  UnwindCache cache_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_UNWIND_UNWINDER_H_
