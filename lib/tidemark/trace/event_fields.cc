#include "tidemark/trace/event_fields_internal.h"

namespace tidemark::trace {

using enum EventKey;

std::optional<int64_t> EventFields::OptionalInteger(EventKey key) const {
  if (!Has(key)) return std::nullopt;
  return Integer(key);
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
  event->t = OptionalInteger(kT);
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
    case EventKind::kTrace:
      *body = TraceHead{
          .version = Integer(kVersion),
          .run = Text(kRun),
          .pid = OptionalInteger(kPid),
          .ppid = OptionalInteger(kPpid),
          .program = Text(kProgram),
          .args = Has(kArgs) ? absl::MakeConstSpan(args_) : absl::Span<const absl::string_view>(),
          .has_args = Has(kArgs),
          .host = Text(kHost),
          .start_unix_ns = OptionalInteger(kStartUnixNs),
          .tidemark = Text(kTidemark),
          .capture_json = Text(kCapture)};
      break;
    case EventKind::kSite:
      *body = SiteDefinition{.site = IdOf<SiteId>(kSite),
                             .file = Text(kFile),
                             .line = Integer(kLine),
                             .function = Text(kFunction),
                             .label = Text(kLabel)};
      break;
    case EventKind::kFrame:
      *body = FrameDefinition{.frame = IdOf<FrameId>(kFrame),
                              .function = Text(kFunction),
                              .file = Text(kFile),
                              .line = OptionalInteger(kLine),
                              .module = Text(kModule),
                              .pc = Address(kPc)};
      break;
    case EventKind::kStack:
      *body = StackDefinition{.stack = IdOf<StackId>(kStack),
                              .frame = IdOf<FrameId>(kFrame),
                              .parent = IdOf<StackId>(kParent)};
      break;
    default:
      *body = ThreadDefinition{.thread = IdOf<ThreadId>(kThread),
                               .name = Text(kName),
                               .os_tid = OptionalInteger(kOsTid)};
      break;
  }
}

void EventFields::BuildBuffer(EventKind kind, EventBody* body) const {
  switch (kind) {
    case EventKind::kAlloc:
      *body = Alloc{.buffer = Buffer(),
                    .bytes = Integer(kBytes),
                    .usable = OptionalInteger(kUsable),
                    .align = OptionalInteger(kAlign),
                    .kind = Text(kKind),
                    .zeroed = Bool(kZeroed),
                    .op = Text(kOp),
                    .label = Text(kLabel),
                    .dtype = Text(kDtype),
                    .shape = Shape(),
                    .strides = Strides(),
                    .view = IdOf<ViewId>(kView)};
      break;
    case EventKind::kResize:
      *body = Resize{.buffer = Buffer(), .bytes = Integer(kBytes), .new_addr = Address(kNewAddr)};
      break;
    case EventKind::kView:
      *body = View{.view = IdOf<ViewId>(kView),
                   .buf = IdOf<BufferId>(kBuf),
                   .parent = IdOf<ViewId>(kParent),
                   .offset = OptionalInteger(kOffset),
                   .shape = Shape(),
                   .strides = Strides(),
                   .dtype = Text(kDtype),
                   .op = Text(kOp),
                   .writable = Bool(kWritable)};
      break;
    case EventKind::kDrop:
      *body = Drop{.view = IdOf<ViewId>(kView)};
      break;
    case EventKind::kCopy:
      *body = Copy{.bytes = Integer(kBytes),
                   .src_buf = IdOf<BufferId>(kSrcBuf),
                   .dst_buf = IdOf<BufferId>(kDstBuf),
                   .src = IdOf<ViewId>(kSrc),
                   .dst = IdOf<ViewId>(kDst),
                   .reason = Text(kReason),
                   .op = Text(kOp)};
      break;
    case EventKind::kWrite:
      *body = Write{.buf = IdOf<BufferId>(kBuf), .view = IdOf<ViewId>(kView)};
      break;
    case EventKind::kRead:
      *body = Read{.buf = IdOf<BufferId>(kBuf), .view = IdOf<ViewId>(kView)};
      break;
    case EventKind::kOp:
      *body = Op{.name = Text(kName),
                 .in = Has(kIn) ? absl::MakeConstSpan(ids_) : absl::Span<const ViewId>(),
                 .has_in = Has(kIn),
                 .out = IdOf<ViewId>(kOut),
                 .reused = Bool(kReused),
                 .index = Text(kIndex)};
      break;
    default:
      *body = Free{.buffer = Buffer(),
                   .last_read = OptionalInteger(kLastRead),
                   .last_write = OptionalInteger(kLastWrite)};
      break;
  }
}

void EventFields::BuildRest(EventKind kind, EventBody* body) const {
  switch (kind) {
    case EventKind::kScopeBegin:
      *body = ScopeBegin{.name = Text(kName)};
      break;
    case EventKind::kScopeEnd:
      *body = ScopeEnd{.name = Text(kName)};
      break;
    case EventKind::kMark:
      *body = Mark{.name = Text(kName)};
      break;
    case EventKind::kOom:
      *body = OutOfMemory{.bytes = Integer(kBytes)};
      break;
    case EventKind::kLost:
      *body = Lost{.count = Integer(kCount), .bytes = OptionalInteger(kBytes)};
      break;
    default:
      *body = End{.events = OptionalInteger(kEvents),
                  .live_buffers = OptionalInteger(kLiveBuffers),
                  .live_bytes = OptionalInteger(kLiveBytes)};
      break;
  }
}

}  // namespace tidemark::trace
