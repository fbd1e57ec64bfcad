#include "tidemark/record/buffer/thread_buffer.h"

#include "tidemark/record/buffer/slot_pool.h"
#include "tidemark/record/buffer/stack_table.h"
#include "tidemark/record/os/os_thread.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::record {

// Within the busy section, so that a concurrent Close() waits for it or is seen here.
bool ThreadBuffer::Begin(SlotPool* pool, const std::atomic<uint32_t>* alive,
                         const std::atomic<uint64_t>* epoch, int64_t thread,
                         int64_t start) noexcept {
  alive_ = alive;
  epoch_ = epoch;
  moment_ = kNoMoment;
  EnterBusy();
  if (!is_alive()) {
    LeaveBusy();
    return false;
  }
  slot_pool_ = pool;
  thread_ = thread;
  start_ = start;
  slot_ = nullptr;
  next_chunk_ = 0;
  thread_defined_ = false;
  sample_gap.Reset();
  if (stacks != nullptr) stacks->last.Forget();  // another thread, another stack
  LeaveBusy();
  return true;
}

int64_t ThreadBuffer::BeginMoment(SharedClock* clock) noexcept {
  while (true) {
    EnterBusy();
    if (!is_alive()) [[unlikely]] {
      LeaveBusy();
      return kNoMoment;
    }
    if (slot_ != nullptr) [[likely]] {
      moment_clock_ = clock;
      return moment_ = TimeOfMoment();
    }
    LeaveBusy();
    if (!NextSlot()) {
      if (is_alive()) lost.Add(1);
      return kNoMoment;
    }
  }
}

// By the clock of the moment, if it has one: a time that it does not know of would be after those of
// later moments.
int64_t ThreadBuffer::TimeOfMoment() noexcept {
  if (moment_clock_ == nullptr) return MonotonicNanos() - start_;
  const int64_t earliest = slot_ == nullptr ? 0 : slot_->last_time.load(std::memory_order_relaxed);
  return NextMoment(moment_clock_, epoch_->load(std::memory_order_acquire), start_, earliest);
}

// The moment goes on, a little later: waiting for a slot, the thread was not busy.
bool ThreadBuffer::NextSlotInMoment() noexcept {
  EndMoment();
  const bool found = NextSlot();
  EnterBusy();
  moment_ = TimeOfMoment();
  return found && is_alive();
}

void ThreadBuffer::SubmitSlot() noexcept {
  if (slot_ == nullptr) return;
  slot_pool_->Full(slot_);
  slot_ = nullptr;
}

void ThreadBuffer::AbandonRecord() noexcept {
  if (is_alive()) SubmitSlot();
  LeaveBusy();
}

void ThreadBuffer::ForgetRecording() noexcept {
  slot_ = nullptr;
  for (OwnedCount* count : {&events, &live_buffers, &live_bytes, &lost}) count->Clear();
  lost_reported_ = 0;
}

// A slot changes owner only while busy and alive: once Close() has waited for busy threads, it owns
// all slots.
bool ThreadBuffer::NextSlot() noexcept {
  EnterBusy();
  bool alive = is_alive();
  const bool oversized = slot_ != nullptr && encoder_.records() == 0;
  if (alive && !oversized) SubmitSlot();
  LeaveBusy();
  if (!alive || oversized) return false;
  slot_pool_->FlushUnlessThread();

  trace::SlotHeader* const slot = slot_pool_->Acquire();  // may wait, so not busy
  if (slot == nullptr) return false;
  EnterBusy();
  alive = is_alive();
  if (alive) {
    UseSlot(slot, MonotonicNanos() - start_);
  } else {
    SlotFile::ReleaseSlot(slot);
  }
  LeaveBusy();
  if (!alive) return false;
  if (!thread_defined_) DefineThread();
  ReportLost();
  return true;
}

// Written to the thread's first slot, so that it precedes all of its events.
void ThreadBuffer::DefineThread() noexcept {
  char name[64];
  OsThreadName(name);
  thread_defined_ = true;
  thread_defined_ = Define([&](trace::RecordEncoder& encoder, int64_t t) {
    trace::Event event;
    event.body =
        trace::ThreadDefinition{.thread = ThreadId(thread_), .name = name, .os_tid = os_thread};
    return encoder.Append(event, t);
  });
}

void ThreadBuffer::UseSlot(trace::SlotHeader* slot, int64_t base_time) noexcept {
  uint8_t* const payload = SlotFile::Payload(slot);
  encoder_.Start(payload, payload + trace::kSlotPayloadBytes, thread_, base_time);
  slot->thread = thread_;
  slot->sequence = next_chunk_++;
  slot->base_time = base_time;
  slot->last_time.store(base_time, std::memory_order_relaxed);
  slot->committed.store(0, std::memory_order_release);
  slot_ = slot;
}

bool ThreadBuffer::AppendLost(int64_t count, int64_t t) noexcept {
  trace::Event event;
  event.t = t;
  event.thread = ThreadId(thread_);
  event.body = trace::Lost{.count = count};
  return encoder_.Append(event);
}

void ThreadBuffer::ReportLost() noexcept {
  if (unreported_lost() == 0) return;
  bool reported = false;
  // Counted as reported inside the busy section, which Close() waits for. Failing to write this
  // record is not a lost event.
  auto tell = [&](trace::RecordEncoder& /*encoder*/, int64_t t) {
    const int64_t count = unreported_lost();
    if (count == 0) return true;  // NextSlot() has reported them meanwhile
    if (!AppendLost(count, t)) return false;
    lost_reported_ += count;
    reported = true;
    return true;
  };
  Write(tell);
  if (reported) events.Add(1);
}

bool ThreadBuffer::ReportLostAtEnd(int64_t t) noexcept {
  const int64_t count = unreported_lost();
  trace::SlotHeader* const slot = count != 0 ? slot_pool_->AcquireAtEnd() : nullptr;
  if (slot == nullptr) return false;
  UseSlot(slot, t);
  if (AppendLost(count, t)) {
    Publish(t);
    events.Add(1);
    lost_reported_ += count;
  }
  SubmitSlot();
  return true;
}

}  // namespace tidemark::record
