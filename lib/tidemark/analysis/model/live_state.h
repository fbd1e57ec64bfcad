// The buffers and views that are live at this point of the trace, under their names, and what is known
// of each.
//
// Kept by FirstPass from alloc, resize, view, drop and free; consulted by the observers, which keep
// state of their own with an array in slots (slots.h).
//
// A view here is any handle of a buffer: the owning one, which alloc begins, and those that view
// events begin.
//
// A buffer has an id, or an address, or both; an address means the buffer only while it lives.
// An alloc at an address that a buffer without an id still holds is inside of it, where the one may
// have been cut out of the other (block_kind.h), and the address means the inner one while that lives.
// Else FirstPass ends that buffer first: the program got the memory again, so its free was missed. A
// buffer that has an id only loses the address. An alloc with an id that is still live is not taken.
//
// Memory: O(live buffers + live views), and the intervals of IdSet. A block of the heap that only its
//   address names takes 40 bytes and a place in the AddressBook; whatever else is known of a buffer
//   is in an ArrayState.
// Ownership: pointers to a buffer are valid until it ends, to a view until it ends.
// Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_MODEL_LIVE_STATE_H_
#define TIDEMARK_ANALYSIS_MODEL_LIVE_STATE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "tidemark/analysis/model/address_book.h"
#include "tidemark/analysis/model/block_kind.h"
#include "tidemark/analysis/model/id_set.h"
#include "tidemark/analysis/model/id_window.h"
#include "tidemark/analysis/model/layout.h"
#include "tidemark/analysis/model/lives.h"
#include "tidemark/analysis/model/moment.h"
#include "tidemark/analysis/model/prefetch.h"
#include "tidemark/analysis/model/slab.h"
#include "tidemark/analysis/model/slots.h"
#include "tidemark/analysis/model/slotted_slab.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/word_book.h"
#include "tidemark/base/ids.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::analysis {

// A buffer that may have ended.
struct BufferRef {
  int64_t serial = 0;
  SlabHandle handle = 0;
};

// What is known of a buffer that is more than a block of the heap with an address: of all that have
// an id or a view, that are arrays', of another kind than "heap", or samples.
struct ArrayState : SlotOwner {
  bool owner_lives : 1 = false;  // the owning view, where it has a name
  bool is_array : 1 = false;     // it is, or was accessed as one
  bool accessed : 1 = false;
  bool accessed_again : 1 = false;  // more than once
  bool read : 1 = false;
  // A raw pointer was handed out, or the memory is somebody else's: not every access may be in the
  // log.
  bool escaped : 1 = false;
  bool zeroed : 1 = false;  // it came zeroed
  bool copied_into : 1 = false;
  // The latest access was a copy into it that picked elements, or wrote some out again and again: an
  // op event behind it may tell of the same.
  bool rearranged : 1 = false;
  uint8_t alignment = 0;            // 1 + its binary logarithm; 0: unknown
  uint8_t kind = 0;                 // LiveState::words(); 0: unknown
  uint8_t space = 0;                // the same; 0: the host's
  SlabHandle first_view = 0;        // of a list in no order
  int32_t views = 0;                // how many
  int32_t covering = 0;             // how many of these cover the buffer
  int32_t keepers = 0;              // who may ask for its life when it has ended
  int32_t row = 0;                  // in the usage ledger
  BufferId id;                      // 0: only its address names it
  std::optional<uint64_t> address;  // where an id names it
  Weight weight = kOneWhole;
  Layout layout;  // of the owning view
  ViewId owner;   // 0: the owning view has no name, and ends with the buffer
  int64_t begin_event = 0;
  int64_t last_access_event = 0;  // the latest in the log
  int64_t last_access_t = 0;      // the largest time of any in the log
};
static_assert(sizeof(ArrayState) == 112);

struct LiveBuffer {
  static constexpr int64_t kMostSerial = (int64_t{1} << 47) - 1;

  int64_t bytes = 0;
  int64_t begin_t = 0;
  int64_t serial : 48 = 0;    // the first alloc of the trace is 1, the next 2, and so on
  bool external : 1 = false;  // not counted as allocated here
  // The memory is not the arrays' own but adopted, mapped or inherited: somebody else may write it,
  // and nobody knows how long it is there.
  bool foreign : 1 = false;
  bool observed : 1 = false;  // an array's: its accesses are in the log
  bool sampled : 1 = false;   // others like it are not in the trace
  BlockKind kind : 3 = BlockKind::kUnknown;
  SiteIndex site = kUnknownSite;  // where it began
  SlabHandle handle = 0;          // its own
  ArrayState* state = nullptr;    // null: it is a block of the heap that only its address names

  int64_t named() const { return state == nullptr ? 0 : state->id.value(); }
  Weight weight() const { return state == nullptr ? kOneWhole : state->weight; }
  // Null unless it is used as an array (LiveState::Array).
  ArrayState* array() const { return state != nullptr && state->is_array ? state : nullptr; }
};
static_assert(sizeof(LiveBuffer) == 40);

