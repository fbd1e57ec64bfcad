// A call stack: its return addresses and their hash.
//
// Filled by StackWalker, interned by StackTable. Each thread keeps its last one, so that the next
// walk by unwind tables can stop early: consecutive events share most of their stack.
//
// A StackFrame is the unwinder's state on entering a frame: stack pointer, return address, frame
// pointer. Its callers are a function of that state and of the stack words that unwinding reads. So
// when a walk reaches a frame of the last walk, and the words that were read from there on are
// unchanged, all its outer frames are reused. Checking is faster than unwinding, because the loads
// are independent of each other.
//
// Memory: 12 KiB. Threading: the owning thread only, and not reentrantly from a signal handler.
#ifndef TIDEMARK_RECORD_STACK_CALL_STACK_H_
#define TIDEMARK_RECORD_STACK_CALL_STACK_H_

#include <bit>
#include <cstddef>
#include <cstdint>

#include "tidemark/record/stack/stack_walk.h"
#include "tidemark/record/stack/stack_word.h"

namespace tidemark::record {

// Adds an address to a running hash. The multiplications are off the dependency chain.
inline uint64_t MixIn(uintptr_t address, uint64_t hash) noexcept {
  const uint64_t mixed = address * 0x9e3779b97f4a7c15U;
  return std::rotl(hash, 23) + (mixed ^ (mixed >> 29));
}

struct StackFrame {
  uintptr_t rsp;
  uintptr_t address;  // the callee's return address; read just below rsp
  uintptr_t rbp;
  // The stack word that rbp was restored from; where it stayed in the register, any word read.
  uintptr_t rbp_at;
  uintptr_t rbp_word;

  // The frame with stack pointer `cfa` and rbp saved at `rbp_saved_at`.
  static StackFrame Saved(uintptr_t cfa, uintptr_t rbp_saved_at) noexcept {
    const uintptr_t rbp = StackWord(rbp_saved_at);
    return {.rsp = cfa,
            .address = StackWord(cfa - sizeof(uintptr_t)),
            .rbp = rbp,
            .rbp_at = rbp_saved_at,
            .rbp_word = rbp};
  }
  // The same with rbp unchanged in its register.
  static StackFrame Kept(uintptr_t cfa, uintptr_t rbp) noexcept {
    const uintptr_t address = StackWord(cfa - sizeof(uintptr_t));
    return {.rsp = cfa,
            .address = address,
            .rbp = rbp,
            .rbp_at = cfa - sizeof(uintptr_t),
            .rbp_word = address};
  }

  bool IsUnchanged() const noexcept {
    return ((StackWord(rsp - sizeof(uintptr_t)) ^ address) | (StackWord(rbp_at) ^ rbp_word)) == 0;
  }
};

class CallStack {
 public:
  // Outermost first; at least one after a walk.
  size_t size() const noexcept { return size_; }
  uintptr_t address(size_t index) const noexcept { return frames_[index].address; }

  // Of the seed and all addresses.
  uint64_t hash() const noexcept { return hashes_[size_ - 1]; }

  // Whether it was walked by unwind tables, not by frame pointers, which may be bogus.
  bool from_tables() const noexcept { return from_tables_; }

  // Room for the kMaxFrames addresses of a walk by other means. Not on the stack, of which a signal
  // handler may have little.
  uintptr_t* scratch() noexcept { return scratch_; }

  // Sets a stack that was walked by other means, its addresses innermost first.
  void Assign(const uintptr_t* addresses, size_t count, uint64_t hash) noexcept {
    for (size_t i = 0; i < count; ++i) frames_[i].address = addresses[count - 1 - i];
    size_ = count;
    hashes_[size_ - 1] = hash;
    from_tables_ = false;
    reusable_ = 0;
  }

  // The result of unwinding one frame.
  enum class Step : uint8_t {
    kDone,
    kDoneFromMore,  // the caller depends on further stack words, so the frame cannot be reused
    kNoCaller,
  };

