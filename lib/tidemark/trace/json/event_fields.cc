#include "tidemark/trace/json/event_fields_internal.h"

namespace tidemark::trace {

using enum EventKey;

// In place, as values are put into the event wherever possible: an optional that is made here and
// copied there is written in two parts and read as one, which stalls the processor.
inline void EventFields::Take(EventKey key, std::optional<int64_t>* value) const {
  if (Has(key)) value->emplace(Integer(key));
}

std::optional<uint64_t> EventFields::Address(EventKey key) const {
  if (!Has(key)) return std::nullopt;
  return static_cast<uint64_t>(Integer(key));
}

std::optional<bool> EventFields::Bool(EventKey key) const {
  if (!Has(key)) return std::nullopt;
  return Integer(key) != 0;
}

absl::string_view EventFields::Text(EventKey key) const {
  return Has(key) ? texts_[Index(key)] : absl::string_view();
}

template <class Id>
Id EventFields::IdOf(EventKey key) const {
  return Has(key) ? Id(Integer(key)) : Id();
}

BufferName EventFields::Buffer() const {
  return {.buf = IdOf<BufferId>(kBuf), .addr = Address(kAddr)};
}

std::optional<Dimensions> EventFields::Shape() const {
  if (!Has(kShape)) return std::nullopt;
  return Dimensions(shape_);
}

std::optional<Dimensions> EventFields::Strides() const {
  if (!Has(kStrides)) return std::nullopt;
  return Dimensions(strides_);
}

void EventFields::BuildEvent(EventKind kind, Event* event) const {
  if (kind <= EventKind::kThread) {
    event->t.reset();
    event->thread = {};
    event->site = {};
    event->stack = {};
    BuildDefinition(kind, &event->body);
    return;
  }
  event->t.reset();
  Take(kT, &event->t);
  event->thread = IdOf<ThreadId>(kThread);
  event->site = IdOf<SiteId>(kSite);
  event->stack = IdOf<StackId>(kStack);
  if (kind <= EventKind::kFree) {
    BuildBuffer(kind, &event->body);
  } else {
    BuildRest(kind, &event->body);
  }
}

void EventFields::BuildDefinition(EventKind kind, EventBody* body) const {
  switch (kind) {
    case EventKind::kTrace: {
      auto& head = body->emplace<TraceHead>();
      head.version = Integer(kVersion);
      head.run = Text(kRun);
      Take(kPid, &head.pid);
      Take(kPpid, &head.ppid);
      head.program = Text(kProgram);
      head.args = Has(kArgs) ? absl::MakeConstSpan(args_) : absl::Span<const absl::string_view>();
      head.has_args = Has(kArgs);
      head.host = Text(kHost);
      Take(kStartUnixNs, &head.start_unix_ns);
      head.tidemark = Text(kTidemark);
      head.capture_json = Text(kCapture);
      break;
    }
    case EventKind::kSite: {
      auto& site = body->emplace<SiteDefinition>();
      site.site = IdOf<SiteId>(kSite);
      site.file = Text(kFile);
      site.line = Integer(kLine);
      site.function = Text(kFunction);
      site.label = Text(kLabel);
      break;
    }
    case EventKind::kFrame: {
      auto& frame = body->emplace<FrameDefinition>();
      frame.frame = IdOf<FrameId>(kFrame);
      frame.function = Text(kFunction);
      frame.file = Text(kFile);
      Take(kLine, &frame.line);
      frame.module = Text(kModule);
      frame.pc = Address(kPc);
      frame.build_id = Text(kBuildId);
      break;
    }
    case EventKind::kStack: {
      auto& stack = body->emplace<StackDefinition>();
      stack.stack = IdOf<StackId>(kStack);
      stack.frame = IdOf<FrameId>(kFrame);
      stack.parent = IdOf<StackId>(kParent);
      break;
    }
    default: {
      auto& thread = body->emplace<ThreadDefinition>();
      thread.thread = IdOf<ThreadId>(kThread);
      thread.name = Text(kName);
      Take(kOsTid, &thread.os_tid);
      break;
    }
  }
}

void EventFields::BuildBuffer(EventKind kind, EventBody* body) const {
  switch (kind) {
    case EventKind::kAlloc: {
      auto& alloc = body->emplace<Alloc>();
      alloc.buffer = Buffer();
      alloc.bytes = Integer(kBytes);
      Take(kUsable, &alloc.usable);
      Take(kAlign, &alloc.align);
      alloc.kind = Text(kKind);
      alloc.zeroed = Bool(kZeroed);
      alloc.op = Text(kOp);
      alloc.label = Text(kLabel);
      alloc.dtype = Text(kDtype);
      alloc.shape = Shape();
      alloc.strides = Strides();
      alloc.view = IdOf<ViewId>(kView);
      break;
    }
    case EventKind::kResize: {
      auto& resize = body->emplace<Resize>();
      resize.buffer = Buffer();
      resize.bytes = Integer(kBytes);
      resize.new_addr = Address(kNewAddr);
      break;
    }
    case EventKind::kView: {
      auto& view = body->emplace<View>();
      view.view = IdOf<ViewId>(kView);
      view.buf = IdOf<BufferId>(kBuf);
      view.parent = IdOf<ViewId>(kParent);
      Take(kOffset, &view.offset);
      view.shape = Shape();
      view.strides = Strides();
      view.dtype = Text(kDtype);
      view.op = Text(kOp);
      view.writable = Bool(kWritable);
      break;
    }
    case EventKind::kDrop: {
      auto& drop = body->emplace<Drop>();
      drop.view = IdOf<ViewId>(kView);
      break;
    }
    case EventKind::kCopy: {
      auto& copy = body->emplace<Copy>();
      copy.bytes = Integer(kBytes);
      copy.src_buf = IdOf<BufferId>(kSrcBuf);
      copy.dst_buf = IdOf<BufferId>(kDstBuf);
      copy.src = IdOf<ViewId>(kSrc);
      copy.dst = IdOf<ViewId>(kDst);
      copy.reason = Text(kReason);
      copy.op = Text(kOp);
      break;
    }
    case EventKind::kWrite: {
      auto& write = body->emplace<Write>();
      write.buf = IdOf<BufferId>(kBuf);
      write.view = IdOf<ViewId>(kView);
      write.escaped = Bool(kEscaped);
      break;
    }
    case EventKind::kRead: {
      auto& read = body->emplace<Read>();
      read.buf = IdOf<BufferId>(kBuf);
      read.view = IdOf<ViewId>(kView);
      read.escaped = Bool(kEscaped);
      break;
    }
    case EventKind::kOp: {
      auto& op = body->emplace<Op>();
      op.name = Text(kName);
      op.in = Has(kIn) ? absl::MakeConstSpan(ids_) : absl::Span<const ViewId>();
      op.has_in = Has(kIn);
      op.out = IdOf<ViewId>(kOut);
      op.reused = Bool(kReused);
      op.index = Text(kIndex);
      break;
    }
    default: {
      auto& free = body->emplace<Free>();
      free.buffer = Buffer();
      Take(kLastRead, &free.last_read);
      Take(kLastWrite, &free.last_write);
      break;
    }
  }
}

void EventFields::BuildRest(EventKind kind, EventBody* body) const {
  switch (kind) {
    case EventKind::kScopeBegin: {
      auto& scope = body->emplace<ScopeBegin>();
      scope.name = Text(kName);
      break;
    }
    case EventKind::kScopeEnd: {
      auto& scope = body->emplace<ScopeEnd>();
      scope.name = Text(kName);
      break;
    }
    case EventKind::kMark: {
      auto& mark = body->emplace<Mark>();
      mark.name = Text(kName);
      break;
    }
    case EventKind::kOom: {
      auto& oom = body->emplace<OutOfMemory>();
      oom.bytes = Integer(kBytes);
      break;
    }
    case EventKind::kLost: {
      auto& lost = body->emplace<Lost>();
      lost.count = Integer(kCount);
      Take(kBytes, &lost.bytes);
      break;
    }
    default: {
      auto& end = body->emplace<End>();
      Take(kEvents, &end.events);
      Take(kLiveBuffers, &end.live_buffers);
      Take(kLiveBytes, &end.live_bytes);
      break;
    }
  }
}

}  // namespace tidemark::trace
