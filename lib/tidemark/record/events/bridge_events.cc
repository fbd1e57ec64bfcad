#include "tidemark/record/events/bridge_events.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <optional>

#include "tidemark/memory/event_info.h"
#include "tidemark/memory/hooks.h"
#include "tidemark/record/buffer/thread_local.h"
#include "tidemark/record/events/heap_events.h"
#include "tidemark/record/os/own_memory.h"
#include "tidemark/record/os/text_or_empty.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::record {

constinit BridgeEvents bridge_events;

namespace {

static_assert(sizeof(tm_clock) == sizeof(SharedClock) && alignof(tm_clock) == alignof(SharedClock));

const char* NameOf(tm_kind kind) {
  static constexpr std::array<const char*, 6> kNames = {"array",  "numpy",    "pool",
                                                        "device", "external", "mmap"};
  const auto index = static_cast<size_t>(kind);
  return index < kNames.size() ? kNames[index] : "array";
}

// Both count alike, but that this library's arrays have no library above them.
const char* NameOf(tm_reason reason) {
  return reason == TM_LIBRARY ? "library" : CopyReasonName(static_cast<CopyReason>(reason));
}
const char* NameOf(tm_index index) { return GatherIndexName(static_cast<GatherIndex>(index)); }

std::optional<trace::Dimensions> Borrow(const tm_layout& layout, const int64_t* dimensions) {
  if (dimensions == nullptr && layout.rank != 0) return std::nullopt;
  return trace::Dimensions(dimensions, static_cast<size_t>(std::max(layout.rank, 0)));
}

// The thread's next id; `kTake` gives as many in a row as are asked for.
template <auto* kTake>
int64_t NextId(IdRange* range) {
  constexpr int64_t kAtATime = 256;
  if (range->next == range->end) [[unlikely]] {
    range->next = kTake(kAtATime).value();
    range->end = range->next + kAtATime;
  }
  return range->next++;
}

// Where it is told with a layout, the dtype is.
template <class Body>
void SetLayout(const tm_layout* layout, Body* body) {
  if (layout == nullptr) return;
  body->dtype = TextOrEmpty(layout->dtype);
  body->shape = Borrow(*layout, layout->shape);
  body->strides = Borrow(*layout, layout->strides);
}

}  // namespace

// The thread's moment: the one that it is in, or one for this call.
class BridgeEvents::Moment {
 public:
  explicit Moment(BridgeEvents* events) : events_(events), buffer_(this_thread.moment) {
    recording_ = events->recording_.load(std::memory_order_acquire);
    if (recording_ == nullptr) {
      buffer_ = nullptr;
    } else if (buffer_ == nullptr) {
      events->MomentBegin(nullptr);
      buffer_ = this_thread.moment;
      is_own_ = buffer_ != nullptr;
    }
  }
  ~Moment() {
    if (is_own_) events_->MomentEnd();
  }
  Moment(const Moment&) = delete;
  Moment& operator=(const Moment&) = delete;

  explicit operator bool() const { return buffer_ != nullptr; }
  ThreadBuffer* buffer() { return buffer_; }

  SiteId Site(tm_site site) { return events_->sites_.Find(recording_, number(), buffer_, site); }
  SiteId Site(tm_site site, const char* label) {
    if (label == nullptr || *label == '\0') return Site(site);
    return recording_->Site(buffer_, events_->sites_.Location(site), label);
  }
  uint64_t number() const { return events_->number_.load(std::memory_order_relaxed); }

  // The event's time.
  template <class Body>
  int64_t Write(const Body& body, SiteId site) {
    int64_t time = 0;
    if (buffer_->Commit([&](trace::RecordEncoder& encoder, int64_t t) {
          time = t;
          return encoder.AppendBody(t, site.value(), body);
        })) {
      buffer_->events.Add(1);
    }
    return time;
  }

  int64_t time() const { return buffer_->moment(); }

 private:
  BridgeEvents* events_;
  Recording* recording_;
  ThreadBuffer* buffer_;
  bool is_own_ = false;
};

