// What libraries tell through the bridge's table (tidemark/bridge/bridge.h), as trace records.
//
// One in each copy of the recorder: linked into the program, or preloaded. Session and the malloc
// interposer attach it to their recording; bridge_table.cc gives it to whoever asks.
//
// Handles: memory of a pool that is never unmapped. A handle is of the recording in which it began;
//   what is told of it later is left out.
// Cost: a moment (ThreadBuffer::BeginMoment) and the encoding; no lock and no allocation but on first
//   sight of a site, and for one in 256 handles.
// Threading: any thread; what is done to one handle is ordered by its owner.
#ifndef TIDEMARK_RECORD_EVENTS_BRIDGE_EVENTS_H_
#define TIDEMARK_RECORD_EVENTS_BRIDGE_EVENTS_H_

#include <atomic>
#include <cstdint>

#include "tidemark/base/ids.h"
#include "tidemark/record/buffer/bridge_interface.h"
#include "tidemark/record/buffer/handle_pool.h"
#include "tidemark/record/buffer/shared_clock.h"
#include "tidemark/record/events/bridge_sites.h"
#include "tidemark/record/events/bridge_texts.h"
#include "tidemark/record/recording/recording.h"

// The names that the interface gives them.
struct tm_view_handle {
  int64_t id = 0;
  tm_buffer_handle* buffer = nullptr;
};

struct tm_buffer_handle {
  tm_view_handle owner;
  int64_t id = 0;
  uint64_t recording = 0;  // its number
  int64_t bytes = 0;
  uintptr_t address = 0;
  int64_t last_read = 0;  // in the trace's time; 0: never
  int64_t last_write = 0;
  bool read_armed = true;  // the next read is an event
  bool write_armed = true;
  bool escaped = false;
  bool counted = true;   // not external
  bool of_heap = false;  // memory of malloc, as far as is known
};

namespace tidemark::record {

class HeapEvents;

class BridgeEvents {
 public:
  constexpr BridgeEvents() = default;

  // What is told goes to `recording`, until Detach. `heap`: the same recording's heap events, where
  // there are any; null: none. False where it goes to another one already.
  bool Attach(Recording* recording, HeapEvents* heap) noexcept;
  // A no-op for another one.
  void Detach(const Recording* recording) noexcept;
  bool is_attached() const noexcept {
    return recording_.load(std::memory_order_acquire) != nullptr;
  }
  // In the child of a fork.
  void ForgetAfterFork() noexcept;
  // A library has asked for the table, so from now on there may be buffers to merge.
  void Expect() noexcept;

  // Where the number of the recording stands, 0 while there is none; on a page that is zero in the
  // child of a fork.
  const volatile uint64_t* RecordingNumber() noexcept;

  tm_buffer BufferBegin(const tm_buffer_info& info) noexcept;
  void BufferResize(tm_buffer buffer, const void* address, int64_t bytes, tm_site site) noexcept;
  void BufferEnd(tm_buffer buffer) noexcept;
  tm_view ViewBegin(const tm_view_info& info) noexcept;
  void ViewEnd(tm_view view) noexcept;
  void Copy(const tm_copy_info& info) noexcept;
  void Read(tm_view view, tm_site site) noexcept;
  void Write(tm_view view, tm_site site) noexcept;
  void Touch(tm_view view, bool for_writing, const tm_clock* clock, tm_site site) noexcept;
  void Escaped(tm_view view, bool for_writing, tm_site site) noexcept;
  void Op(const tm_op_info& info) noexcept;
  void ScopeBegin(const char* name, tm_site site) noexcept;
  void ScopeEnd(const char* name) noexcept;
  void Mark(const char* name, tm_site site) noexcept;
  void OutOfMemory(int64_t bytes, tm_site site) noexcept;
  tm_site Site(const char* file, uint32_t line, const char* function) noexcept {
    return sites_.Add(file, line, function);
  }
  void MomentBegin(tm_clock* clock) noexcept;
  void MomentEnd() noexcept;
  void SetStackSource(const tm_stack_source* source) noexcept;
  void ForgetStacks() noexcept;

 private:
  class Moment;

  void Show(uint64_t number) noexcept;
  bool IsCurrent(const tm_buffer_handle* buffer) const noexcept {
    return buffer != nullptr && buffer->recording == number_.load(std::memory_order_relaxed);
  }
  void NoteRead(Moment& moment, tm_view view, tm_site site) noexcept;
  void NoteWrite(Moment& moment, tm_view view, tm_site site) noexcept;

  std::atomic<Recording*> recording_{nullptr};
  std::atomic<HeapEvents*> heap_{nullptr};
  std::atomic<bool> expected_{false};
  std::atomic<const tm_stack_source*> stack_source_{nullptr};
  std::atomic<uint64_t> number_{0};  // of the recording, also after it
  std::atomic<volatile uint64_t*> shown_number_{nullptr};
  HandlePool<tm_buffer_handle> buffers_;
  HandlePool<tm_view_handle> views_;
  BridgeSites sites_;
  BridgeTexts texts_;
};

// Of this copy of the recorder.
extern constinit BridgeEvents bridge_events;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_EVENTS_BRIDGE_EVENTS_H_
