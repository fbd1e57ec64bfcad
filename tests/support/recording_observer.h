// An observer that keeps every memory event, for tests to look at.
//
// Attached for its own lifetime. Ownership: copies what the infos borrow. Threading: events may
// come from any thread; `events()` is for when they have stopped.
//
//   RecordingObserver recorded;
//   Array<double> b = a.copy();
//   EXPECT_THAT(recorded.Kinds(), ElementsAre("alloc", "copy"));
#ifndef TIDEMARK_TESTS_SUPPORT_RECORDING_OBSERVER_H_
#define TIDEMARK_TESTS_SUPPORT_RECORDING_OBSERVER_H_

#include <mutex>
#include <string>
#include <vector>

#include "tidemark/memory/observer.h"

namespace tidemark::test_support {

// The fields of all kinds of event; those that a kind has not stay as they are.
struct RecordedEvent {
  std::string kind;  // the trace's name: "alloc", "view", "copy", ...
  BufferId buffer = {};
  BufferId src_buffer = {};
  BufferId dst_buffer = {};
  ViewId view = {};
  ViewId parent = {};
  ViewId src = {};
  ViewId dst = {};
  const void* address = nullptr;
  int64_t bytes = 0;
  int64_t offset = 0;
  BufferKind buffer_kind = BufferKind::kArray;
  CopyReason reason = CopyReason::kRequested;
  GatherIndex index = GatherIndex::kNone;
  bool zeroed = false;
  bool writable = true;
  bool reused = false;
  bool escaped = false;
  int64_t last_read = 0;
  int64_t last_write = 0;
  std::string op = {};  // also the name of an op, a scope or a mark
  std::string label = {};
  std::string dtype = {};
  std::vector<int64_t> shape = {};
  std::vector<int64_t> strides = {};
  std::vector<OpOperand> inputs = {};
  std::string file = {};
  std::string function = {};
  uint32_t line = 0;
};

class RecordingObserver : public MemoryObserver {
 public:
  RecordingObserver() : attached_(AttachObserver(this)) {}
  ~RecordingObserver() override { Stop(); }
  RecordingObserver(const RecordingObserver&) = delete;
  RecordingObserver& operator=(const RecordingObserver&) = delete;

  void Stop() {
    if (attached_) DetachObserver(this);
    attached_ = false;
  }

  const std::vector<RecordedEvent>& events() const { return events_; }
  void Clear() {
    const std::lock_guard lock(mutex_);
    events_.clear();
  }

  std::vector<std::string> Kinds() const {
    std::vector<std::string> kinds;
    for (const RecordedEvent& event : events_) kinds.push_back(event.kind);
    return kinds;
  }

  std::vector<RecordedEvent> Of(const std::string& kind) const {
    std::vector<RecordedEvent> matching;
    for (const RecordedEvent& event : events_) {
      if (event.kind == kind) matching.push_back(event);
    }
    return matching;
  }

  void OnAlloc(const AllocInfo& info) noexcept override {
    RecordedEvent event = Start("alloc", info.site);
    event.buffer = info.buffer;
    event.address = info.address;
    event.bytes = info.bytes;
    event.buffer_kind = info.kind;
    event.zeroed = info.zeroed;
    event.op = Text(info.op);
    event.label = Text(info.label);
    event.view = info.view;
    SetLayout(event, info.layout);
    Keep(event);
  }
  void OnResize(const ResizeInfo& info) noexcept override {
    RecordedEvent event = Start("resize", info.site);
    event.buffer = info.buffer;
    event.address = info.address;
    event.bytes = info.bytes;
    Keep(event);
  }
  void OnView(const ViewInfo& info) noexcept override {
    RecordedEvent event = Start("view", info.site);
    event.view = info.view;
    event.buffer = info.buffer;
    event.parent = info.parent;
    event.offset = info.offset;
    event.op = Text(info.op);
    event.writable = info.writable;
    SetLayout(event, info.layout);
    Keep(event);
  }
  void OnDrop(const DropInfo& info) noexcept override {
    RecordedEvent event = Start("drop", {});
    event.view = info.view;
    event.buffer = info.buffer;
    Keep(event);
  }
  void OnCopy(const CopyInfo& info) noexcept override {
    RecordedEvent event = Start("copy", info.site);
    event.src_buffer = info.src_buffer;
    event.dst_buffer = info.dst_buffer;
    event.src = info.src;
    event.dst = info.dst;
    event.bytes = info.bytes;
    event.reason = info.reason;
    event.op = Text(info.op);
    Keep(event);
  }
  void OnFirstWrite(const AccessInfo& info) noexcept override { KeepAccess("write", info); }
  void OnFirstRead(const AccessInfo& info) noexcept override { KeepAccess("read", info); }
  void OnOp(const OpInfo& info) noexcept override {
    RecordedEvent event = Start("op", info.site);
    event.op = Text(info.name);
    event.inputs.assign(info.inputs.begin(), info.inputs.end());
    event.view = info.output.view;
    event.buffer = info.output.buffer;
    event.reused = info.reused;
    event.index = info.index;
    Keep(event);
  }
  void OnFree(const FreeInfo& info) noexcept override {
    RecordedEvent event = Start("free", {});
    event.buffer = info.buffer;
    event.address = info.address;
    event.bytes = info.bytes;
    event.last_read = info.last_read;
    event.last_write = info.last_write;
    event.buffer_kind = info.kind;
    Keep(event);
  }
  void OnScopeBegin(const ScopeInfo& info) noexcept override {
    KeepNamed("scope_begin", info.name, info.site);
  }
  void OnScopeEnd(const ScopeInfo& info) noexcept override {
    KeepNamed("scope_end", info.name, info.site);
  }
  void OnMark(const MarkInfo& info) noexcept override { KeepNamed("mark", info.name, info.site); }
  void OnOom(const OomInfo& info) noexcept override {
    RecordedEvent event = Start("oom", info.site);
    event.bytes = info.bytes;
    Keep(event);
  }

 private:
  static std::string Text(const char* text) { return text != nullptr ? text : ""; }

  static RecordedEvent Start(const char* kind, const SourceLocation& site) {
    RecordedEvent event;
    event.kind = kind;
    event.file = Text(site.file);
    event.function = Text(site.function);
    event.line = site.line;
    return event;
  }
  static void SetLayout(RecordedEvent& event, const ArrayLayout& layout) {
    event.dtype = Text(layout.dtype);
    event.shape.assign(layout.shape.begin(), layout.shape.end());
    event.strides.assign(layout.strides.begin(), layout.strides.end());
  }
  void KeepAccess(const char* kind, const AccessInfo& info) {
    RecordedEvent event = Start(kind, info.site);
    event.buffer = info.buffer;
    event.view = info.view;
    event.escaped = info.escaped;
    Keep(event);
  }
  void KeepNamed(const char* kind, const char* name, const SourceLocation& site) {
    RecordedEvent event = Start(kind, site);
    event.op = Text(name);
    Keep(event);
  }
  void Keep(const RecordedEvent& event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
  }

  std::mutex mutex_;
  std::vector<RecordedEvent> events_;
  bool attached_;
};

}  // namespace tidemark::test_support

#endif  // TIDEMARK_TESTS_SUPPORT_RECORDING_OBSERVER_H_