bool BridgeEvents::Attach(Recording* recording, HeapEvents* heap) noexcept {
  if (recording_.load(std::memory_order_acquire) != nullptr) return false;
  number_.fetch_add(1, std::memory_order_relaxed);
  heap_.store(heap, std::memory_order_relaxed);
  if (heap != nullptr && expected_.load(std::memory_order_relaxed)) heap->ExpectClaims();
  if (heap != nullptr) heap->SetStackSource(stack_source_.load(std::memory_order_relaxed));
  recording_.store(recording, std::memory_order_release);
  Show(number_.load(std::memory_order_relaxed));
  return true;
}

void BridgeEvents::Detach(const Recording* recording) noexcept {
  if (recording_.load(std::memory_order_acquire) != recording) return;
  Show(0);
  recording_.store(nullptr, std::memory_order_release);
}

void BridgeEvents::ForgetAfterFork() noexcept {
  Show(0);
  texts_.ForgetLock();
  recording_.store(nullptr, std::memory_order_release);
  buffers_.ForgetLock();
  views_.ForgetLock();
  sites_.ForgetLock();
  heap_.store(nullptr, std::memory_order_relaxed);
}

void BridgeEvents::Expect() noexcept {
  if (expected_.exchange(true, std::memory_order_relaxed)) return;
  if (HeapEvents* const heap = heap_.load(std::memory_order_relaxed)) heap->ExpectClaims();
}

void BridgeEvents::SetStackSource(const tm_stack_source* source) noexcept {
  stack_source_.store(source, std::memory_order_relaxed);
  HeapEvents* const heap = heap_.load(std::memory_order_relaxed);
  if (heap != nullptr && is_attached()) heap->SetStackSource(source);
}

void BridgeEvents::ForgetStacks() noexcept {
  HeapEvents* const heap = heap_.load(std::memory_order_relaxed);
  if (heap != nullptr && is_attached()) heap->ForgetInterpreterStacks();
}

const volatile uint64_t* BridgeEvents::RecordingNumber() noexcept {
  static constinit uint64_t never = 0;
  if (shown_number_.load(std::memory_order_acquire) == nullptr) {
    constexpr size_t kPage = 4096;
    void* const page = MapOwn(kPage);
    if (page == nullptr) return &never;
    madvise(page, kPage, MADV_WIPEONFORK);
    volatile uint64_t* before = nullptr;
    if (!shown_number_.compare_exchange_strong(before, static_cast<uint64_t*>(page))) {
      UnmapOwn(page, kPage);
    }
    Show(recording_.load(std::memory_order_acquire) != nullptr ? number_.load() : 0);
  }
  return shown_number_.load(std::memory_order_acquire);
}

void BridgeEvents::Show(uint64_t number) noexcept {
  volatile uint64_t* const shown = shown_number_.load(std::memory_order_acquire);
  if (shown != nullptr) *shown = number;
}

void BridgeEvents::MomentBegin(tm_clock* clock) noexcept {
  Recording* const recording = recording_.load(std::memory_order_acquire);
  if (recording == nullptr) return;
  ThreadBuffer* const buffer = recording->Enter();
  if (buffer == nullptr) return;
  // With heap events in the same trace an order of its own is not enough.
  const bool is_shared = clock != nullptr && heap_.load(std::memory_order_relaxed) == nullptr;
  if (buffer->BeginMoment(is_shared ? reinterpret_cast<SharedClock*>(clock) : nullptr) < 0) {
    return recording->Leave();
  }
  ++this_thread.suppressed;
  this_thread.moment = buffer;
}

void BridgeEvents::MomentEnd() noexcept {
  ThreadBuffer* const buffer = this_thread.moment;
  if (buffer == nullptr) return;
  buffer->EndMoment();
  if (Recording* const recording = recording_.load(std::memory_order_acquire)) {
    recording->SampleMemory(buffer);
  }
  this_thread.moment = nullptr;
  --this_thread.suppressed;
  this_thread.inside.store(0, std::memory_order_release);  // Recording::Leave
}

