// A call stack: its addresses, and a hash that it is known by.
//
// Filled by StackWalker, turned into a stack of the trace by StackTable. One a thread is kept, by
// which the next walk along unwind tables need not go all the way: most of a stack is the same from
// one event to the next.
//
// A frame is what such a walk knows on entering it: stack pointer, address, frame pointer. Its
// callers follow from these and from the words of the stack that the walk reads next. So where a
// walk comes to a frame that the last one came to, and the words that the last one read from there
// on hold what they held, everything outside of that frame is as it was. To check this is quicker
// than to walk, for the words do not depend on each other.
//
// Memory: 12 KiB. Threading: the owning thread only, and not from a handler that interrupted it.
#ifndef TIDEMARK_RECORD_STACK_CALL_STACK_H_
#define TIDEMARK_RECORD_STACK_CALL_STACK_H_

#include <bit>
#include <cstddef>
#include <cstdint>

#include "tidemark/record/stack/stack_walk.h"
#include "tidemark/record/stack/stack_word.h"

namespace tidemark::record {

// Adds an address to the hash of those before it. The multiplications do not wait for each other.
inline uint64_t MixIn(uintptr_t address, uint64_t hash) noexcept {
  const uint64_t mixed = address * 0x9e3779b97f4a7c15U;
  return std::rotl(hash, 23) + (mixed ^ (mixed >> 29));
}

struct StackFrame {
  uintptr_t rsp;
  uintptr_t address;  // to which the frame inside returns; read just below rsp
  uintptr_t rbp;
  // The word that rbp was read from. Where it was in the register, another word that was read.
  uintptr_t rbp_at;
  uintptr_t rbp_word;

  // The frame that `cfa` is the stack pointer of, with rbp saved at `rbp_saved_at`.
  static StackFrame Saved(uintptr_t cfa, uintptr_t rbp_saved_at) noexcept {
    const uintptr_t rbp = StackWord(rbp_saved_at);
    return {.rsp = cfa,
            .address = StackWord(cfa - sizeof(uintptr_t)),
            .rbp = rbp,
            .rbp_at = rbp_saved_at,
            .rbp_word = rbp};
  }
  // The same with rbp still in the register.
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

  // Whether it comes from unwind tables, not by frame pointers, which may lead astray.
  bool from_tables() const noexcept { return from_tables_; }

  // A stack that was found by other means, its addresses innermost first.
  void Assign(const uintptr_t* addresses, size_t count, uint64_t hash) noexcept {
    for (size_t i = 0; i < count; ++i) frames_[i].address = addresses[count - 1 - i];
    size_ = count;
    hashes_[size_ - 1] = hash;
    from_tables_ = false;
    reusable_ = 0;
  }

  // What became of a frame that was to be replaced by its caller.
  enum class Step : uint8_t {
    kDone,
    kDoneFromMore,  // the caller also follows from words that a StackFrame does not keep
    kNoCaller,
  };

  // Walks along tables: `step` takes a frame, replaces it by its caller and returns a Step.
  // `on_own_stack`: the walk is on the stack that the thread was given, whose memory is there as
  // long as the thread. With another seed than before the walk begins from nothing.
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
      if (count >= kPatience && left > 0) {
        if (count == kPatience) left = Unchanged(frame.rsp, left);
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

  // The next walk goes all the way.
  void Forget() noexcept { reusable_ = 0; }

 private:
  // Frames that are walked before the last walk is looked at: these change most.
  static constexpr size_t kPatience = 4;

  // How many of the outermost `most` frames of the last walk are as they were, less those that lie
  // inside of `rsp`.
  size_t Unchanged(uintptr_t rsp, size_t most) const noexcept {
    while (most > 0 && frames_[most - 1].rsp < rsp) --most;
    size_t unchanged = 0;
    while (unchanged < most && frames_[unchanged].IsUnchanged()) ++unchanged;
    return unchanged;
  }

  // How many of the `left` unchanged frames `frame` and its callers are; 0 when it is none of them.
  size_t Join(const StackFrame& frame, size_t* left) const noexcept {
    while (*left > 0 && frames_[*left - 1].rsp < frame.rsp) --*left;
    if (*left == 0) return 0;
    const StackFrame& there = frames_[*left - 1];
    const bool same =
        there.rsp == frame.rsp && there.address == frame.address && there.rbp == frame.rbp;
    return same ? *left : 0;
  }

  // The outermost `joined` frames stay, `count` fresh ones come inside of them.
  void Assemble(size_t joined, size_t count) noexcept {
    if (joined + count > kMaxFrames) [[unlikely]]
      joined = DropOutermost(joined, joined + count - kMaxFrames);
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
  size_t reusable_ = 0;  // outermost frames that the next walk may join
  uint64_t seed_ = 0;
  bool from_tables_ = false;
  uint64_t hashes_[kMaxFrames];
  StackFrame frames_[kMaxFrames];
  StackFrame fresh_[kMaxFrames];  // innermost first, of the walk under way
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_CALL_STACK_H_
