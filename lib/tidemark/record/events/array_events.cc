#include "tidemark/record/events/array_events.h"

#include <array>
#include <utility>

#include "tidemark/memory/hooks.h"
#include "tidemark/record/os/text_or_empty.h"

namespace tidemark::record {
namespace {

trace::BufferName Name(BufferId buffer, const void* address) {
  trace::BufferName name;
  name.buf = buffer;
  if (!buffer) name.addr = reinterpret_cast<uintptr_t>(address);
  return name;
}

std::optional<int64_t> Positive(int64_t value) {
  return value > 0 ? std::optional<int64_t>(value) : std::nullopt;
}

template <class Access>
Access AccessOf(const AccessInfo& info) {
  return {.buf = info.buffer,
          .view = info.view,
          .escaped = info.escaped ? std::optional<bool>(true) : std::nullopt};
}

trace::Dimensions Borrow(std::span<const int64_t> dimensions) {
  return trace::Dimensions(dimensions.data(), dimensions.size());
}

}  // namespace

// The thread's buffer, entered for one event.
class ArrayEvents::Entered {
 public:
  explicit Entered(Recording* recording) : recording_(recording), buffer_(recording->Enter()) {}
  ~Entered() {
    if (buffer_ != nullptr) recording_->Leave();
  }
  Entered(const Entered&) = delete;
  Entered& operator=(const Entered&) = delete;

  explicit operator bool() const { return buffer_ != nullptr; }
  ThreadBuffer& buffer() { return *buffer_; }

  template <class Body>
  void Write(Body&& body, const SourceLocation& site = {}, const char* label = nullptr) {
    trace::Event event{.t = 0,
                       .thread = ThreadId(buffer_->thread()),
                       .site = recording_->Site(buffer_, site, label),
                       .body = std::forward<Body>(body)};
    const bool written = buffer_->Commit([&event](trace::RecordEncoder& encoder, int64_t t) {
      event.t = t;
      return encoder.Append(event);
    });
    if (written) buffer_->events.Add(1);
  }

