#include "tidemark/record/buffer/thread_buffer.h"

#include "tidemark/record/buffer/slot_pool.h"
#include "tidemark/record/buffer/stack_table.h"
#include "tidemark/record/os/os_thread.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::record {

// Busy, so that an end of the recording which comes at the same time waits, or is seen here.
bool ThreadBuffer::Begin(SlotPool* supply, const std::atomic<uint32_t>* alive, int64_t thread,
                         int64_t start) noexcept {
  alive_ = alive;
  EnterBusy();
  if (!is_alive()) {
    LeaveBusy();
    return false;
  }
  slot_pool_ = supply;
  thread_ = thread;
  start_ = start;
  slot_ = nullptr;
  next_chunk_ = 0;
  thread_defined_ = false;
  sample_gap.Reset();
  if (stacks != nullptr) {  // another thread, another stack
    stacks->bounds = {};
    stacks->last.Forget();
  }
  LeaveBusy();
  return true;
}

void ThreadBuffer::ReleaseSlot() noexcept {
  if (slot_ == nullptr) return;
  slot_pool_->Full(slot_);
  slot_ = nullptr;
}

void ThreadBuffer::ForgetRecording() noexcept {
  slot_ = nullptr;
  for (OwnedCount* count : {&events, &live_buffers, &live_bytes, &lost}) count->Clear();
  lost_told_ = 0;
}

// The slot changes hands while busy and alive only: whoever ended the recording and waited for the
// busy ones may take the slots.
bool ThreadBuffer::NextSlot() noexcept {
  EnterBusy();
  bool alive = is_alive();
  const bool oversized = slot_ != nullptr && encoder_.records() == 0;
  if (alive && !oversized) ReleaseSlot();
  LeaveBusy();
  if (!alive || oversized) return false;

  trace::SlotHeader* const slot = slot_pool_->Take();  // may wait, so not busy
  if (slot == nullptr) return false;
  EnterBusy();
  alive = is_alive();
  if (alive) {
    UseSlot(slot, MonotonicNanos() - start_);
  } else {
    SlotFile::GiveBack(slot);
  }
  LeaveBusy();
  if (!alive) return false;
  if (!thread_defined_) DefineThread();
  TellLost();
  return true;
}

// With the thread's first slot, whenever it gets one: before all of its events.
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

void ThreadBuffer::TellLost() noexcept {
  if (untold() == 0) return;
  bool told = false;
  // Counted as told within the record only, when the end of the recording waits for this thread. A
  // record that finds no room is no lost event.
  auto tell = [&](trace::RecordEncoder& /*encoder*/, int64_t t) {
    const int64_t count = untold();
    if (count == 0) return true;  // on the way a new slot told it
    if (!AppendLost(count, t)) return false;
    lost_told_ += count;
    told = true;
    return true;
  };
  Write(tell);
  if (told) events.Add(1);
}

bool ThreadBuffer::TellLostAtEnd(int64_t t) noexcept {
  const int64_t count = untold();
  trace::SlotHeader* const slot = count != 0 ? slot_pool_->TakeAtEnd() : nullptr;
  if (slot == nullptr) return false;
  UseSlot(slot, t);
  if (AppendLost(count, t)) {
    Publish(t);
    events.Add(1);
    lost_told_ += count;
  }
  ReleaseSlot();
  return true;
}

}  // namespace tidemark::record