struct LiveView {
  int64_t id = 0;
  SlabHandle buffer = 0;
  SlabHandle next = 0;  // in the list of its buffer
  SlabHandle previous = 0;
  bool owner = false;
  bool covers = false;  // addresses every byte of its buffer, or it is unknown whether it does
  bool writable = true;
  Layout layout;  // where an event gave no dtype, that of the buffer
  SiteIndex site = kUnknownSite;
};

// Calls `visit` with each of many buffers; they and their states are fetched from memory ahead.
template <class Visit>
void ForEachBuffer(const std::vector<LiveBuffer*>& buffers, Visit visit) {
  constexpr size_t kAhead = 16;
  for (size_t i = 0; i < buffers.size(); ++i) {
    if (i + 2 * kAhead < buffers.size()) __builtin_prefetch(buffers[i + 2 * kAhead]);
    if (i + kAhead < buffers.size()) {
      const ArrayState* const state = buffers[i + kAhead]->state;
      if (state != nullptr) PrefetchRecord(state, sizeof(SlabHandle));
    }
    visit(*buffers[i]);
  }
}

enum class Presence { kUnknown, kEnded, kLive };

// Whether a view with that layout addresses every byte of the buffer; true where it is unknown.
bool CoversAll(const Layout& layout, const LiveBuffer& buffer);

class LiveState {
 public:
  LiveState();
  LiveState(const LiveState&) = delete;
  LiveState& operator=(const LiveState&) = delete;
  ~LiveState();

  LayoutBook& layouts() { return layouts_; }
  // Kinds and spaces have their numbers here.
  WordBook& words() { return words_; }
  // Of kind "numpy": C code may use such an array unseen.
  bool IsNumpy(const ArrayState& array) const { return array.kind == numpy_; }
  // Slots of ArrayState.
  SlotLayout& array_slots() { return array_slots_; }

  // ---- Blocks of the heap that only an address names. ----

  // The address's place; with the buffer there, if there is one.
  AddressBook::Place& PlaceOf(uint64_t address) { return addresses_.PlaceOf(address); }
  LiveBuffer* At(const AddressBook::Place& place) {
    return place.buffer() == 0 ? nullptr : &buffers_[place.buffer()];
  }
  // A buffer begins where none is.
  LiveBuffer& BeginAt(AddressBook::Place* place) {
    const SlabHandle handle = buffers_.New();
    addresses_.Settle(place, handle);
    LiveBuffer& buffer = buffers_[handle];
    buffer.handle = handle;
    buffer.serial = ++last_serial_ & LiveBuffer::kMostSerial;
    return buffer;
  }
  AddressBook::Place* FindPlace(uint64_t address) { return addresses_.Find(address); }
  // The buffer there, which has no ArrayState, ends.
  void EndAt(AddressBook::Place* place) {
    buffers_.Free(place->buffer());
    addresses_.Free(place);
  }
  // To be prefetched: what is looked up first of an address, and second.
  const void* PlaceNear(uint64_t address) const { return addresses_.HomeAt(address); }
  const void* BufferNear(uint64_t address) const {
    const SlabHandle handle = addresses_.Guess(address);
    return handle == 0 ? nullptr : &buffers_[handle];
  }

  // ---- To be prefetched, in this order, for an event that names a view or buffer. 0: nothing. ----

  const void* EntryNear(ViewId id) const { return by_view_id_.EntryNear(id.value()); }
  const void* EntryNear(BufferId id) const { return by_id_.EntryNear(id.value()); }
  SlabHandle PrefetchView(ViewId id) const {
    const SlabHandle handle = by_view_id_.Find(id.value());
    if (handle != 0) PrefetchRecord(&views_[handle]);
    return handle;
  }
  SlabHandle PrefetchBuffer(BufferId id) const {
    const SlabHandle handle = by_id_.Find(id.value());
    if (handle != 0) PrefetchRecord(&buffers_[handle]);
    return handle;
  }
  // The view and the buffer may have ended meanwhile.
  SlabHandle PrefetchBufferOf(SlabHandle view) const {
    const SlabHandle handle = views_[view].buffer;
    if (handle != 0) PrefetchRecord(&buffers_[handle]);
    return handle;
  }
  const ArrayState* PrefetchStateOf(SlabHandle buffer) const {
    const ArrayState* const state = buffers_[buffer].state;
    if (state != nullptr) PrefetchRecord(state, array_slots_.bytes());
    return state;
  }
  // What rules keep with the array. Of one that has ended they may have ended, too.
  void PrefetchSlots(const ArrayState& state) const { array_slots_.Prefetch(SlotsOf(&state)); }

  // ---- All buffers. ----

  size_t size() const { return buffers_.size(); }

