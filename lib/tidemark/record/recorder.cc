#include "tidemark/record/recorder.h"

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "tidemark/base/clock.h"
#include "tidemark/memory/hooks.h"
#include "tidemark/record/process_info.h"

namespace tidemark::record {
namespace {

std::atomic<int64_t> next_generation{1};

// The number of this thread in the trace of the recorder that `generation` names.
struct ThreadNumber {
  int64_t generation = 0;
  ThreadId id;
};
constinit thread_local ThreadNumber this_thread;

absl::string_view Text(const char* text) {
  return text != nullptr ? absl::string_view(text) : absl::string_view();
}

trace::BufferName Name(BufferId buffer, const void* address) {
  trace::BufferName name;
  name.buf = buffer;
  if (!buffer) name.addr = reinterpret_cast<uintptr_t>(address);
  return name;
}

std::optional<int64_t> Positive(int64_t value) {
  return value > 0 ? std::optional<int64_t>(value) : std::nullopt;
}

trace::Dimensions Borrow(std::span<const int64_t> dimensions) {
  return trace::Dimensions(dimensions.data(), dimensions.size());
}

}  // namespace

Recorder::Recorder(std::unique_ptr<trace::TraceWriter> writer)
    : first_buffer_(NewBufferId()),
      first_view_(NewViewId()),
      start_(MonotonicNanos()),
      generation_(next_generation.fetch_add(1, std::memory_order_relaxed)),
      writer_(std::move(writer)) {
  const absl::MutexLock lock(&mutex_);
  WriteHead();
}

void Recorder::WriteHead() {
  const ProcessInfo process = ReadProcessInfo();
  const std::vector<absl::string_view> args(process.args.begin(), process.args.end());
  trace::TraceHead head;
  head.run = process.run;
  head.pid = process.pid;
  head.ppid = process.ppid;
  head.program = process.program;
  head.args = args;
  head.has_args = true;
  head.host = process.host;
  head.start_unix_ns = process.start_unix_ns;
  head.tidemark = TIDEMARK_VERSION;
  head.capture_json = R"({"stacks":"off"})";
  Write(trace::Event{.body = head});
}

void Recorder::Write(const trace::Event& event) {
  // The writer latches its first failure, and Close() returns it.
  writer_->Write(event).IgnoreError();
}

ThreadId Recorder::CurrentThread() {
  if (this_thread.generation != generation_) {
    this_thread = {generation_, ThreadId(++thread_count_)};
    const std::string name = OsThreadName();
    trace::ThreadDefinition definition;
    definition.thread = this_thread.id;
    definition.name = name;
    definition.os_tid = OsThreadId();
    Write(trace::Event{.body = definition});
  }
  return this_thread.id;
}

void Recorder::Emit(trace::EventBody body, const SourceLocation& site, const char* label) {
  if (abandoned_) return;
  trace::Event event;
  event.thread = CurrentThread();
  const SiteTable::Result place = sites_.Find(site, label);
  if (place.first) {
    trace::SiteDefinition definition;
    definition.site = place.id;
    definition.file = Text(site.file);
    definition.line = site.line;
    definition.function = Text(site.function);
    definition.label = Text(label);
    Write(trace::Event{.body = definition});
  }
  event.site = place.id;
  event.t = MonotonicNanos() - start_;
  event.body = std::move(body);
  ++event_count_;
  Write(event);
}

std::optional<int64_t> Recorder::TraceTime(int64_t monotonic) const {
  return monotonic > start_ ? std::optional<int64_t>(monotonic - start_) : std::nullopt;
}

bool Recorder::Knows(BufferId buffer) const {
  if (!buffer) return false;
  if (!IsUnwatched(buffer) && buffer > first_buffer_) return true;
  return introduced_.contains(buffer);
}

void Recorder::Introduce(BufferId buffer, int64_t bytes) {
  if (!buffer || Knows(buffer)) return;
  introduced_.insert(buffer);
  trace::Alloc alloc;
  alloc.buffer.buf = buffer;
  alloc.bytes = bytes;
  alloc.kind = BufferKindName(BufferKind::kExternal);
  alloc.label = "older than the trace";
  Emit(alloc);
}

void Recorder::OnAlloc(const AllocInfo& info) noexcept {
  trace::Alloc alloc;
  alloc.buffer = Name(info.buffer, info.address);
  alloc.bytes = info.bytes;
  alloc.usable = Positive(info.usable);
  alloc.align = Positive(info.alignment);
  alloc.kind = BufferKindName(info.kind);
  if (info.zeroed) alloc.zeroed = true;
  alloc.op = Text(info.op);
  alloc.label = Text(info.label);
  if (info.layout.dtype != nullptr) {
    alloc.dtype = info.layout.dtype;
    alloc.shape = Borrow(info.layout.shape);
    alloc.strides = Borrow(info.layout.strides);
  }
  alloc.view = info.view;
  const absl::MutexLock lock(&mutex_);
  if (info.kind != BufferKind::kExternal) {
    ++live_buffers_;
    live_bytes_ += info.bytes;
  }
  Emit(alloc, info.site, info.label);
}

void Recorder::OnResize(const ResizeInfo& info) noexcept {
  const absl::MutexLock lock(&mutex_);
  if (info.buffer && !Knows(info.buffer)) return;
  trace::Resize resize;
  resize.buffer = Name(info.buffer, info.address);
  resize.bytes = info.bytes;
  if (!info.buffer && info.new_address != info.address) {
    resize.new_addr = reinterpret_cast<uintptr_t>(info.new_address);
  }
  live_bytes_ += info.bytes - info.old_bytes;
  Emit(resize, info.site);
}

void Recorder::OnView(const ViewInfo& info) noexcept {
  const absl::MutexLock lock(&mutex_);
  if (!Knows(info.buffer)) return;
  trace::View view;
  view.view = info.view;
  view.buf = info.buffer;
  if (info.parent > first_view_) view.parent = info.parent;
  view.offset = info.offset;
  view.shape = Borrow(info.layout.shape);
  view.strides = Borrow(info.layout.strides);
  view.dtype = Text(info.layout.dtype);
  view.op = Text(info.op);
  if (!info.writable) view.writable = false;
  Emit(view, info.site);
}

void Recorder::OnDrop(const DropInfo& info) noexcept {
  const absl::MutexLock lock(&mutex_);
  if (!Knows(info.buffer) || info.view <= first_view_) return;
  Emit(trace::Drop{.view = info.view});
}

void Recorder::OnCopy(const CopyInfo& info) noexcept {
  const absl::MutexLock lock(&mutex_);
  if (abandoned_) return;
  Introduce(info.src_buffer, info.src_buffer_bytes);
  Introduce(info.dst_buffer, info.dst_buffer_bytes);
  trace::Copy copy;
  copy.bytes = info.bytes;
  copy.src_buf = info.src_buffer;
  copy.dst_buf = info.dst_buffer;
  if (info.src > first_view_) copy.src = info.src;
  if (info.dst > first_view_) copy.dst = info.dst;
  copy.reason = CopyReasonName(info.reason);
  copy.op = Text(info.op);
  Emit(copy, info.site);
}

void Recorder::OnFirstWrite(const AccessInfo& info) noexcept {
  const absl::MutexLock lock(&mutex_);
  if (Knows(info.buffer)) Emit(trace::Write{.buf = info.buffer, .view = info.view}, info.site);
}

void Recorder::OnFirstRead(const AccessInfo& info) noexcept {
  const absl::MutexLock lock(&mutex_);
  if (Knows(info.buffer)) Emit(trace::Read{.buf = info.buffer, .view = info.view}, info.site);
}

void Recorder::OnOp(const OpInfo& info) noexcept {
  absl::InlinedVector<ViewId, 4> inputs;
  const absl::MutexLock lock(&mutex_);
  for (const OpOperand& operand : info.inputs) {
    if (operand.view > first_view_ && Knows(operand.buffer)) inputs.push_back(operand.view);
  }
  trace::Op op;
  op.name = Text(info.name);
  op.in = inputs;
  op.has_in = true;
  if (info.output.view > first_view_ && Knows(info.output.buffer)) op.out = info.output.view;
  if (info.reused) op.reused = true;
  op.index = GatherIndexName(info.index);
  Emit(op, info.site);
}

void Recorder::OnFree(const FreeInfo& info) noexcept {
  const absl::MutexLock lock(&mutex_);
  if (info.buffer && !Knows(info.buffer)) return;
  trace::Free free;
  free.buffer = Name(info.buffer, info.address);
  free.last_read = TraceTime(info.last_read);
  free.last_write = TraceTime(info.last_write);
  const bool was_introduced = introduced_.erase(info.buffer) != 0;
  if (info.kind != BufferKind::kExternal && !was_introduced) {
    --live_buffers_;
    live_bytes_ -= info.bytes;
  }
  Emit(free);
}

void Recorder::OnScopeBegin(const ScopeInfo& info) noexcept {
  const absl::MutexLock lock(&mutex_);
  Emit(trace::ScopeBegin{.name = Text(info.name)}, info.site);
}

void Recorder::OnScopeEnd(const ScopeInfo& info) noexcept {
  const absl::MutexLock lock(&mutex_);
  Emit(trace::ScopeEnd{.name = Text(info.name)}, info.site);
}

void Recorder::OnMark(const MarkInfo& info) noexcept {
  const absl::MutexLock lock(&mutex_);
  Emit(trace::Mark{.name = Text(info.name)}, info.site);
}

void Recorder::OnOom(const OomInfo& info) noexcept {
  const absl::MutexLock lock(&mutex_);
  Emit(trace::OutOfMemory{.bytes = info.bytes}, info.site);
}

absl::Status Recorder::Close() {
  const absl::MutexLock lock(&mutex_);
  if (abandoned_) return absl::OkStatus();
  trace::End end;
  end.events = event_count_;
  end.live_buffers = live_buffers_;
  end.live_bytes = live_bytes_;
  trace::Event event;
  event.t = MonotonicNanos() - start_;
  event.body = end;
  Write(event);
  return writer_->Close();
}

void Recorder::Abandon() noexcept {
  abandoned_ = true;
  // Its buffered bytes belong to the parent: they must not be flushed here.
  static_cast<void>(writer_.release());
}

}  // namespace tidemark::record
