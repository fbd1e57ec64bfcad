// What one thread records into: an encoder on a slot of the ring, and the thread's counts.
//
// Taken from a ThreadRegistry by the thread's first event; the drain empties the slots behind it.
//
// One record costs: two stores that say "busy", the clock, the encoding, two stores that publish
// it,
//   one that says "idle". No lock and no allocation; a full slot is exchanged for an empty one.
// Busy: from before the clock is read until the record is published the sequence is odd. Whoever
//   needs all records up to a time T takes T, issues a barrier on all threads (barrier.h), and
//   waits for those that were busy: what is published later is later than T.
// Ownership: the registry owns the buffers and uses them again for later threads.
// Threading: Commit by the owning thread only, and not from a signal handler that interrupted one
//   (Recording::Enter sees to both).
#ifndef TIDEMARK_RECORD_BUFFER_THREAD_BUFFER_H_
#define TIDEMARK_RECORD_BUFFER_THREAD_BUFFER_H_

#include <atomic>
#include <cstdint>

#include "tidemark/base/clock.h"
#include "tidemark/record/buffer/heap_sampler.h"
#include "tidemark/record/os/barrier.h"
#include "tidemark/trace/binary/record_encoder.h"
#include "tidemark/trace/binary/slot_file_layout.h"

namespace tidemark::record {

class SiteCache;
class SlotPool;
class StackCache;

// Written by the owning thread only; read by whoever sums up.
class OwnedCount {
 public:
  void Add(int64_t difference) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + difference, std::memory_order_relaxed);
  }
  int64_t Read() const noexcept { return value_.load(std::memory_order_relaxed); }
  void Clear() noexcept { value_.store(0, std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> value_{0};
};

class ThreadBuffer {
 public:
  // For `thread`, on `supply`'s slots, with times counted from `start` (MonotonicNanos), for as
  // long as `alive` is not 0. False if it is already.
  bool Begin(SlotPool* supply, const std::atomic<uint32_t>* alive, int64_t thread,
             int64_t start) noexcept;

  // Writes the record of one event: encode(encoder, t) appends it and returns true, or returns
  // false when the slot is too full, and is called again on an empty one. False when the recording
  // is over, or when the event was lost, which is counted: the drain is behind and events are to be
  // dropped, or the record is over 64 KiB.
  template <class Encode>
  bool Commit(Encode&& encode) noexcept {
    if (Write(encode)) [[likely]]
      return true;
    if (is_alive()) lost.Add(1);
    return false;
  }

  // Writes the record of a definition. Where it returns false nothing was defined, and no event may
  // use it; that is no loss of an event.
  template <class Encode>
  bool Define(Encode&& encode) noexcept {
    return Write(encode);
  }

  // Hands the slot in use to the drain. Only by the owner, or when the owner cannot be recording.
  void ReleaseSlot() noexcept;

  // The recording is over and its slots are gone.
  void ForgetRecording() noexcept;

  // Writes what was lost and is not told yet, if anything.
  void TellLost() noexcept;
  // The same when the recording is over but for the drain, and the slots are empty, at `t`, the
  // end. True if it used one.
  bool TellLostAtEnd(int64_t t) noexcept;

  int64_t thread() const noexcept { return thread_; }
  const std::atomic<uint64_t>& sequence() const noexcept { return sequence_; }

  OwnedCount events;
  OwnedCount live_buffers;
  OwnedCount live_bytes;
  OwnedCount lost;
  int64_t os_thread = 0;

  // Caches of the thread; null until they are needed, kept when the buffer changes hands.
  SampleGap sample_gap;
  StackCache* stacks = nullptr;
  SiteCache* sites = nullptr;

 private:
  template <class Encode>
  bool Write(Encode& encode) noexcept {
    while (true) {
      EnterBusy();
      if (!is_alive()) [[unlikely]] {
        LeaveBusy();
        return false;
      }
      if (slot_ != nullptr) {
        const int64_t t = MonotonicNanos() - start_;
        if (encode(encoder_, t)) {
          Publish(t);
          LeaveBusy();
          return true;
        }
      }
      LeaveBusy();
      if (!NextSlot()) return false;
    }
  }
  void DefineThread() noexcept;
  int64_t untold() const noexcept { return lost.Read() - lost_told_; }
  bool AppendLost(int64_t count, int64_t t) noexcept;
  void EnterBusy() noexcept {
    const uint64_t busy = sequence_.load(std::memory_order_relaxed) + 1;
    StoreBeforeBarrier(sequence_, busy);
  }
  void LeaveBusy() noexcept {
    sequence_.store(sequence_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }
  void Publish(int64_t t) noexcept {
    slot_->last_time.store(t, std::memory_order_relaxed);
    slot_->committed.store(
        trace::PackCommitted(static_cast<uint32_t>(encoder_.size()), encoder_.records()),
        std::memory_order_release);
  }
  bool is_alive() const noexcept { return alive_->load(std::memory_order_relaxed) != 0; }
  bool NextSlot() noexcept;
  void UseSlot(trace::SlotHeader* slot, int64_t base_time) noexcept;

  trace::RecordEncoder encoder_;
  trace::SlotHeader* slot_ = nullptr;
  SlotPool* slot_pool_ = nullptr;
  const std::atomic<uint32_t>* alive_ = nullptr;
  int64_t lost_told_ = 0;  // of `lost`, what the trace says already
  int64_t start_ = 0;
  int64_t thread_ = 0;
  uint64_t next_chunk_ = 0;
  bool thread_defined_ = false;
  std::atomic<uint64_t> sequence_{0};
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_THREAD_BUFFER_H_
