// What one thread records into: an encoder on a slot, and the thread's counters.
//
// Acquired from a ThreadRegistry on the thread's first event; the flush thread empties its full
// slots.
//
// Cost per record: two stores to enter the busy section, the clock, the encoding, two stores to
//   publish, one store to leave. No lock and no allocation; a full slot is swapped for an empty
//   one.
// Busy: the sequence is odd from before the clock is read until the record is published. Whoever
//   needs all records up to a time T reads the clock, issues AsymmetricHeavyFence(), and waits for
//   the threads that are busy: anything published later is later than T.
// Ownership: the registry owns the buffers and reuses them for later threads.
// Threading: Commit on the owning thread only, and not reentrantly from a signal handler
//   (Recording::Enter ensures both).
#ifndef TIDEMARK_RECORD_BUFFER_THREAD_BUFFER_H_
#define TIDEMARK_RECORD_BUFFER_THREAD_BUFFER_H_

#include <atomic>
#include <cstdint>

#include "tidemark/base/asymmetric_fence.h"
#include "tidemark/base/clock.h"
#include "tidemark/record/buffer/handle_pool.h"
#include "tidemark/record/buffer/heap_sampler.h"
#include "tidemark/record/buffer/shared_clock.h"
#include "tidemark/trace/binary/record_encoder.h"
#include "tidemark/trace/binary/slot_file_layout.h"

namespace tidemark::record {

class SiteCache;
class SlotPool;
class StackCache;

// A single-writer counter: written by the owning thread, read by any.
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

// Ids that a thread has taken in a row and not given away yet.
struct IdRange {
  int64_t next = 0;
  int64_t end = 0;
};

class ThreadBuffer {
 public:
  // For `thread`, on the pool's slots, with times relative to `start` (MonotonicNanos), while
  // `alive` is not 0. `epoch`: ThreadRegistry::epoch(). False if it is 0 already.
  bool Begin(SlotPool* pool, const std::atomic<uint32_t>* alive, const std::atomic<uint64_t>* epoch,
             int64_t thread, int64_t start) noexcept;

  // Writes the record of one event: encode(encoder, t) appends it and returns true, or returns
  // false when the slot has no room, and is called again on an empty slot. Returns false when the
  // recording is over or the event is lost, which is counted: no slot is free under the drop
  // policy, or the record exceeds 64 KiB.
  template <class Encode>
  bool Commit(Encode&& encode) noexcept {
    if (Write(encode)) [[likely]] {
      return true;
    }
    if (is_alive()) lost.Add(1);
    return false;
  }

  // Writes the record of a definition. False: it was not written and must not be referenced; this
  // does not count as a lost event.
  template <class Encode>
  bool Define(Encode&& encode) noexcept {
    return Write(encode);
  }

  // Until EndMoment() all records have one time, which is returned, and the thread stays busy: nothing
  // may wait in between. Without `clock` the time is read. -1: there is no slot to write to, or the
  // recording is over; then there is no moment to end.
  int64_t BeginMoment(SharedClock* clock) noexcept;
  void EndMoment() noexcept {
    moment_ = kNoMoment;
    LeaveBusy();
  }
  // Its time.
  int64_t moment() const noexcept { return moment_; }
  // The thread left a moment by a jump.
  void ForgetMoment() noexcept { moment_ = kNoMoment; }

  // Passes the current slot on to the flush thread. By the owner, or when the owner cannot be
  // recording.
  void SubmitSlot() noexcept;

  // Resets the buffer after its recording is over and the slots are unmapped.
  void ForgetRecording() noexcept;

  // Writes a `lost` event for the losses that are not in the trace yet, if any.
  void ReportLost() noexcept;
  // The same at `t`, the end of the recording, when all slots are empty. True if it used one.
  bool ReportLostAtEnd(int64_t t) noexcept;

  int64_t thread() const noexcept { return thread_; }
  // Of the last record, in the trace's time; 0 if the slot has none.
  int64_t last_time() const noexcept {
    return slot_ != nullptr ? slot_->last_time.load(std::memory_order_relaxed) : 0;
  }
  const std::atomic<uint64_t>& sequence() const noexcept { return sequence_; }

  OwnedCount events;
  OwnedCount live_buffers;
  OwnedCount live_bytes;
  OwnedCount lost;
  int64_t os_thread = 0;

  // The thread's caches; null until first used, kept when the buffer is reused.
  SampleGap sample_gap;
  StackCache* stacks = nullptr;
  SiteCache* sites = nullptr;
  FreeHandles free_buffers;
  FreeHandles free_views;
  IdRange buffer_ids;
  IdRange view_ids;

 private:
  static constexpr int64_t kNoMoment = -1;

  template <class Encode>
  bool Write(Encode& encode) noexcept {
    if (moment_ != kNoMoment) return WriteInMoment(encode);
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
  template <class Encode>
  bool WriteInMoment(Encode& encode) noexcept {
    while (true) {
      if (slot_ != nullptr && encode(encoder_, moment_)) [[likely]] {
        Publish(moment_);
        return true;
      }
      if (!NextSlotInMoment()) return false;
    }
  }
  bool NextSlotInMoment() noexcept;
  int64_t TimeOfMoment() noexcept;
  void DefineThread() noexcept;
  int64_t unreported_lost() const noexcept { return lost.Read() - lost_reported_; }
  bool AppendLost(int64_t count, int64_t t) noexcept;
  void EnterBusy() noexcept {
    if ((sequence_.load(std::memory_order_relaxed) & 1) != 0) [[unlikely]] {
      AbandonRecord();
    }
    const uint64_t busy = sequence_.load(std::memory_order_relaxed) + 1;
    StoreWithLightFence(sequence_, busy);
  }
  // A signal handler jumped out of the busy section. What is committed is whole; the encoder may be
  // in the middle of a record, so the next one starts a new chunk.
  void AbandonRecord() noexcept;
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
  int64_t lost_reported_ = 0;  // the part of `lost` that is in the trace
  int64_t start_ = 0;
  int64_t thread_ = 0;
  uint64_t next_chunk_ = 0;
  bool thread_defined_ = false;
  int64_t moment_ = kNoMoment;                    // its time
  SharedClock* moment_clock_ = nullptr;           // null: it has none
  const std::atomic<uint64_t>* epoch_ = nullptr;  // of the registry
  std::atomic<uint64_t> sequence_{0};
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_THREAD_BUFFER_H_
