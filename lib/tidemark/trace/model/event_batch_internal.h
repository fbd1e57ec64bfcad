// Events that are kept after their reader went on: their records, and the memory of those that are
// more than a record.
//
// Filled by the readers of both encodings; handed out as an EventRun.
//
// Memory: grows with what it holds, and is kept for the next events; of unusually much the rest is
//   given back by Clear().
// Ownership: text that is not put into the arena is borrowed from the file's bytes, which whoever
//   fills the batch keeps.
// Threading: one thread at a time.
#ifndef TIDEMARK_TRACE_MODEL_EVENT_BATCH_INTERNAL_H_
#define TIDEMARK_TRACE_MODEL_EVENT_BATCH_INTERNAL_H_

#include <array>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/trace/model/event.h"
#include "tidemark/trace/model/event_run.h"

namespace tidemark::trace {

// Memory for lists and texts that are all forgotten at once.
class EventArena {
 public:
  template <class T>
  absl::Span<const T> Keep(absl::Span<const T> list) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= kAlignment);
    if (list.empty()) return {};
    return {static_cast<const T*>(Copy(list.data(), list.size() * sizeof(T))), list.size()};
  }
  absl::string_view Keep(absl::string_view text) {
    if (text.empty()) return {};
    return {static_cast<const char*>(Copy(text.data(), text.size())), text.size()};
  }
  // How much it keeps.
  size_t bytes() const { return bytes_; }
  void Clear();

 private:
  static constexpr size_t kAlignment = 8;
  static constexpr size_t kBlockBytes = size_t{32} << 10;
  static constexpr size_t kMostKept = 32;  // blocks

  const void* Copy(const void* bytes, size_t size);

  std::vector<std::unique_ptr<char[]>> blocks_;  // of kBlockBytes
  std::vector<std::unique_ptr<char[]>> large_;   // of what is larger than that
  size_t block_ = 0;                             // that is being filled
  size_t used_ = 0;                              // of it
  size_t bytes_ = 0;
};

class EventBatch {
 public:
  EventRun run() const { return records_; }
  size_t size() const { return records_.size(); }
  EventArena& arena() { return arena_; }
  const EventArena& arena() const { return arena_; }

  // A new record, to be filled in place: one that is made elsewhere and copied here is written in parts
  // and read as a whole, which stalls the processor.
  EventRecord* AddRecord() { return &records_.emplace_back(); }

  // Where the next event that is more than a record may be built, with its lists in the arena.
  Event* NextEvent() {
    if (events_ == slots_.size() * kEventsInSlots) AddSlots();
    return &(*slots_[events_ / kEventsInSlots])[events_ % kEventsInSlots];
  }
  // It has been built.
  void AddBuilt() {
    const Event* const event = NextEvent();
    EventRecord* const record = AddRecord();
    if (!ToHeapRecord(*event, record)) AddEvent(event, record);
  }

  // A copy of the event and of its lists, not of its text.
  void AddCopy(const Event& event);

  void Clear();

 private:
  static constexpr size_t kEventsInSlots = 64;
  static constexpr size_t kMostSlotsKept = 64;
  static constexpr size_t kMostRecordsKept = size_t{16} << 10;
  using Slots = std::array<Event, kEventsInSlots>;

  void AddSlots();
  // The event in the next slot, as the record that was added.
  void AddEvent(const Event* event, EventRecord* record) {
    ++events_;
    record->event = event;
    record->t = event->t.value_or(0);
  }

  std::vector<EventRecord> records_;
  std::vector<std::unique_ptr<Slots>> slots_;
  size_t events_ = 0;
  EventArena arena_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_MODEL_EVENT_BATCH_INTERNAL_H_
