// The memory events: one struct per kind, passed to every observer.
//
// Produced by the array library, the tracking allocators and Scope; consumed by MemoryObserver.
// Fields are only added at the end of a struct; signatures do not change.
//
// Ownership: everything is borrowed for the duration of the call. `const char*` names and labels
//   must be literals or otherwise outlive every observer, except where noted.
// Units: bytes. Times are MonotonicNanos() (tidemark/base/clock.h).
// Absence: an id of 0, a null pointer and a time of 0 mean "none" or "unknown".
#ifndef TIDEMARK_MEMORY_EVENT_INFO_H_
#define TIDEMARK_MEMORY_EVENT_INFO_H_

#include <cstdint>
#include <span>

#include "tidemark/base/ids.h"
#include "tidemark/base/source_location.h"

namespace tidemark {

// Where a buffer's memory comes from.
enum class BufferKind : uint8_t { kArray, kHeap, kPmr, kStd, kMmap, kExternal };

// Why bytes were copied.
enum class CopyReason : uint8_t {
  kRequested,  // the program asked for a copy
  kDtype,      // another dtype was asked for
  kLayout,     // contiguity or another order was needed
  kOverlap,    // source and destination alias, so a temporary was needed
  kGather,     // an index array or a mask selected elements
  kBroadcast,  // a repeated element was written out
  kConcat,     // arrays were joined
  kAssign,     // assignment into existing memory
  kRealloc,    // a growing buffer moved
};

// What is known of the index of a gather.
enum class GatherIndex : uint8_t { kNone, kProgression, kRun, kIrregular };

// Their names in a trace: "array", "requested", "progression". Never null; kNone gives "".
const char* BufferKindName(BufferKind kind) noexcept;
const char* CopyReasonName(CopyReason reason) noexcept;
const char* GatherIndexName(GatherIndex index) noexcept;

// The layout of elements in a buffer. dtype is NumPy's short code ("f8"), null when unknown; shape
// is in elements, strides are in bytes and may be negative.
struct ArrayLayout {
  const char* dtype = nullptr;
  std::span<const int64_t> shape = {};
  std::span<const int64_t> strides = {};
};

// A buffer was allocated. Sent after the memory was obtained.
struct AllocInfo {
  BufferId buffer = {};           // 0 where the allocator has no ids: `address` names the buffer
  const void* address = nullptr;  // first byte
  int64_t bytes = 0;              // as requested
  int64_t usable = 0;             // as granted, 0 when unknown
  int64_t alignment = 0;
  BufferKind kind = BufferKind::kArray;
  bool zeroed = false;
  const char* op = nullptr;     // the function that made it: "zeros", "copy", "add"
  const char* label = nullptr;  // the user's name for it
  ArrayLayout layout = {};
  ViewId view = {};  // the handle that owns it
  SourceLocation site = {};
};

// A buffer was resized, and perhaps moved.
struct ResizeInfo {
  BufferId buffer = {};
  const void* address = nullptr;
  const void* new_address = nullptr;
  int64_t old_bytes = 0;
  int64_t bytes = 0;
  SourceLocation site = {};
};

// A view of a buffer was created.
struct ViewInfo {
  ViewId view = {};
  BufferId buffer = {};
  ViewId parent = {};  // the handle that it was made from
  int64_t offset = 0;  // of its first element, from the buffer's lowest address
  ArrayLayout layout = {};
  const char* op = nullptr;
  bool writable = true;
  SourceLocation site = {};
};

// A handle was destroyed while its buffer lives on. Sent before it releases the buffer.
struct DropInfo {
  ViewId view = {};
  BufferId buffer = {};
};

// Bytes were copied from buffer to buffer. Sent after the copy.
struct CopyInfo {
  BufferId src_buffer = {};
  BufferId dst_buffer = {};
  ViewId src = {};
  ViewId dst = {};
  int64_t bytes = 0;  // written to the destination
  CopyReason reason = CopyReason::kRequested;
  const char* op = nullptr;
  int64_t src_buffer_bytes = 0;
  int64_t dst_buffer_bytes = 0;
  SourceLocation site = {};
};

// The first access to a buffer since arming (its creation or last copy), or the first time that a
// raw pointer to it escaped, whatever was accessed before.
struct AccessInfo {
  BufferId buffer = {};
  ViewId view = {};
  SourceLocation site = {};
  bool escaped = false;  // a raw pointer escaped: later accesses may go unseen
};

struct OpOperand {
  ViewId view = {};
  BufferId buffer = {};
};

// An array operation was executed.
struct OpInfo {
  const char* name = nullptr;
  std::span<const OpOperand> inputs = {};
  OpOperand output = {};
  bool reused = false;  // the output stole the buffer of an input
  GatherIndex index = GatherIndex::kNone;
  SourceLocation site = {};
};

// A buffer is freed. Sent before the memory is released.
struct FreeInfo {
  BufferId buffer = {};
  const void* address = nullptr;
  int64_t bytes = 0;
  int64_t last_read = 0;   // MonotonicNanos, 0 when unknown
  int64_t last_write = 0;  // MonotonicNanos, 0 when unknown
  BufferKind kind = BufferKind::kArray;
};

// A named scope begins or ends on this thread. `name` is borrowed for the call only.
struct ScopeInfo {
  const char* name = nullptr;
  SourceLocation site = {};
};

// A named point in time. `name` is borrowed for the call only.
struct MarkInfo {
  const char* name = nullptr;
  SourceLocation site = {};
};

// An allocation failed.
struct OomInfo {
  int64_t bytes = 0;
  SourceLocation site = {};
};

}  // namespace tidemark

#endif  // TIDEMARK_MEMORY_EVENT_INFO_H_