  // Walks by tables: `step` replaces a frame by its caller and returns a Step. `on_own_stack`: the
  // walk is on the thread's regular stack, which stays mapped as long as the thread lives, so that
  // frames can be reused. A seed that differs from the last walk's disables reuse.
  template <class StepFunction>
  void Walk(const StackFrame& innermost, uint64_t seed, bool on_own_stack,
            StepFunction&& step) noexcept {
    size_t left = on_own_stack && seed == seed_ ? reusable_ : 0;
    seed_ = seed;
    from_tables_ = true;
    size_t count = 0;
    size_t joined = 0;
    size_t inside = 0;  // of the last step from more
    bool whole = true;
    StackFrame frame = innermost;
    while (true) {
      if (count >= kAlwaysWalked && left > 0) {
        if (count == kAlwaysWalked) left = Unchanged(frame.rsp, left);
        joined = Join(frame, &left);
        if (joined > 0) break;
      }
      if (count == kMaxFrames) {
        whole = false;
        break;
      }
      fresh_[count++] = frame;
      const Step result = step(&frame);
      if (result == Step::kNoCaller) break;
      if (result == Step::kDoneFromMore) inside = count;
    }
    whole = whole && joined + count <= kMaxFrames;
    Assemble(joined, count);
    reusable_ = whole && on_own_stack ? size_ - inside : 0;
  }

  // The next walk reuses nothing.
  void Forget() noexcept { reusable_ = 0; }

 private:
  // Innermost frames that are always unwound, because they change most often.
  static constexpr size_t kAlwaysWalked = 4;

  // How many of the last walk's outermost `most` frames are unchanged and not inside of `rsp`.
  size_t Unchanged(uintptr_t rsp, size_t most) const noexcept {
    while (most > 0 && frames_[most - 1].rsp < rsp) --most;
    size_t unchanged = 0;
    while (unchanged < most && frames_[unchanged].IsUnchanged()) ++unchanged;
    return unchanged;
  }

  // How many of the `left` unchanged frames are `frame` and its callers; 0 if it is not among them.
  size_t Join(const StackFrame& frame, size_t* left) const noexcept {
    while (*left > 0 && frames_[*left - 1].rsp < frame.rsp) --*left;
    if (*left == 0) return 0;
    const StackFrame& there = frames_[*left - 1];
    const bool same =
        there.rsp == frame.rsp && there.address == frame.address && there.rbp == frame.rbp;
    return same ? *left : 0;
  }

  // Keeps the outermost `joined` frames and appends `count` fresh ones.
  void Assemble(size_t joined, size_t count) noexcept {
    if (joined + count > kMaxFrames) [[unlikely]] {
      joined = DropOutermost(joined, joined + count - kMaxFrames);
    }
    uint64_t hash = joined > 0 ? hashes_[joined - 1] : seed_;
    size_ = joined;
    while (count > 0) {
      const StackFrame& frame = fresh_[--count];
      hash = MixIn(frame.address, hash);
      hashes_[size_] = hash;
      frames_[size_++] = frame;
    }
  }

  size_t DropOutermost(size_t size, size_t lost) noexcept {
    uint64_t hash = seed_;
    for (size_t i = lost; i < size; ++i) {
      frames_[i - lost] = frames_[i];
      hashes_[i - lost] = hash = MixIn(frames_[i].address, hash);
    }
    return size - lost;
  }

  size_t size_ = 0;
  size_t reusable_ = 0;  // outermost frames that the next walk may reuse
  uint64_t seed_ = 0;
  bool from_tables_ = false;
  uint64_t hashes_[kMaxFrames];
  StackFrame frames_[kMaxFrames];
  uintptr_t scratch_[kMaxFrames];
  StackFrame fresh_[kMaxFrames];  // of the walk in progress, innermost first
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_CALL_STACK_H_
