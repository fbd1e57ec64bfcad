// The buffers and handles that are live at this point of the trace, and what is known of each.
//
// Kept by FirstPass from alloc, resize, view, drop and free; consulted by the trackers of the
// rules, which keep their own per-buffer state in ArrayState.
//
// Memory: O(live buffers + live handles). A heap buffer that has no handle and takes part in no
//   copy has no ArrayState.
// Ownership: pointers are valid until the buffer or handle ends.
// Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_MODEL_LIVE_STATE_H_
#define TIDEMARK_ANALYSIS_MODEL_LIVE_STATE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "tidemark/analysis/model/buffer_names.h"
#include "tidemark/analysis/model/copy_links.h"
#include "tidemark/analysis/model/id_set.h"
#include "tidemark/analysis/model/layout.h"
#include "tidemark/analysis/model/pin_state.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::analysis {

// Where in the trace something happens.
struct Moment {
  int64_t event = 0;  // its position among all events, from 1
  int64_t t = 0;      // its time, or that of the last event that had one
  ThreadId thread;
  SiteIndex site = kUnknownSite;
};

struct ArrayState {
  Layout layout;  // of the owning handle
  ViewId owner;   // 0: the owning handle has no name, and ends with the buffer
  absl::btree_set<int64_t> handles;
  bool accessed = false;
  bool read = false;
  bool escaped = false;  // a raw pointer was handed out: not every access may be in the log
  int64_t last_access_event = 0;  // the latest in the log
  int64_t last_access_t = 0;      // the largest time of any in the log
  CopyLinks copies;
  PinState pin;
};

struct Buffer {
  int64_t serial = 0;  // see BufferNames
  int64_t bytes = 0;
  bool external = false;
  bool observed = false;  // an array's: its accesses are in the log
  bool sampled = false;   // others like it are not in the trace
  Weight weight = kOneWhole;
  BufferId id;
  Moment begin;
  std::unique_ptr<ArrayState> array_state;

  ArrayState& array() {
    if (array_state == nullptr) array_state = std::make_unique<ArrayState>();
    return *array_state;
  }
  int64_t named() const { return id.value(); }
};

struct Handle {
  int64_t id = 0;
  int64_t buffer = 0;  // serial
  bool owner = false;
  bool covers = false;  // addresses every byte of its buffer, or nobody can tell that it does not
  Layout layout;        // where an event gave no dtype, that of the buffer
  SiteIndex site = kUnknownSite;
};

class LiveState {
 public:
  BufferNames& names() { return names_; }

  Buffer& Begin(int64_t serial) {
    auto& buffer = buffers_[serial];
    buffer = std::make_unique<Buffer>();
    buffer->serial = serial;
    return *buffer;
  }
  Buffer* Find(int64_t serial) {
    auto it = buffers_.find(serial);
    return it == buffers_.end() ? nullptr : it->second.get();
  }
  // Ends the buffer with all its handles.
  void End(int64_t serial);

  // False when the id is in use or was used before; the handle is not taken.
  bool BeginHandle(Handle handle);
  const Handle* FindHandle(ViewId id) const {
    auto it = handles_.find(id.value());
    return it == handles_.end() ? nullptr : &it->second;
  }
  Presence HandlePresence(ViewId id) const;
  // The handle must be live.
  void EndHandle(ViewId id);

  // Serials of the live buffers, in order.
  std::vector<int64_t> Serials() const;
  size_t size() const { return buffers_.size(); }

 private:
  BufferNames names_;
  absl::flat_hash_map<int64_t, std::unique_ptr<Buffer>> buffers_;
  absl::flat_hash_map<int64_t, Handle> handles_;
  IdSet seen_handles_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_LIVE_STATE_H_
