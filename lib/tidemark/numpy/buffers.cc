#include "tidemark/numpy/buffers.h"

#include "tidemark/numpy/own_memory.h"

namespace tidemark::numpy {

constinit Buffers buffers;

uint32_t Buffers::FindAround(const char* data) {
  for (uint32_t i = 0; i < count_; ++i) {
    const Buffer& buffer = slots_[i];
    if (buffer.is_live && data >= buffer.data && data < buffer.data + buffer.bytes) return i;
  }
  return kNoBuffer;
}

void Buffers::Clear() {
  by_data_.Clear();
  by_owner_.Clear();
  free_ = kNoBuffer;
  for (uint32_t i = count_; i-- > 0;) GiveBack(i);
}

void Buffers::Grow() {
  const uint32_t before = count_;
  count_ = before == 0 ? 1024 : 2 * before;
  slots_ = static_cast<Buffer*>(OwnResized(slots_, count_ * sizeof(Buffer)));
  for (uint32_t i = count_; i-- > before;) {
    slots_[i].is_watched = false;
    GiveBack(i);
  }
}

}  // namespace tidemark::numpy