tm_buffer BridgeEvents::BufferBegin(const tm_buffer_info& info) noexcept {
  HeapEvents* const heap = heap_.load(std::memory_order_relaxed);
  const bool is_of_heap = info.address != nullptr && info.kind != TM_EXTERNAL &&
                          info.kind != TM_DEVICE && *TextOrEmpty(info.space) == 0;
  if (heap != nullptr && is_of_heap) heap->Claim(reinterpret_cast<uintptr_t>(info.address));
  Moment moment(this);
  if (!moment) return nullptr;
  ThreadBuffer* const own = moment.buffer();
  tm_buffer_handle* const buffer = buffers_.New(&own->free_buffers);
  if (buffer == nullptr) return nullptr;
  buffer->id = NextId<&NewBufferIds>(&own->buffer_ids);
  buffer->owner = {.id = NextId<&NewViewIds>(&own->view_ids), .buffer = buffer};
  buffer->recording = moment.number();
  buffer->bytes = std::max<int64_t>(info.bytes, 0);
  buffer->address = reinterpret_cast<uintptr_t>(info.address);
  buffer->counted = info.kind != TM_EXTERNAL;
  buffer->of_heap = is_of_heap;
  if (buffer->counted) {
    own->live_buffers.Add(1);
    own->live_bytes.Add(buffer->bytes);
  }
  if (heap == nullptr && info.layout != nullptr && info.label == nullptr && info.space == nullptr &&
      info.zeroed == 0) [[likely]] {
    moment.Write(trace::BriefAlloc{.buf = BufferId(buffer->id),
                                   .bytes = buffer->bytes,
                                   .kind = texts_.Find(NameOf(info.kind)),
                                   .op = texts_.Find(info.op),
                                   .dtype = texts_.Find(info.layout->dtype),
                                   .shape = Borrow(*info.layout, info.layout->shape),
                                   .strides = Borrow(*info.layout, info.layout->strides),
                                   .view = ViewId(buffer->owner.id)},
                 moment.Site(info.site));
    return buffer;
  }
  trace::Alloc alloc;
  alloc.buffer.buf = BufferId(buffer->id);
  if (heap != nullptr && info.address != nullptr) alloc.buffer.addr = buffer->address;
  alloc.bytes = buffer->bytes;
  alloc.kind = NameOf(info.kind);
  if (info.zeroed != 0) alloc.zeroed = true;
  alloc.op = TextOrEmpty(info.op);
  alloc.label = TextOrEmpty(info.label);
  alloc.space = TextOrEmpty(info.space);
  alloc.view = ViewId(buffer->owner.id);
  SetLayout(info.layout, &alloc);
  moment.Write(alloc, moment.Site(info.site, info.label));
  return buffer;
}

void BridgeEvents::BufferResize(tm_buffer buffer, const void* address, int64_t bytes,
                                tm_site site) noexcept {
  if (!IsCurrent(buffer)) return;
  HeapEvents* const heap = heap_.load(std::memory_order_relaxed);
  if (heap != nullptr && buffer->of_heap) heap->Claim(reinterpret_cast<uintptr_t>(address));
  Moment moment(this);
  if (!moment) return;
  trace::Resize resize;
  resize.buffer.buf = BufferId(buffer->id);
  resize.bytes = std::max<int64_t>(bytes, 0);
  if (buffer->counted) moment.buffer()->live_bytes.Add(resize.bytes - buffer->bytes);
  buffer->bytes = resize.bytes;
  buffer->address = reinterpret_cast<uintptr_t>(address);
  moment.Write(resize, moment.Site(site));
}

void BridgeEvents::BufferEnd(tm_buffer buffer) noexcept {
  if (buffer == nullptr) return;
  Moment moment(this);
  if (!moment) return buffers_.Free(buffer);
  if (IsCurrent(buffer)) {
    trace::Free free;
    free.buffer.buf = BufferId(buffer->id);
    if (buffer->last_read > 0) free.last_read = buffer->last_read;
    if (buffer->last_write > 0) free.last_write = buffer->last_write;
    if (buffer->counted) {
      moment.buffer()->live_buffers.Add(-1);
      moment.buffer()->live_bytes.Add(-buffer->bytes);
    }
    moment.Write(free, SiteId());
  }
  buffers_.Free(&moment.buffer()->free_buffers, buffer);
}