 private:
  Recording* recording_;
  ThreadBuffer* buffer_;
};

ArrayEvents::ArrayEvents(Recording* recording, BufferId last_old_buffer, ViewId last_old_view,
                         bool values)
    : recording_(recording),
      last_old_buffer_(last_old_buffer),
      last_old_view_(last_old_view),
      values_(values ? std::make_unique<ArrayValues>() : nullptr) {}

std::optional<int64_t> ArrayEvents::TraceTime(int64_t monotonic) const noexcept {
  const int64_t time = monotonic - recording_->start();
  return time > 0 ? std::optional<int64_t>(time) : std::nullopt;
}

bool ArrayEvents::Knows(BufferId buffer) noexcept {
  // In the child of a fork the mutex may be held by a thread that does not exist.
  if (!buffer || !recording_->is_alive()) return false;
  if (!IsUnwatched(buffer) && buffer > last_old_buffer_) return true;
  if (introduced_count_.load(std::memory_order_acquire) == 0) return false;
  const std::lock_guard lock(introduced_mutex_);
  return introduced_.count(buffer) != 0;
}

void ArrayEvents::Introduce(Entered& entered, BufferId buffer, int64_t bytes) noexcept {
  if (!buffer || Knows(buffer)) return;
  const SuppressHeap suppress;
  const std::lock_guard lock(introduced_mutex_);
  if (!introduced_.insert(buffer).second) return;  // another thread was faster
  trace::Alloc alloc;
  alloc.buffer.buf = buffer;
  alloc.bytes = bytes;
  alloc.kind = BufferKindName(BufferKind::kExternal);
  alloc.label = "older than the trace";
  entered.Write(alloc);
  introduced_count_.fetch_add(1, std::memory_order_release);
}

bool ArrayEvents::ForgetIntroduced(BufferId buffer) noexcept {
  if (introduced_count_.load(std::memory_order_acquire) == 0) return false;
  const SuppressHeap suppress;
  const std::lock_guard lock(introduced_mutex_);
  if (introduced_.erase(buffer) == 0) return false;
  introduced_count_.fetch_sub(1, std::memory_order_release);
  return true;
}

// In the child of a fork the book's mutex may be held by a thread that does not exist.
bool ArrayEvents::LooksAtValues() const noexcept {
  return values_ != nullptr && recording_->is_alive();
}

void ArrayEvents::WriteValues(BufferId buffer, const ValueScan& scan) noexcept {
  Entered entered(recording_);
  if (!entered) return;
  trace::Values values;
  values.buf = buffer;
  values.fits = scan.fits;
  values.min = scan.min;
  values.max = scan.max;
  entered.Write(values);
}

void ArrayEvents::OnAlloc(const AllocInfo& info) noexcept {
  if (LooksAtValues()) {
    const SuppressHeap suppress;
    values_->Add(info);
  }
  Entered entered(recording_);
  if (!entered) return;
  trace::Alloc alloc;
  alloc.buffer = Name(info.buffer, info.address);
  alloc.bytes = info.bytes;
  alloc.usable = Positive(info.usable);
  alloc.align = Positive(info.alignment);
  alloc.kind = BufferKindName(info.kind);
  if (info.zeroed) alloc.zeroed = true;
  alloc.op = TextOrEmpty(info.op);
  alloc.label = TextOrEmpty(info.label);
  if (info.layout.dtype != nullptr) {
    alloc.dtype = info.layout.dtype;
    alloc.shape = Borrow(info.layout.shape);
    alloc.strides = Borrow(info.layout.strides);
  }
  alloc.view = info.view;
  if (info.kind != BufferKind::kExternal) {
    entered.buffer().live_buffers.Add(1);
    entered.buffer().live_bytes.Add(info.bytes);
  }
  entered.Write(alloc, info.site, info.label);
}

void ArrayEvents::OnResize(const ResizeInfo& info) noexcept {
  if (info.buffer && !Knows(info.buffer)) return;
  Entered entered(recording_);
  if (!entered) return;
  trace::Resize resize;
  resize.buffer = Name(info.buffer, info.address);
  resize.bytes = info.bytes;
  if (!info.buffer && info.new_address != info.address) {
    resize.new_addr = reinterpret_cast<uintptr_t>(info.new_address);
  }
  entered.buffer().live_bytes.Add(info.bytes - info.old_bytes);
  entered.Write(resize, info.site);
}

void ArrayEvents::OnView(const ViewInfo& info) noexcept {
  if (!Knows(info.buffer)) return;
  Entered entered(recording_);
  if (!entered) return;
  trace::View view;
  view.view = info.view;
  view.buf = info.buffer;
  if (info.parent > last_old_view_) view.parent = info.parent;
  view.offset = info.offset;
  view.shape = Borrow(info.layout.shape);
  view.strides = Borrow(info.layout.strides);
  view.dtype = TextOrEmpty(info.layout.dtype);
  view.op = TextOrEmpty(info.op);
  if (!info.writable) view.writable = false;
  entered.Write(view, info.site);
}

void ArrayEvents::OnDrop(const DropInfo& info) noexcept {
  if (!Knows(info.buffer) || info.view <= last_old_view_) return;
  Entered entered(recording_);
  if (entered) entered.Write(trace::Drop{.view = info.view});
}

void ArrayEvents::OnCopy(const CopyInfo& info) noexcept {
  Entered entered(recording_);
  if (!entered) return;
  Introduce(entered, info.src_buffer, info.src_buffer_bytes);
  Introduce(entered, info.dst_buffer, info.dst_buffer_bytes);
  trace::Copy copy;
  copy.bytes = info.bytes;
  copy.src_buf = info.src_buffer;
  copy.dst_buf = info.dst_buffer;
  if (info.src > last_old_view_) copy.src = info.src;
  if (info.dst > last_old_view_) copy.dst = info.dst;
  copy.reason = CopyReasonName(info.reason);
  copy.op = TextOrEmpty(info.op);
  entered.Write(copy, info.site);
}

void ArrayEvents::OnFirstWrite(const AccessInfo& info) noexcept {
  if (!Knows(info.buffer)) return;
  Entered entered(recording_);
  if (entered) entered.Write(AccessOf<trace::Write>(info), info.site);
}

void ArrayEvents::OnFirstRead(const AccessInfo& info) noexcept {
  if (!Knows(info.buffer)) return;
  Entered entered(recording_);
  if (entered) entered.Write(AccessOf<trace::Read>(info), info.site);
}

void ArrayEvents::OnOp(const OpInfo& info) noexcept {
  // More than any operation's operands; further ones are left out.
  std::array<ViewId, 16> inputs;
  size_t count = 0;
  for (const OpOperand& operand : info.inputs) {
    if (count == inputs.size()) break;
    if (operand.view > last_old_view_ && Knows(operand.buffer)) inputs[count++] = operand.view;
  }
  trace::Op op;
  op.name = TextOrEmpty(info.name);
  op.in = absl::MakeConstSpan(inputs.data(), count);
  if (info.output.view > last_old_view_ && Knows(info.output.buffer)) op.out = info.output.view;
  if (info.reused) op.reused = true;
  op.index = GatherIndexName(info.index);
  Entered entered(recording_);
  if (entered) entered.Write(op, info.site);
}

void ArrayEvents::OnFree(const FreeInfo& info) noexcept {
  if (info.buffer && !Knows(info.buffer)) return;
  if (LooksAtValues()) {
    const SuppressHeap suppress;
    const std::optional<ValueScan> scan = values_->Take(info.buffer);
    if (scan.has_value()) WriteValues(info.buffer, *scan);
  }
  Entered entered(recording_);
  if (!entered) return;
  trace::Free free;
  free.buffer = Name(info.buffer, info.address);
  free.last_read = TraceTime(info.last_read);
  free.last_write = TraceTime(info.last_write);
  const bool was_introduced = ForgetIntroduced(info.buffer);
  if (info.kind != BufferKind::kExternal && !was_introduced) {
    entered.buffer().live_buffers.Add(-1);
    entered.buffer().live_bytes.Add(-info.bytes);
  }
  entered.Write(free);
}

void ArrayEvents::OnScopeBegin(const ScopeInfo& info) noexcept {
  Entered entered(recording_);
  if (entered) entered.Write(trace::ScopeBegin{.name = TextOrEmpty(info.name)}, info.site);
}

void ArrayEvents::OnScopeEnd(const ScopeInfo& info) noexcept {
  Entered entered(recording_);
  if (entered) entered.Write(trace::ScopeEnd{.name = TextOrEmpty(info.name)}, info.site);
}

void ArrayEvents::OnMark(const MarkInfo& info) noexcept {
  if (LooksAtValues()) {
    values_->ForEach([this](BufferId buffer, const ValueScan& scan) { WriteValues(buffer, scan); });
  }
  Entered entered(recording_);
  if (entered) entered.Write(trace::Mark{.name = TextOrEmpty(info.name)}, info.site);
}

void ArrayEvents::OnOom(const OomInfo& info) noexcept {
  Entered entered(recording_);
  if (entered) entered.Write(trace::OutOfMemory{.bytes = info.bytes}, info.site);
}

}  // namespace tidemark::record
