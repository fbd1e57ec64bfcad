#include "tidemark/trace/model/event_run.h"

#include <optional>
#include <variant>

namespace tidemark::trace {
namespace {

constexpr absl::string_view kHeap = "heap";

bool IsNamedByAddress(const BufferName& name) { return !name.buf && name.addr.has_value(); }

bool IsOfHeap(const Alloc& alloc) {
  const bool has_more = alloc.usable.has_value() || alloc.align.has_value() ||
                        alloc.zeroed.has_value() || !alloc.op.empty() || !alloc.label.empty() ||
                        !alloc.dtype.empty() || alloc.shape.has_value() ||
                        alloc.strides.has_value() || alloc.view || !alloc.space.empty();
  return alloc.kind == kHeap && IsNamedByAddress(alloc.buffer) && !has_more;
}

}  // namespace

bool ToHeapRecord(const Event& event, EventRecord* record) {
  if (!event.t.has_value() || event.site) return false;
  if (const auto* const free = std::get_if<Free>(&event.body)) {
    if (!IsNamedByAddress(free->buffer) || free->last_read.has_value() ||
        free->last_write.has_value() || !free->type.empty() || event.stack) {
      return false;
    }
    *record = {.t = *event.t, .address = *free->buffer.addr, .thread = event.thread};
    return true;
  }
  const auto* const alloc = std::get_if<Alloc>(&event.body);
  if (alloc == nullptr || !IsOfHeap(*alloc)) return false;
  *record = {.t = *event.t,
             .address = *alloc->buffer.addr,
             .bytes = alloc->bytes,
             .stack = event.stack,
             .thread = event.thread,
             .is_alloc = true};
  return true;
}

Event HeapEventOf(const EventRecord& record) {
  if (!record.is_alloc) {
    return {
        .t = record.t, .thread = record.thread, .body = Free{.buffer = {.addr = record.address}}};
  }
  return {.t = record.t,
          .thread = record.thread,
          .stack = record.stack,
          .body = Alloc{.buffer = {.addr = record.address}, .bytes = record.bytes, .kind = kHeap}};
}

}  // namespace tidemark::trace