tm_view BridgeEvents::ViewBegin(const tm_view_info& info) noexcept {
  if (info.parent == nullptr || !IsCurrent(info.parent->buffer)) return nullptr;
  Moment moment(this);
  if (!moment) return nullptr;
  tm_view_handle* const handle = views_.New(&moment.buffer()->free_views);
  if (handle == nullptr) return nullptr;
  handle->id = NextId<&NewViewIds>(&moment.buffer()->view_ids);
  handle->buffer = info.parent->buffer;
  if (info.layout != nullptr && info.read_only == 0) [[likely]] {
    moment.Write(trace::BriefView{.view = ViewId(handle->id),
                                  .buf = BufferId(handle->buffer->id),
                                  .parent = ViewId(info.parent->id),
                                  .offset = std::max<int64_t>(info.offset, 0),
                                  .shape = Borrow(*info.layout, info.layout->shape),
                                  .strides = Borrow(*info.layout, info.layout->strides),
                                  .dtype = texts_.Find(info.layout->dtype),
                                  .op = texts_.Find(info.op)},
                 moment.Site(info.site));
    return handle;
  }
  trace::View view;
  view.view = ViewId(handle->id);
  view.buf = BufferId(handle->buffer->id);
  view.parent = ViewId(info.parent->id);
  view.offset = std::max<int64_t>(info.offset, 0);
  view.op = TextOrEmpty(info.op);
  if (info.read_only != 0) view.writable = false;
  SetLayout(info.layout, &view);
  moment.Write(view, moment.Site(info.site));
  return handle;
}

void BridgeEvents::ViewEnd(tm_view view) noexcept {
  if (view == nullptr) return;
  const bool is_owner = view->buffer != nullptr && view == &view->buffer->owner;
  Moment moment(this);
  if (!moment) {
    if (!is_owner) views_.Free(view);
    return;
  }
  if (IsCurrent(view->buffer)) moment.Write(trace::Drop{.view = ViewId(view->id)}, SiteId());
  if (!is_owner) views_.Free(&moment.buffer()->free_views, view);
}

void BridgeEvents::NoteRead(Moment& moment, tm_view view, tm_site site) noexcept {
  tm_buffer_handle& buffer = *view->buffer;
  buffer.last_read = moment.time();
  if (!buffer.read_armed) return;
  buffer.read_armed = false;
  moment.Write(trace::Read{.buf = BufferId(buffer.id), .view = ViewId(view->id)},
               moment.Site(site));
}

void BridgeEvents::NoteWrite(Moment& moment, tm_view view, tm_site site) noexcept {
  tm_buffer_handle& buffer = *view->buffer;
  buffer.last_write = moment.time();
  if (!buffer.write_armed) return;
  buffer.write_armed = false;
  moment.Write(trace::Write{.buf = BufferId(buffer.id), .view = ViewId(view->id)},
               moment.Site(site));
}

void BridgeEvents::Copy(const tm_copy_info& info) noexcept {
  if (info.source == nullptr || info.destination == nullptr || !IsCurrent(info.source->buffer) ||
      !IsCurrent(info.destination->buffer)) {
    return;
  }
  Moment moment(this);
  if (!moment) return;
  tm_buffer_handle& source = *info.source->buffer;
  tm_buffer_handle& destination = *info.destination->buffer;
  moment.Write(trace::BriefCopy{.src = ViewId(info.source->id),
                                .dst = ViewId(info.destination->id),
                                .src_buf = BufferId(source.id),
                                .dst_buf = BufferId(destination.id),
                                .bytes = std::max<int64_t>(info.bytes, 0),
                                .reason = texts_.Find(NameOf(info.reason)),
                                .op = texts_.Find(info.op)},
               moment.Site(info.site));
  source.last_read = moment.time();
  destination.last_write = moment.time();
  source.read_armed = source.write_armed = true;
  destination.read_armed = destination.write_armed = true;
}

void BridgeEvents::Read(tm_view view, tm_site site) noexcept {
  if (view == nullptr || !IsCurrent(view->buffer)) return;
  Moment moment(this);
  if (moment) NoteRead(moment, view, site);
}

void BridgeEvents::Write(tm_view view, tm_site site) noexcept {
  if (view == nullptr || !IsCurrent(view->buffer)) return;
  Moment moment(this);
  if (moment) NoteWrite(moment, view, site);
}

