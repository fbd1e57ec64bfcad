// Records heap events: sampling, stack walk, encoding.
//
// Called by the malloc interposer around the real functions: Freed before the memory is released,
// Allocated after it was obtained, so that by time stamp no address is allocated twice.
//
// The recorder's own allocations and the backing allocations of arrays, which are recorded as
// buffers of their own, are suppressed per thread (thread_local.h).
// Cost: see bench/malloc; a third is the clock.
// Ownership: borrows the recording; never destroyed. Threading: any thread.
#ifndef TIDEMARK_RECORD_EVENTS_HEAP_EVENTS_H_
#define TIDEMARK_RECORD_EVENTS_HEAP_EVENTS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "tidemark/record/buffer/address_bitmap.h"
#include "tidemark/record/buffer/bridge_interface.h"
#include "tidemark/record/buffer/heap_sampler.h"
#include "tidemark/record/recording/recording.h"
#include "tidemark/record/stack/stack_walker.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::record {

// What becomes of blocks that were allocated before the recording began.
enum class OlderBlocks : uint8_t {
  kUnknown,    // there are none worth a thought: the recording begins with the process
  kInherited,  // in the child of a fork: an `inherit` event precedes what is done to one
  kIgnored,    // after a delayed start: what is done to them is not recorded
};

class HeapEvents {
 public:
  // `usable_size` is malloc_usable_size, asked of inherited blocks only.
  HeapEvents(Recording* recording, StackMode mode, OlderBlocks older_blocks = OlderBlocks::kUnknown,
             size_t (*usable_size)(void*) = nullptr)
      : recording_(recording),
        sample_bytes_(static_cast<uint64_t>(recording->options().sample_bytes)),
        walker_(mode),
        older_blocks_(older_blocks),
        usable_size_(usable_size) {
    if (older_blocks_ != OlderBlocks::kUnknown) allocated_.Open();
  }

  // `frame` is __builtin_frame_address(0) of the interposed function.
  void Allocated(const void* address, size_t bytes, uintptr_t frame) noexcept {
    if (address == nullptr || this_thread.suppressed != 0) return;
    RecordAllocation(reinterpret_cast<uintptr_t>(address), bytes, frame);
  }
  // `type`: of the interpreter's object that was there; null: none, or unknown.
  void Freed(const void* address, const char* type = nullptr) noexcept {
    if (address == nullptr || this_thread.suppressed != 0) return;
    RecordFree(reinterpret_cast<uintptr_t>(address), type);
  }
  // The live block holds an object of that type.
  void Holds(const void* address, const char* type) noexcept;
  // An allocation of `bytes` failed.
  void Failed(size_t bytes, uintptr_t frame) noexcept;
  // Resized in place: the address stays, so no other thread can have got it meanwhile.
  void Resized(const void* address, size_t bytes, uintptr_t frame) noexcept;

  // An event of any other kind, never sampled; its stack starts at `frame`.
  void Record(const trace::EventBody& body, uintptr_t frame) noexcept;

  // A library was unloaded.
  void ForgetAddresses() noexcept;

  // Where threads run an interpreter, its frames are their stack, if stacks are walked by the default
  // method. Null: none.
  void SetStackSource(const tm_stack_source* source) noexcept;
  // Code that an interpreter ran has ended.
  void ForgetInterpreterStacks() noexcept;

  // Blocks are going to be claimed, so their addresses are remembered from now on.
  void ExpectClaims() noexcept;
  // A bridge tells of the block at `address` as a buffer of its own: the block ends here, and its free
  // is none of a block.
  void Claim(uintptr_t address) noexcept;

  Recording* recording() noexcept { return recording_; }

  // While off, no block begins; those that began before still end.
  void SetRecording(bool on) noexcept { is_on_.store(on, std::memory_order_relaxed); }
  bool is_on() const noexcept { return is_on_.load(std::memory_order_relaxed); }

 private:
  // Between Enter and Leave. Whether an event of the block is to be recorded; takes note that the
  // block ends or stays.
  bool IsOurs(ThreadBuffer* buffer, uintptr_t address, bool ends) noexcept;
  void FinishEvent(ThreadBuffer* buffer) noexcept;

  void RecordAllocation(uintptr_t address, size_t bytes, uintptr_t frame) noexcept;
  void RecordFree(uintptr_t address, const char* type = nullptr) noexcept;
  StackId Stack(ThreadBuffer* buffer, uintptr_t frame) noexcept;
  // 0: the thread runs no interpreter.
  StackId InterpreterStack(ThreadBuffer* buffer, const tm_stack_source& source,
                           uintptr_t frame) noexcept;

  Recording* recording_;
  const uint64_t sample_bytes_;
  StackWalker walker_;
  SampledAddresses sampled_;
  const OlderBlocks older_blocks_;
  size_t (*const usable_size_)(void*);
  // Whether a block that goes was claimed.
  bool WasClaimed(uintptr_t address) noexcept {
    return expects_claims_.load(std::memory_order_relaxed) && claimed_.Remove(address);
  }

  AddressBitmap allocated_;  // since the recording began, where that matters
  std::atomic<bool> expects_claims_{false};
  AddressBitmap claimable_;  // since claims were expected
  AddressBitmap claimed_;
  std::atomic<bool> is_on_{true};
  std::atomic<const tm_stack_source*> stack_source_{nullptr};
  CodeRange evaluator_;  // of the source
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_EVENTS_HEAP_EVENTS_H_