  // What has to be done before a buffer of that name begins.
  struct Claim {
    bool taken = false;        // it begins
    bool duplicate = false;    // the id is taken, or was before
    bool has_address = false;  // it gets the address
    bool inside = false;       // of the buffer that has it
  };
  // `inside`: should a buffer be at the address, then around the new one.
  Claim ClaimName(const trace::BufferName& name, bool inside);
  LiveBuffer& Begin(const trace::BufferName& name, const Claim& claim, int64_t event);

  struct Found {
    LiveBuffer* buffer = nullptr;  // where live
    Presence presence = Presence::kUnknown;
  };
  Found Find(const trace::BufferName& name);
  Found Find(BufferId id) { return Find(trace::BufferName{.buf = id, .addr = {}}); }
  // Null where it has ended.
  LiveBuffer* Find(BufferRef ref) {
    if (ref.handle == 0) return nullptr;
    LiveBuffer& buffer = buffers_[ref.handle];
    return buffer.serial == ref.serial ? &buffer : nullptr;
  }
  LiveBuffer* BufferOf(const LiveView& view) { return &buffers_[view.buffer]; }
  static BufferRef RefTo(const LiveBuffer& buffer) {
    return {.serial = buffer.serial, .handle = buffer.handle};
  }

  // The buffer of that name gets another address, perhaps that of one that it is inside of.
  void Move(LiveBuffer& buffer, const trace::BufferName& name, uint64_t address, bool inside,
            int64_t event);

  // What is kept of a buffer that is used as an array, from the first time that it is.
  ArrayState& Array(LiveBuffer& buffer) {
    buffer.state->is_array = true;
    return *buffer.state;
  }
  // The buffer, which began at `event`, is more than a block of the heap.
  ArrayState& Track(LiveBuffer& buffer, int64_t event);
  // Ends the buffer, with all its views, at `event`. `address`: that of one that no id names, and that
  // still has it.
  void End(LiveBuffer& buffer, std::optional<uint64_t> address, int64_t event);

  // Those that are live, in the order of their serials.
  std::vector<LiveBuffer*> Buffers();

  // ---- Lives that a replay may ask for. ----

  // The buffer's life will be asked for. Each Keep is undone by a LetGo, which may come after its end.
  void Keep(BufferRef ref);
  void LetGo(BufferRef ref);
  // Of a tracked one that is not external.
  void NoteResize(const LiveBuffer& buffer, int64_t bytes_before, int64_t event);
  bool WasResized(int64_t serial) const;
  // The lives of those that are live or kept. `serials` rise; `live` are Buffers().
  std::vector<Life> LivesOf(const std::vector<int64_t>& serials,
                            const std::vector<LiveBuffer*>& live) const;
  // Appends the events at which the bytes of buffers with an ArrayState and of kept ones changed, and
  // those of last accesses.
  void AppendTurningPoints(std::vector<int64_t>* events) const;

  // ---- Views. ----

  // False when the id is in use or was used before; the view is not taken.
  const LiveView* BeginView(const LiveView& view);
  const LiveView* FindView(ViewId id) const {
    const SlabHandle handle = by_view_id_.Find(id.value());
    return handle == 0 ? nullptr : &views_[handle];
  }
  Presence ViewPresence(ViewId id) const;
  // The view must be live.
  void EndView(ViewId id);
  // Calls `visit` with each view of the array, in no order.
  template <class Visit>
  void ForEachView(const ArrayState& array, Visit visit) const {
    for (SlabHandle at = array.first_view; at != 0; at = views_[at].next) visit(views_[at]);
  }
  // Calls `visit` with the state of each buffer that has one, in no order.
  template <class Visit>
  void ForEachState(Visit visit) const {
    arrays_.ForEach(visit);
  }
  // The views of the array in the order of their ids; at most so many.
  std::vector<const LiveView*> FirstViews(const ArrayState& array, size_t most) const;

 private:
  // Headers of hash tables are costly to include.
  struct Kept;    // lives
  struct Around;  // buffers that others are inside of

  // Takes an address from its holder, which has an id.
  void Vacate(uint64_t address, AddressBook::Place* place);
  // The address no longer means the buffer.
  void Leave(uint64_t address, const LiveBuffer& buffer);
  Life LifeOf(const LiveBuffer& buffer) const;
  // `life` begins with the size that the buffer had before all of its resizes.
  void AddResizes(Life* life) const;

  LayoutBook layouts_;      // outlives arrays, views and what rules keep with them
  SlotLayout array_slots_;  // outlives the arrays
  WordBook words_;
  const uint8_t numpy_ = words_.NumberOf("numpy");
  Slab<LiveBuffer> buffers_;
  Slab<LiveView> views_;
  SlottedSlab<ArrayState> arrays_{&array_slots_};
  AddressBook addresses_;
  IdWindow by_id_;
  IdWindow by_view_id_;
  IdSet seen_ids_;
  IdSet seen_views_;
  int64_t last_serial_ = 0;
  std::unique_ptr<Kept> kept_;
  std::unique_ptr<Around> around_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_LIVE_STATE_H_
