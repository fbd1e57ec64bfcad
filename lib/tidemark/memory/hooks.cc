#include "tidemark/memory/hooks.h"

namespace tidemark {
namespace {

constexpr int64_t kUnwatchedBit = int64_t{1} << 62;

std::atomic<int64_t> next_buffer{1};
std::atomic<int64_t> next_view{1};
std::atomic<int64_t> next_unwatched{kUnwatchedBit};

}  // namespace

BufferId NewBufferId() noexcept { return NewBufferIds(1); }
ViewId NewViewId() noexcept { return NewViewIds(1); }

BufferId NewBufferIds(int64_t count) noexcept {
  return BufferId(next_buffer.fetch_add(count, std::memory_order_relaxed));
}

ViewId NewViewIds(int64_t count) noexcept {
  return ViewId(next_view.fetch_add(count, std::memory_order_relaxed));
}

BufferId NewUnwatchedBufferId() noexcept {
  return BufferId(next_unwatched.fetch_add(1, std::memory_order_relaxed));
}

bool IsUnwatched(BufferId id) noexcept { return (id.value() & kUnwatchedBit) != 0; }

const char* BufferKindName(BufferKind kind) noexcept {
  switch (kind) {
    case BufferKind::kArray:
      return "array";
    case BufferKind::kHeap:
      return "heap";
    case BufferKind::kPmr:
      return "pmr";
    case BufferKind::kStd:
      return "std";
    case BufferKind::kMmap:
      return "mmap";
    case BufferKind::kExternal:
      return "external";
  }
  return "";
}

const char* CopyReasonName(CopyReason reason) noexcept {
  switch (reason) {
    case CopyReason::kRequested:
      return "requested";
    case CopyReason::kDtype:
      return "dtype";
    case CopyReason::kLayout:
      return "layout";
    case CopyReason::kOverlap:
      return "overlap";
    case CopyReason::kGather:
      return "gather";
    case CopyReason::kBroadcast:
      return "broadcast";
    case CopyReason::kConcat:
      return "concat";
    case CopyReason::kAssign:
      return "assign";
    case CopyReason::kRealloc:
      return "realloc";
  }
  return "";
}

const char* GatherIndexName(GatherIndex index) noexcept {
  switch (index) {
    case GatherIndex::kNone:
      return "";
    case GatherIndex::kProgression:
      return "progression";
    case GatherIndex::kRun:
      return "run";
    case GatherIndex::kIrregular:
      return "irregular";
  }
  return "";
}

}  // namespace tidemark
