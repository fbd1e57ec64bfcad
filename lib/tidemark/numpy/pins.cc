#include "tidemark/numpy/pins.h"

#include <vector>

#include "tidemark/numpy/numpy_abi.h"

namespace tidemark::numpy {
namespace {

// Slots of buffers that are watched, each once; some hold another buffer by now, or none.
std::vector<uint32_t> watched;

void LookAfter(uint32_t slot) {
  Buffer& buffer = buffers[slot];
  if (!buffer.is_live || buffer.is_left || buffer.views == 0) return;
  const bool was_suspect = buffer.is_suspect;
  buffer.is_suspect = buffer.array->ob_refcnt == buffer.views;
  if (!was_suspect || !buffer.is_suspect) return;  // a view that is only passed on ends at once
  buffer.is_left = true;
  tm_view_end(buffer.handle.view);
  buffer.handle.view = tm_buffer_owner(buffer.told);
}

}  // namespace

void LookAfterWatched() {
  size_t kept = 0;
  for (const uint32_t slot : watched) {
    Buffer& buffer = buffers[slot];
    if (!buffer.is_live || buffer.views == 0 || buffer.is_left) {
      buffer.is_watched = false;
      continue;
    }
    LookAfter(slot);
    watched[kept++] = slot;
  }
  watched.resize(kept);
}

void Watch(uint32_t slot) {
  Buffer& buffer = buffers[slot];
  ++buffer.views;
  if (buffer.bytes < kWatchedBytes || buffer.is_watched) return;
  buffer.is_watched = true;
  watched.push_back(slot);
}

void Reclaim(Buffer* buffer) {
  const Array* const array = AsArray(buffer->array);
  const tm_layout layout = LayoutOf(array);
  const tm_view_info info = {.parent = tm_buffer_owner(buffer->told),
                             .offset = 0,
                             .layout = &layout,
                             .op = "base",
                             .read_only = (array->flags & kWriteable) == 0,
                             .site = 0};
  buffer->is_left = false;
  buffer->handle.view = tm_view_begin(&info);
}

void ForgetWatched() {
  for (const uint32_t slot : watched) buffers[slot].is_watched = false;
  watched.clear();
}

}  // namespace tidemark::numpy
