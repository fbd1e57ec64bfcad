// Numbers the call stacks of a recording, as a trie of (frame, caller's stack).
//
// Asked for every heap event. A thread's StackCache knows the stacks of its last events by a hash
// of their addresses; what it does not know is looked up in the trie, and what the trie does not
// know is defined in the trace first, so that a definition stands before its uses.
//
// Ownership: memory of its own, never the program's heap, except for what ModuleMap keeps.
// Threading: any thread.
#ifndef TIDEMARK_RECORD_BUFFER_STACK_TABLE_H_
#define TIDEMARK_RECORD_BUFFER_STACK_TABLE_H_

#include <atomic>
#include <cstdint>
#include <mutex>
#include <utility>

#include "tidemark/base/ids.h"
#include "tidemark/record/buffer/thread_buffer.h"
#include "tidemark/record/os/flat_table.h"
#include "tidemark/record/os/module_map.h"
#include "tidemark/record/stack/call_stack.h"
#include "tidemark/record/stack/stack_walk.h"

namespace tidemark::record {

// Of one thread. Two stacks are taken to be one when 64 bits of hash agree.
//
// Sets of four, so that a few stacks that would share an entry do not drive each other out for
// ever. A new stack takes the last place of its set, and one that is found moves up by one.
class StackCache {
 public:
  // In place of a stack: its frame pointers do not tell which it is.
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

  StackBounds bounds;
  CallStack last;

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
  // The seed differs between recordings, so that a thread's cache of an earlier one never matches.
  void Begin(uint64_t generation) noexcept { seed_.store(generation << 32); }

  // What walks are to be seeded with.
  uint64_t seed() const noexcept { return seed_.load(std::memory_order_relaxed); }

  // The number of a stack that the thread's cache does not know, which will know it from now on.
  // Between Recording::Enter and Leave; 0 while records are dropped. Where the stack is not from
  // tables, the innermost address that lies in no module ends it.
  StackId Define(ThreadBuffer* buffer, const CallStack& stack) noexcept;

  // A library was unloaded: its addresses may belong to another from now on.
  void ForgetAddresses() noexcept;

  // Gives back its memory: the recording is over.
  void Drop() noexcept;

 private:
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

#endif  // TIDEMARK_RECORD_BUFFER_STACK_TABLE_H_
