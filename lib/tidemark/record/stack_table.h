// Numbers the call stacks of a recording, as a trie of (frame, caller's stack).
//
// Asked for every heap event. A thread's StackCache knows the stacks of its last events by a hash
// of their addresses; what it does not know is looked up in the trie, and what the trie does not
// know is defined in the trace first, so that a definition stands before its uses.
//
// Ownership: memory of its own, never the program's heap, except for what ModuleMap keeps.
// Threading: any thread.
#ifndef TIDEMARK_RECORD_STACK_TABLE_H_
#define TIDEMARK_RECORD_STACK_TABLE_H_

#include <atomic>
#include <cstdint>
#include <mutex>

#include "tidemark/base/ids.h"
#include "tidemark/record/flat_table.h"
#include "tidemark/record/module_map.h"
#include "tidemark/record/stack_walk.h"
#include "tidemark/record/thread_buffer.h"

namespace tidemark::record {

// Of one thread. Two stacks are taken to be one when 64 bits of hash agree.
class StackCache {
 public:
  static StackCache* New() noexcept;

  uint32_t Find(uint64_t hash) const noexcept {
    const Entry& entry = entries_[hash % kEntries];
    return entry.hash == hash ? entry.stack : 0;
  }
  void Put(uint64_t hash, uint32_t stack) noexcept { entries_[hash % kEntries] = {hash, stack}; }

  StackBounds bounds;

 private:
  static constexpr size_t kEntries = 2048;
  struct Entry {
    uint64_t hash;
    uint32_t stack;
  };
  Entry entries_[kEntries];
};

class StackTable {
 public:
  // Seeds the hashes, so that a thread's cache of an earlier recording never matches.
  void Begin(uint64_t generation) noexcept { seed_.store(generation << 32); }

  // The number of a stack, innermost address first. Return addresses; `count` is at least 1.
  // Between Recording::Enter and Leave; 0 while records are dropped. `trust`: the addresses come
  // from unwind tables; else those outside of any module end the stack.
  StackId Find(ThreadBuffer* buffer, const uintptr_t* addresses, size_t count,
               bool trust) noexcept {
    uint64_t hash = seed_.load(std::memory_order_relaxed) + count;
    for (size_t i = 0; i < count; ++i) hash = (hash ^ addresses[i]) * 0x9e3779b97f4a7c15U;
    hash ^= hash >> 29;
    const uint32_t known = buffer->stacks->Find(hash);
    if (known != 0) [[likely]]
      return StackId(known);
    return Define(buffer, hash, addresses, count, trust);
  }

  // A library was unloaded: its addresses may belong to another from now on.
  void ForgetAddresses() noexcept;

  // Gives back its memory: the recording is over.
  void Drop() noexcept;

 private:
  StackId Define(ThreadBuffer* buffer, uint64_t hash, const uintptr_t* addresses, size_t count,
                 bool trust) noexcept;
  // The number of what is defined if it was not yet; 0 where the definition could not be written.
  uint32_t FrameOf(ThreadBuffer* buffer, uintptr_t address) noexcept;
  uint32_t StackOf(ThreadBuffer* buffer, uint32_t parent, uint32_t frame) noexcept;

  std::atomic<uint64_t> seed_{0};
  std::mutex mutex_;
  FlatTable frames_;  // by address
  FlatTable stacks_;  // by (parent, frame)
  uint32_t frame_count_ = 0;
  uint32_t stack_count_ = 0;
  ModuleMap modules_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_TABLE_H_
