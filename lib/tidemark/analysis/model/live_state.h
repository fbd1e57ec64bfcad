// The buffers and views that are live at this point of the trace, and what is known of each.
//
// Kept by FirstPass from alloc, resize, view, drop and free; consulted by the observers, which keep
// state of their own with an array in slots (slots.h).
//
// A view here is any handle of a buffer: the owning one, which alloc begins, and those that view
// events begin.
//
// Memory: O(live buffers + live views). A heap buffer that has no view and takes part in no copy
//   has no ArrayState.
// Ownership: pointers to a buffer are valid until it ends, to a view until the next one begins.
// Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_MODEL_LIVE_STATE_H_
#define TIDEMARK_ANALYSIS_MODEL_LIVE_STATE_H_

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

#include "tidemark/analysis/model/block_kind.h"
#include "tidemark/analysis/model/buffer_names.h"
#include "tidemark/analysis/model/id_set.h"
#include "tidemark/analysis/model/layout.h"
#include "tidemark/analysis/model/moment.h"
#include "tidemark/analysis/model/slots.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/base/ids.h"

namespace tidemark::analysis {

struct ArrayState : SlotOwner {
  Layout layout;  // of the owning view
  ViewId owner;   // 0: the owning view has no name, and ends with the buffer
  std::set<int64_t> views;
  bool accessed = false;
  bool accessed_again = false;  // more than once
  bool read = false;
  // A raw pointer was handed out, or the memory is somebody else's: not every access may be in the
  // log.
  bool escaped = false;
  int64_t last_access_event = 0;  // the latest in the log
  int64_t last_access_t = 0;      // the largest time of any in the log
};

struct LiveBuffer {
  int64_t serial = 0;  // see BufferNames
  int64_t bytes = 0;
  bool external = false;  // not counted as allocated here
  // The memory is not the arrays' own but adopted, mapped or inherited: somebody else may write it,
  // and nobody knows how long it is there.
  bool foreign = false;
  bool heap = false;
  bool observed = false;  // an array's: its accesses are in the log
  bool sampled = false;   // others like it are not in the trace
  BlockKind kind = BlockKind::kUnknown;
  Weight weight = kOneWhole;
  BufferId id;
  Moment begin;
  SlottedPtr<ArrayState> array_state;  // made by LiveState::Array

  int64_t named() const { return id.value(); }
};

struct LiveView {
  int64_t id = 0;
  int64_t buffer = 0;  // serial
  bool owner = false;
  bool covers = false;  // addresses every byte of its buffer, or it is unknown whether it does
  bool writable = true;
  Layout layout;  // where an event gave no dtype, that of the buffer
  SiteIndex site = kUnknownSite;
};

// Whether a view with that layout addresses every byte of the buffer; true where it is unknown.
bool CoversAll(const Layout& layout, const LiveBuffer& buffer);

class LiveState {
 public:
  LiveState();
  LiveState(const LiveState&) = delete;
  LiveState& operator=(const LiveState&) = delete;
  ~LiveState();

  BufferNames& names() { return names_; }
  // Slots of ArrayState.
  SlotLayout& array_slots() { return array_slots_; }

  LiveBuffer& Begin(int64_t serial);
  LiveBuffer* Find(int64_t serial) { return serial == last_serial_ ? last_ : LookUp(serial); }
  // What is kept of a buffer that is used as an array, from the first time that it is.
  ArrayState& Array(LiveBuffer& buffer) {
    if (buffer.array_state == nullptr) MakeArray(buffer);
    return *buffer.array_state;
  }
  // Ends the buffer with all its views.
  void End(int64_t serial);

  // False when the id is in use or was used before; the view is not taken.
  bool BeginView(LiveView view);
  const LiveView* FindView(ViewId id) const;
  Presence ViewPresence(ViewId id) const;
  // The view must be live.
  void EndView(ViewId id);

  // Serials of the live buffers, in order.
  std::vector<int64_t> Serials() const;

 private:
  struct Tables;  // of buffers and views; their headers are costly to include

  LiveBuffer* LookUp(int64_t serial);
  void MakeArray(LiveBuffer& buffer);

  SlotLayout array_slots_;  // outlives the buffers
  BufferNames names_;
  std::unique_ptr<Tables> tables_;
  IdSet seen_views_;
  // The last answer of Find: an event asks several times for one buffer.
  int64_t last_serial_ = 0;
  LiveBuffer* last_ = nullptr;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_LIVE_STATE_H_
