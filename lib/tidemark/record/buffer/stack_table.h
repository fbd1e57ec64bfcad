// Interns a recording's call stacks: each is its frame and the stack of its caller, which is a prefix
// of it where the outermost frame comes first.
//
// Asked on every heap event. A thread's StackCache maps a hash of the addresses to the ids of
// recent stacks; on a miss the longest known prefix is looked up, and what is beyond it is defined in
// the trace first, so that a definition precedes its uses.
//
// Prefixes are known by a 64-bit hash of their frames, and of a known one all shorter ones are known:
// a bisection finds the longest. Going from caller to callee instead would take one look-up a frame,
// each waiting for the one before, and in a table of millions each out of the caches.
//
// Ownership: memory mapped directly, never the program's heap, except for ModuleMap's strings.
// Threading: any thread.
#ifndef TIDEMARK_RECORD_BUFFER_STACK_TABLE_H_
#define TIDEMARK_RECORD_BUFFER_STACK_TABLE_H_

#include <atomic>
#include <cstdint>
#include <mutex>
#include <utility>

#include "tidemark/base/ids.h"
#include "tidemark/record/buffer/bridge_interface.h"
#include "tidemark/record/buffer/thread_buffer.h"
#include "tidemark/record/os/flat_table.h"
#include "tidemark/record/os/module_map.h"
#include "tidemark/record/stack/call_stack.h"
#include "tidemark/record/stack/stack_walk.h"

namespace tidemark::record {

// Per thread. Stacks with equal 64-bit hashes are taken to be equal.
//
// 4-way set associative, so that a few conflicting stacks do not keep evicting each other. A new
// stack replaces the last way of its set, and a hit moves up by one way.
class StackCache {
 public:
  // Instead of a stack id: the frame pointers are ambiguous, identify by unwind tables.
  static constexpr uint32_t kByTables = UINT32_MAX;

  static StackCache* New() noexcept;

  uint32_t Find(uint64_t hash) noexcept {
    Entry* const set = SetOf(hash);
    for (size_t i = 0; i < kWays; ++i) {
      if (set[i].hash != hash) continue;
      const uint32_t stack = set[i].stack;
      if (i > 0) std::swap(set[i], set[i - 1]);
      return stack;
    }
    return 0;
  }
  void Put(uint64_t hash, uint32_t stack) noexcept { SetOf(hash)[kWays - 1] = {hash, stack}; }

  CallStack last;
  static constexpr int32_t kMostInterpreted = 128;
  tm_frame interpreted[kMostInterpreted];  // of the stack that is being looked up, innermost first

 private:
  static constexpr size_t kWays = 4;
  static constexpr unsigned kSetBits = 10;
  struct Entry {
    uint64_t hash;
    uint32_t stack;
  };
  Entry* SetOf(uint64_t hash) noexcept {
    return entries_ + (hash * 0x9e3779b97f4a7c15U >> (64 - kSetBits)) * kWays;
  }

  alignas(64) Entry entries_[(size_t{1} << kSetBits) * kWays];
};

class StackTable {
 public:
  // The seed differs per recording, so that entries of an earlier one never match.
  void Begin(uint64_t generation) noexcept { seed_.store(generation << 32); }

  // The seed for stack hashes.
  uint64_t seed() const noexcept { return seed_.load(std::memory_order_relaxed); }

  // The id of a stack that missed in the thread's cache, which is filled. Between Recording::Enter
  // and Leave; 0 while records are dropped. A stack that was walked by frame pointers is cut at its
  // innermost address outside of any module.
  StackId Define(ThreadBuffer* buffer, const CallStack& stack) noexcept;

  // The same for an interpreter's stack, whose hash is `hash`: the first `count` frames of
  // buffer->stacks->interpreted, without those further in than the user's code, and in them the native
  // frames of buffer->stacks->last. The thread must still be where they were walked.
  StackId DefineInterpreted(ThreadBuffer* buffer, const tm_stack_source& source, size_t count,
                            uint64_t hash) noexcept;

  // A library was unloaded: its addresses may be reused.
  void ForgetAddresses() noexcept;
  // Code of an interpreter has ended: its place may be reused.
  void ForgetInterpreted() noexcept;

  // Releases its memory when the recording is over.
  void Drop() noexcept;

 private:
  static constexpr uint32_t kOwners = 4;

  // Finds the ids of a stack's frames, 0 for new ones. The index of the outermost frame: in a stack
  // from frame pointers those beyond an address that is no code are meaningless.
  size_t FindFrames(const CallStack& stack) noexcept;
  // The new id, defined in the trace; 0 when the definition could not be written.
  uint32_t NewFrame(ThreadBuffer* buffer, uintptr_t address) noexcept;
  uint32_t NewStack(ThreadBuffer* buffer, uint32_t parent, uint32_t frame) noexcept;
  // What frame_ids_[0, size) is called, outermost first; 0 where it could not be defined.
  uint32_t DefineFrames(ThreadBuffer* buffer, const uint32_t* frames, size_t size) noexcept;
  // An interpreter's frame; whose it is goes to *owner.
  uint32_t NewInterpretedFrame(ThreadBuffer* buffer, const tm_stack_source& source,
                               const tm_frame& frame, tm_owner* owner) noexcept;
  // The number of frames of the longest known prefix of `size` frames, and its id.
  size_t LongestKnown(size_t size, uint32_t* stack) const noexcept;

  std::atomic<uint64_t> seed_{0};
  std::mutex mutex_;
  FlatTable frames_;  // by address
  FlatTable stacks_;  // by the hash of their frames
  FlatTable places_;  // an interpreter's frames, by the hash of their texts
  FlatTable owned_;   // the same by the instruction: kOwners times the frame, and whose it is
  uint32_t frame_count_ = 0;
  uint32_t stack_count_ = 0;
  ModuleMap modules_;
  // Of the stack that is being defined: not on the program's stack, which may be small.
  static constexpr size_t kMostFrames = kMaxFrames + StackCache::kMostInterpreted;
  uint32_t frame_ids_[kMostFrames];
  uint64_t prefixes_[kMostFrames];  // the hash of the frames up to each
  char file_[1024];                 // of the frame that is being described
  char function_[1024];
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_STACK_TABLE_H_