// In the order of events; the time is that of the event before.
void BridgeEvents::Touch(tm_view view, bool for_writing, const tm_clock* clock,
                         tm_site site) noexcept {
  if (view == nullptr || !IsCurrent(view->buffer)) return;
  tm_buffer_handle& buffer = *view->buffer;
  const bool is_event = for_writing ? buffer.write_armed : buffer.read_armed;
  if (is_event || clock == nullptr || clock->last == 0) {
    return for_writing ? Write(view, site) : Read(view, site);
  }
  (for_writing ? buffer.last_write : buffer.last_read) = clock->last + 1;
}

void BridgeEvents::Escaped(tm_view view, bool for_writing, tm_site site) noexcept {
  if (view == nullptr || !IsCurrent(view->buffer)) return;
  Moment moment(this);
  if (!moment) return;
  tm_buffer_handle& buffer = *view->buffer;
  if (buffer.escaped) {
    return for_writing ? NoteWrite(moment, view, site) : NoteRead(moment, view, site);
  }
  buffer.escaped = true;
  if (for_writing) {
    buffer.write_armed = false;
    buffer.last_write = moment.Write(
        trace::Write{.buf = BufferId(buffer.id), .view = ViewId(view->id), .escaped = true},
        moment.Site(site));
  } else {
    buffer.read_armed = false;
    buffer.last_read = moment.Write(
        trace::Read{.buf = BufferId(buffer.id), .view = ViewId(view->id), .escaped = true},
        moment.Site(site));
  }
}

// An event by itself: what it reads and writes needs none.
void BridgeEvents::Op(const tm_op_info& info) noexcept {
  Moment moment(this);
  if (!moment) return;
  constexpr size_t kMost = 16;  // more than any operation's operands; further ones are left out
  // Not cleared, which would take longer than all else.
  alignas(ViewId) std::byte memory[kMost * sizeof(ViewId)];
  auto* const inputs = reinterpret_cast<ViewId*>(memory);
  size_t count = 0;
  for (int32_t i = 0; i < info.input_count && count < kMost; ++i) {
    tm_view_handle* const input = info.inputs[i];
    if (input == nullptr || !IsCurrent(input->buffer)) continue;
    ::new (static_cast<void*>(inputs + count++)) ViewId(input->id);
    input->buffer->last_read = moment.time();
  }
  ViewId output;
  if (info.output != nullptr && IsCurrent(info.output->buffer)) {
    output = ViewId(info.output->id);
    info.output->buffer->last_write = moment.time();
  }
  const trace::KnownText* const name = texts_.Find(info.name);
  if (name != nullptr && info.reused == 0 && info.index == TM_NO_INDEX) [[likely]] {
    moment.Write(
        trace::BriefOp{.name = name, .in = absl::MakeConstSpan(inputs, count), .out = output},
        moment.Site(info.site));
    return;
  }
  trace::Op op;
  op.name = TextOrEmpty(info.name);
  op.in = absl::MakeConstSpan(inputs, count);
  op.out = output;
  if (info.reused != 0) op.reused = true;
  op.index = NameOf(info.index);
  moment.Write(op, moment.Site(info.site));
}

void BridgeEvents::ScopeBegin(const char* name, tm_site site) noexcept {
  Moment moment(this);
  if (moment) moment.Write(trace::ScopeBegin{.name = TextOrEmpty(name)}, moment.Site(site));
}

void BridgeEvents::ScopeEnd(const char* name) noexcept {
  Moment moment(this);
  if (moment) moment.Write(trace::ScopeEnd{.name = TextOrEmpty(name)}, SiteId());
}

void BridgeEvents::Mark(const char* name, tm_site site) noexcept {
  Moment moment(this);
  if (moment) moment.Write(trace::Mark{.name = TextOrEmpty(name)}, moment.Site(site));
}

void BridgeEvents::OutOfMemory(int64_t bytes, tm_site site) noexcept {
  Moment moment(this);
  if (moment) moment.Write(trace::OutOfMemory{.bytes = bytes}, moment.Site(site));
}

}  // namespace tidemark::record
