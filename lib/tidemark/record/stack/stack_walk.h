// Walks the calling thread's stack by frame pointers.
//
// Used by StackWalker. Correct for code compiled with -fno-omit-frame-pointer; other frames are
// skipped or end the walk. Never reads outside of the thread's own stack, whatever rbp held.
//
// Threading: the calling thread's stack only.
#ifndef TIDEMARK_RECORD_STACK_STACK_WALK_H_
#define TIDEMARK_RECORD_STACK_STACK_WALK_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/record/stack/stack_word.h"

namespace tidemark::record {

// Deeper stacks lose their outermost frames.
inline constexpr size_t kMaxFrames = 128;

// The address range of a thread's stack.
struct StackBounds {
  uintptr_t low = 0;
  uintptr_t high = 0;

  bool Contains(uintptr_t address) const noexcept { return address >= low && address < high; }
};

// Of the calling thread, on whose stack `frame` is. A slow system query, so cache it. It takes no
// lock of the C library's, for the thread may hold any of them. Where the bounds cannot be found,
// a range that contains nothing.
StackBounds FindStackBounds(uintptr_t frame) noexcept;

// Calls visit(address) for each return address, innermost first, at most kMaxFrames. `frame` is the
// __builtin_frame_address(0) of a function that keeps a frame pointer; the first address is its
// own.
template <class Visit>
inline void VisitFramePointers(uintptr_t frame, const StackBounds& bounds, Visit&& visit) noexcept {
  visit(StackWord(frame + sizeof(uintptr_t)));
  // The bounds of another stack, a signal handler's or a coroutine's, are unknown.
  if (!bounds.Contains(frame)) return;
  const uintptr_t last = bounds.high - 2 * sizeof(uintptr_t);
  for (size_t count = 1; count < kMaxFrames; ++count) {
    const uintptr_t caller = StackWord(frame);
    if (caller <= frame || caller > last || caller % sizeof(uintptr_t) != 0) return;
    const uintptr_t address = StackWord(caller + sizeof(uintptr_t));
    if (address < 4096) return;  // the outermost frame
    visit(address);
    frame = caller;
  }
}

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_STACK_WALK_H_
