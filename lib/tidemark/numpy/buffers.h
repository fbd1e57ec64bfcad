// What is known of the memory behind arrays: a slot for each buffer, found by its address or its owner.
//
// Filled and emptied by the ledger, which also tells the recorder; `pins` looks after some of them.
//
// Ownership: slots are this library's own memory, and are used again; no object is kept alive.
// Threading: with the GIL.
//
//   const uint32_t slot = buffers.Take();
//   buffers.Put(slot, {.told = told, .data = array->data, ...});
#ifndef TIDEMARK_NUMPY_BUFFERS_H_
#define TIDEMARK_NUMPY_BUFFERS_H_

#include <cstdint>

#include "tidemark/bridge/bridge.h"
#include "tidemark/numpy/pointer_table.h"
#include "tidemark/numpy/python_abi.h"

namespace tidemark::numpy {

inline constexpr uint32_t kNoBuffer = UINT32_MAX;

struct Handle {
  tm_view view;     // null: nothing is told of it
  uint32_t buffer;  // kNoBuffer: it has no memory
  uint32_t serial;  // of the moment at which it was met: later handles have higher ones
};

struct Buffer {
  tm_buffer told;  // the recorder's handle
  char* data;      // the lowest address
  int64_t bytes;
  const PyObject* owner = nullptr;  // of memory that is no array's; null: there is no such object
  uint32_t handles = 1;             // how many
  bool is_ours = false;             // an array owns it
  bool is_older = false;            // than the recording
  bool is_live = true;
  uint32_t next_free = kNoBuffer;
  const PyObject* array = nullptr;  // that owns it
  Handle handle = {};               // of that array
  int32_t views = 0;                // arrays whose base that array is
  bool is_watched = false;  // the slot is in the list of pins.cc, perhaps for the buffer before
  bool is_suspect = false;  // it was so when it was last looked at
  bool is_left = false;     // that moment has come: the handle was told as dropped
  bool by_library = false;  // an installed library made it
  bool is_counted = false;  // by arange
};

class Buffers {
 public:
  constexpr Buffers() = default;
  Buffers(const Buffers&) = delete;
  Buffers& operator=(const Buffers&) = delete;

  // A free slot, which is to be filled by Put. References to buffers are not valid any more.
  uint32_t Take() {
    if (free_ == kNoBuffer) Grow();
    const uint32_t taken = free_;
    free_ = slots_[taken].next_free;
    return taken;
  }
  Buffer& Put(uint32_t slot, const Buffer& buffer) {
    const bool is_watched = slots_[slot].is_watched;
    slots_[slot] = buffer;
    slots_[slot].is_watched = is_watched;
    if (buffer.is_ours) by_data_.Put(buffer.data, slot);
    if (buffer.owner != nullptr) by_owner_.Put(buffer.owner, slot);
    return slots_[slot];
  }
  void Remove(uint32_t slot) {
    const Buffer& buffer = slots_[slot];
    if (buffer.is_ours) by_data_.Erase(buffer.data);
    if (buffer.owner != nullptr) by_owner_.Erase(buffer.owner);
    GiveBack(slot);
  }
  // Of one that an array owns: its memory is elsewhere.
  void Move(uint32_t slot, void* data, int64_t bytes) {
    by_data_.Erase(slots_[slot].data);
    by_data_.Put(data, slot);
    slots_[slot].data = static_cast<char*>(data);
    slots_[slot].bytes = bytes;
  }

  Buffer& operator[](uint32_t slot) { return slots_[slot]; }

  // Among those that arrays own. kNoBuffer: there is none; so below.
  uint32_t FindAt(const void* data) { return SlotOr(by_data_.Find(data)); }
  // Among foreign ones.
  uint32_t FindOf(const PyObject* owner) { return SlotOr(by_owner_.Find(owner)); }
  // Any that the address lies in. Looks at all of them.
  uint32_t FindAround(const char* data);

  template <class Visit>
  void ForEachLive(const Visit& visit) {
    for (uint32_t i = 0; i < count_; ++i) {
      if (slots_[i].is_live) visit(slots_[i]);
    }
  }

  void Clear();

 private:
  static uint32_t SlotOr(const uint32_t* found) { return found == nullptr ? kNoBuffer : *found; }
  void GiveBack(uint32_t slot) {
    slots_[slot].is_live = false;
    slots_[slot].next_free = free_;
    free_ = slot;
  }
  void Grow();

  Buffer* slots_ = nullptr;
  uint32_t count_ = 0;
  uint32_t free_ = kNoBuffer;
  PointerTable<uint32_t> by_data_;
  PointerTable<uint32_t> by_owner_;
};

// Of the process.
extern constinit Buffers buffers;

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_BUFFERS_H_
