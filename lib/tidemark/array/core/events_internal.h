// The events of array operations, sent when an observer is attached.
//
// Called by the operations of the array library after they have done their work.
//
// A copy arms both buffers; an op is evidence of reads and writes by itself, so that it only moves
// the times of last access.
#ifndef TIDEMARK_ARRAY_CORE_EVENTS_INTERNAL_H_
#define TIDEMARK_ARRAY_CORE_EVENTS_INTERNAL_H_

#include <initializer_list>
#include <span>

#include "tidemark/array/core/buffer.h"

namespace tidemark::array_internal {

// Bytes written to `dst` that came from `src`.
void NoteCopy(const View& src, const View& dst, int64_t bytes, CopyReason reason, const char* op,
              const SourceLocation& site) noexcept;

inline void NoteRead(const View& view, const SourceLocation& site) noexcept {
  if (HooksActive()) view.buffer->access.NoteRead(view.buffer->EnsureId(), view.id, site);
}
inline void NoteWrite(const View& view, const SourceLocation& site) noexcept {
  if (HooksActive()) view.buffer->access.NoteWrite(view.buffer->EnsureId(), view.id, site);
}

// A raw pointer is handed out: later accesses to the elements are not tracked.
inline void NoteEscape(const View& view, SourceLocation site, bool for_writing) noexcept {
  view.buffer->escaped.store(true, std::memory_order_relaxed);
  if (HooksActive()) {
    view.buffer->access.NoteEscape(view.buffer->EnsureId(), view.id, site, for_writing);
  }
}

struct OpNote {
  const char* name = nullptr;
  std::span<const View* const> inputs = {};
  const View* output = nullptr;  // null: the result is no array
  bool reused = false;
  GatherIndex index = GatherIndex::kNone;
  const SourceLocation& site = kNoSite;
};
void SendOp(const OpNote& note) noexcept;
inline void NoteOp(const char* name, std::initializer_list<const View*> inputs, const View* output,
                   const SourceLocation& site, bool reused = false,
                   GatherIndex index = GatherIndex::kNone) noexcept {
  if (HooksActive()) {
    SendOp({.name = name,
            .inputs = {inputs.begin(), inputs.size()},
            .output = output,
            .reused = reused,
            .index = index,
            .site = site});
  }
}

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_CORE_EVENTS_INTERNAL_H_
