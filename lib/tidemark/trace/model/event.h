// One event of a trace, as a struct per kind: the model that both encodings share. What the fields
// mean is said in EVENTS.md; that they are fields, in event_schema.h.
//
// Produced by readers (and by the recorder, for writers); consumed by writers and by the analysis.
//
// Ownership: text and dimensions are borrowed. Those of an event that a reader returned are valid
//   until the next call on that reader; whoever keeps them copies them.
// Units: times are nanoseconds since the start of the trace; sizes, strides and offsets are bytes.
// Absence: an id of 0, an empty text and an empty optional mean that the key was absent.
#ifndef TIDEMARK_TRACE_MODEL_EVENT_H_
#define TIDEMARK_TRACE_MODEL_EVENT_H_

#include <cstdint>
#include <optional>
#include <variant>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/base/ids.h"

namespace tidemark::trace {

// The only version of the event model so far.
inline constexpr int64_t kTraceVersion = 1;

using Dimensions = absl::Span<const int64_t>;

// ---- Definitions: each stands before its first use. ----

// "trace": the head of a trace.
struct TraceHead {
  int64_t version = kTraceVersion;
  absl::string_view run = {};  // distinguishes runs of one program
  std::optional<int64_t> pid = {};
  std::optional<int64_t> ppid = {};
  absl::string_view program = {};
  std::optional<absl::Span<const absl::string_view>> args = {};
  absl::string_view host = {};
  std::optional<int64_t> start_unix_ns = {};
  absl::string_view tidemark = {};      // version of the library that recorded
  absl::string_view capture_json = {};  // the text of the "capture" object, one line, or empty
};

struct SiteDefinition {
  SiteId site = {};
  absl::string_view file = {};
  int64_t line = 0;
  absl::string_view function = {};
  absl::string_view label = {};
};

struct FrameDefinition {
  FrameId frame = {};
  absl::string_view function = {};
  absl::string_view file = {};
  std::optional<int64_t> line = {};
  absl::string_view module = {};
  std::optional<uint64_t> pc = {};  // an address as the module's own symbols count
  absl::string_view build_id = {};  // of the module, in hexadecimal
};

// A leaf frame plus the stack of its caller.
struct StackDefinition {
  StackId stack = {};
  FrameId frame = {};
  StackId parent = {};
};

struct ThreadDefinition {
  ThreadId thread = {};
  absl::string_view name = {};
  std::optional<int64_t> os_tid = {};
};

// ---- Events. ----

// A buffer is named by its id or, where the recorder has none (malloc), by its address until freed.
struct BufferName {
  BufferId buf = {};
  std::optional<uint64_t> addr = {};
};

struct Alloc {
  BufferName buffer = {};
  int64_t bytes = 0;                   // as requested
  std::optional<int64_t> usable = {};  // as granted
  std::optional<int64_t> align = {};
  absl::string_view kind = {};  // array heap pmr std mmap external numpy pool device
  std::optional<bool> zeroed = {};
  absl::string_view op = {};
  absl::string_view label = {};
  absl::string_view dtype = {};  // b1 i1 i2 i4 i8 u1 u2 u4 u8 f4 f8 c8 c16
  std::optional<Dimensions> shape = {};
  std::optional<Dimensions> strides = {};
  ViewId view = {};              // the owning handle
  absl::string_view space = {};  // the memory: "cuda:0"; absent: the host's
};

struct Resize {
  BufferName buffer = {};
  int64_t bytes = 0;
  std::optional<uint64_t> new_addr = {};
};

struct View {
  ViewId view = {};
  BufferId buf = {};
  ViewId parent = {};
  std::optional<int64_t> offset = {};
  std::optional<Dimensions> shape = {};
  std::optional<Dimensions> strides = {};
  absl::string_view dtype = {};
  absl::string_view op = {};
  std::optional<bool> writable = {};
};

struct Drop {
  ViewId view = {};
};

// Either both buffers or both views are named.
struct Copy {
  int64_t bytes = 0;
  BufferId src_buf = {};
  BufferId dst_buf = {};
  ViewId src = {};
  ViewId dst = {};
  // requested dtype layout overlap gather broadcast concat assign realloc
  absl::string_view reason = {};
  absl::string_view op = {};
};

struct Write {
  BufferId buf = {};
  ViewId view = {};
  std::optional<bool> escaped = {};  // a raw pointer was handed out: later accesses may be missing
};

struct Read {
  BufferId buf = {};
  ViewId view = {};
  std::optional<bool> escaped = {};  // as of a write
};

struct Op {
  absl::string_view name = {};
  std::optional<absl::Span<const ViewId>> in = {};
  ViewId out = {};
  std::optional<bool> reused = {};
  // A gather's index: "progression" (arithmetic), "run" (contiguous) or "irregular".
  absl::string_view index = {};
};

struct Free {
  BufferName buffer = {};
  std::optional<int64_t> last_read = {};   // time
  std::optional<int64_t> last_write = {};  // time
  absl::string_view type = {};             // of an interpreter's object that it held
};

struct ScopeBegin {
  absl::string_view name = {};
};

struct ScopeEnd {
  absl::string_view name = {};
};

struct Mark {
  absl::string_view name = {};
};

struct OutOfMemory {
  int64_t bytes = 0;
};

struct Lost {
  int64_t count = 0;
  std::optional<int64_t> bytes = {};
};

// The trace was closed in order.
struct End {
  std::optional<int64_t> events = {};
  std::optional<int64_t> live_buffers = {};
  std::optional<int64_t> live_bytes = {};
};

// All elements of a buffer were scanned now.
struct Values {
  BufferId buf = {};
  ViewId view = {};
  absl::string_view fits = {};      // the narrowest dtype that holds each element exactly
  std::optional<int64_t> min = {};  // where the elements are integers within int64
  std::optional<int64_t> max = {};
};

// In a child of fork: a buffer that was live when the process began.
struct Inherit {
  BufferName buffer = {};
  int64_t bytes = 0;
  absl::string_view kind = {};  // as of an alloc
};

// A sample of the process's memory as the operating system accounts for it, in bytes.
struct MemorySample {
  int64_t resident = 0;
  std::optional<int64_t> file = {};  // resident and backed by files
  std::optional<int64_t> swap = {};
  std::optional<int64_t> kernel = {};  // page tables and the like
};

// What a live buffer holds, where that is known only after it began.
struct Object {
  BufferName buffer = {};
  absl::string_view type = {};  // as a Free's
};

// Every kind has a row in event_schema.h.
using EventBody =
    std::variant<TraceHead, SiteDefinition, FrameDefinition, StackDefinition, ThreadDefinition,
                 Alloc, Resize, View, Drop, Copy, Write, Read, Op, Free, ScopeBegin, ScopeEnd, Mark,
                 OutOfMemory, Lost, End, Values, Inherit, MemorySample, Object>;

struct Event {
  std::optional<int64_t> t = {};
  ThreadId thread = {};
  SiteId site = {};
  StackId stack = {};
  EventBody body = {};
};

// True for the kinds that name things for later events: trace, site, frame, stack and thread. They
// carry none of Event's t, thread, site and stack.
bool IsDefinition(const EventBody& body);

// True for the kinds that End::events counts: neither definitions nor end itself.
bool IsCounted(const EventBody& body);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_MODEL_EVENT_H_
