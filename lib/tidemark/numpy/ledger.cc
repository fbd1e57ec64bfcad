#include "tidemark/numpy/ledger.h"

#include <atomic>
#include <mutex>
#include <vector>

#include "tidemark/numpy/own_memory.h"
#include "tidemark/numpy/pointer_table.h"

namespace tidemark::numpy {
namespace {

struct Waiting {
  PyObject* object = nullptr;
  tm_site site = 0;
  const char* op = nullptr;
  bool by_library = false;
};

constinit PointerTable<Handle> handles;             // by array object
constinit PointerTable<uint32_t> buffers_by_data;   // those that arrays own
constinit PointerTable<uint32_t> buffers_by_owner;  // foreign ones
Buffer* buffers = nullptr;
uint32_t buffer_slots = 0;
uint32_t free_buffer = kNoBuffer;
Waiting waiting;
// Arrays that the operation that is going on has made, and that wait until it is over: those without
// dimensions, which are numbers that it converted, or results on their way to be one, and as a rule end
// inside of it untold; and those of subtypes, which are not whole while __array_finalize__ runs.
constexpr int kMostScratch = 8;
Waiting scratch[kMostScratch];
int scratch_count = 0;
tm_clock shared_clock;
uint32_t serial = 0;
int moments = 0;  // how deep

// What happened without the GIL, and waits to be told.
struct LateMove {
  const void* before;
  void* after;
  int64_t bytes;
};
std::mutex late_mutex;
std::vector<LateMove> late_moves;
std::atomic<bool> has_late_moves{false};

uint32_t NewBuffer() {
  if (free_buffer == kNoBuffer) {
    const uint32_t before = buffer_slots;
    buffer_slots = before == 0 ? 1024 : 2 * before;
    buffers = static_cast<Buffer*>(OwnResized(buffers, buffer_slots * sizeof(Buffer)));
    for (uint32_t i = buffer_slots; i-- > before;) {
      buffers[i].is_live = false;
      buffers[i].next_free = free_buffer;
      free_buffer = i;
    }
  }
  const uint32_t taken = free_buffer;
  free_buffer = buffers[taken].next_free;
  return taken;
}

void FreeBuffer(uint32_t slot) {
  buffers[slot].is_live = false;
  buffers[slot].next_free = free_buffer;
  free_buffer = slot;
}

// Rare: a view whose base is no array may still be of an array's memory, as np.frombuffer of one.
uint32_t FindAround(const char* data) {
  for (uint32_t i = 0; i < buffer_slots; ++i) {
    const Buffer& buffer = buffers[i];
    if (buffer.is_live && data >= buffer.data && data < buffer.data + buffer.bytes) return i;
  }
  return kNoBuffer;
}

tm_layout LayoutOf(const Array* array) {
  return {.dtype = CodeOf(array->descr),
          .rank = array->nd,
          .shape = array->dimensions,
          .strides = array->strides};
}

Handle* Keep(const PyObject* object, tm_view view, uint32_t buffer) {
  return handles.Put(object, {.view = view, .buffer = buffer, .serial = ++serial});
}

bool OwnsData(const Array* array) {
  return (array->flags & kOwnsData) != 0 && array->data != nullptr;
}

// The buffer that the array owns, if it is known.
uint32_t* FindOwned(const PyObject* object) {
  const Array* const array = AsArray(object);
  if (!OwnsData(array)) return nullptr;
  uint32_t* const slot = buffers_by_data.Find(array->data);
  return slot != nullptr && buffers[*slot].array == object ? slot : nullptr;
}

// Buffers that are watched: by slot, among them some that are not any more.
std::vector<uint32_t> watched;

// The owner's handle, which had been left to the views, is somebody's again.
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

// One that nobody saw begin is older than the recording: it is in no total, and no leak.
Handle* BeginOwned(const PyObject* object, const Array* array, const Waiting& made) {
  const tm_site site = made.site;
  const char* const op = made.op;
  const tm_layout layout = LayoutOf(array);
  const uint32_t slot = NewBuffer();
  const int64_t bytes = BytesOf(array);
  const bool is_older = site == 0 && op == nullptr;
  const tm_buffer_info info = {.address = array->data,
                               .bytes = bytes,
                               .kind = is_older ? TM_EXTERNAL : TM_NUMPY,
                               .zeroed = 0,
                               .space = nullptr,
                               .label = is_older ? "older than the recording" : nullptr,
                               .op = op,
                               .layout = &layout,
                               .site = site};
  if (bytes >= kWatchedBytes && !made.by_library && !watched.empty()) LookAfterWatched();
  const tm_buffer told = tm_buffer_begin(&info);
  buffers[slot] = {.told = told,
                   .data = array->data,
                   .bytes = bytes,
                   .owner = nullptr,
                   .handles = 1,
                   .is_ours = true,
                   .is_older = is_older,
                   .is_live = true,
                   .next_free = kNoBuffer,
                   .array = object,
                   .handle = {.view = tm_buffer_owner(told), .buffer = slot, .serial = ++serial},
                   .views = 0,
                   .is_watched = false,
                   .is_suspect = false,
                   .is_left = false,
                   .by_library = made.by_library};
  // Its C code may do anything with it.
  if (made.by_library) tm_escaped(tm_buffer_owner(told), 1, site);
  buffers_by_data.Put(array->data, slot);
  return &buffers[slot].handle;
}

Handle* BeginForeign(const PyObject* object, const Array* array, tm_site site, const char* op) {
  const tm_layout layout = LayoutOf(array);
  const Extent extent = ExtentOf(array);
  const PyObject* const owner = array->base;
  const uint32_t slot = NewBuffer();
  const tm_buffer_info info = {
      .address = extent.begin,
      .bytes = extent.end - extent.begin,
      .kind = TM_EXTERNAL,
      .zeroed = 0,
      .space = nullptr,
      .label = owner == nullptr ? "unknown owner" : owner->ob_type->tp_name,
      .op = op,
      .layout = &layout,
      .site = site};
  const tm_buffer told = tm_buffer_begin(&info);
  buffers[slot] = {.told = told,
                   .data = extent.begin,
                   .bytes = extent.end - extent.begin,
                   .owner = owner,
                   .handles = 1,
                   .is_ours = false,
                   .is_older = false,
                   .is_live = true,
                   .next_free = kNoBuffer,
                   .array = nullptr,
                   .handle = {},
                   .views = 0,
                   .is_watched = false,
                   .is_suspect = false,
                   .is_left = false,
                   .by_library = false};
  if (owner != nullptr) buffers_by_owner.Put(owner, slot);
  return Keep(object, tm_buffer_owner(told), slot);
}

Handle* Meet(const PyObject* object, const Waiting& made);
Handle* MeetUnknown(const PyObject* array);

Handle* BeginView(const PyObject* object, const Array* array, tm_site site, const char* op) {
  tm_view parent = nullptr;
  uint32_t slot = kNoBuffer;
  if (IsArray(array->base)) {
    const Handle* base = FindHandle(array->base);
    if (base == nullptr) base = MeetUnknown(array->base);
    parent = base->view;
    slot = base->buffer;
  } else {
    if (array->base != nullptr) {
      if (const uint32_t* const known = buffers_by_owner.Find(array->base)) slot = *known;
    }
    if (slot == kNoBuffer) slot = FindAround(array->data);
    if (slot != kNoBuffer) parent = tm_buffer_owner(buffers[slot].told);
  }
  if (slot == kNoBuffer) return BeginForeign(object, array, site, op);
  Buffer& buffer = buffers[slot];
  ++buffer.handles;
  if (array->base == buffer.array && buffer.array != nullptr) Watch(slot);
  const tm_layout layout = LayoutOf(array);
  // NumPy makes views of one element of arrays without any.
  const bool is_nothing = buffer.bytes == 0;
  const tm_view_info info = {.parent = parent,
                             .offset = is_nothing ? 0 : array->data - buffer.data,
                             .layout = is_nothing ? nullptr : &layout,
                             .op = op,
                             .read_only = (array->flags & kWriteable) == 0,
                             .site = site};
  return Keep(object, tm_view_begin(&info), slot);
}

Handle* Meet(const PyObject* object, const Waiting& made) {
  const Array* const array = AsArray(object);
  if (array->data == nullptr || array->descr == nullptr) return Keep(object, nullptr, kNoBuffer);
  if ((array->flags & kOwnsData) != 0) return BeginOwned(object, array, made);
  return BeginView(object, array, made.site, made.op);
}

// Rare: memory goes while arrays still point to it, as raw pointers make possible.
void Disown(uint32_t slot) {
  handles.ForEach([slot](const void*, Handle& handle) {
    if (handle.buffer == slot) handle = {.view = nullptr, .buffer = kNoBuffer, .serial = 0};
  });
}

void EndBuffer(uint32_t slot) {
  const Buffer& buffer = buffers[slot];
  if (buffer.handles != 0) Disown(slot);
  if (buffer.is_ours) buffers_by_data.Erase(buffer.data);
  if (buffer.owner != nullptr) buffers_by_owner.Erase(buffer.owner);
  tm_buffer_end(buffer.told);
  FreeBuffer(slot);
}

void TellLateMoves() {
  std::vector<LateMove> moves;
  {
    const std::lock_guard lock(late_mutex);
    moves.swap(late_moves);
    has_late_moves.store(false, std::memory_order_relaxed);
  }
  for (const LateMove& move : moves) Moved(move.before, move.after, move.bytes, 0);
}

// NumPy's own arrays, which it makes while it is imported, are none of the program's.
bool IsNumpyImporting() {
  static bool is_over = false;
  if (is_over) return false;
  const KeepException keep;
  PyObject* const numpy = PyDict_GetItemString(PyImport_GetModuleDict(), "numpy");
  PyObject* const spec = numpy == nullptr ? nullptr : PyObject_GetAttrString(numpy, "__spec__");
  PyObject* const flag = spec == nullptr ? nullptr : PyObject_GetAttrString(spec, "_initializing");
  is_over = flag == nullptr || !IsOfType(flag, PyBool_Type) || PyLong_AsLong(flag) == 0;
  PyErr_Clear();
  DecRef(flag);
  DecRef(spec);
  return !is_over;
}

// Null object: it is not there.
Waiting TakeFromScratch(const PyObject* object) {
  for (int i = 0; i < scratch_count; ++i) {
    if (scratch[i].object != object) continue;
    const Waiting taken = scratch[i];
    scratch[i] = scratch[--scratch_count];
    return taken;
  }
  return {};
}

bool IsScratch(const PyObject* object) {
  const Array* const array = AsArray(object);
  if (object->ob_type != numpy_abi.array_type) return true;
  return array->nd == 0 && array->data != nullptr && (array->flags & kOwnsData) != 0;
}

// An array that is not known: it waits, or is older than the recording.
Handle* MeetUnknown(const PyObject* array) {
  const Waiting taken = TakeFromScratch(array);
  return Meet(array, taken);
}

void ForgetAll() {
  scratch_count = 0;
  handles.Clear();
  buffers_by_data.Clear();
  buffers_by_owner.Clear();
  free_buffer = kNoBuffer;
  for (uint32_t i = buffer_slots; i-- > 0;) FreeBuffer(i);
  waiting = {};
  watched.clear();
  shared_clock = {};
}

}  // namespace

namespace ledger_internal {

constinit uint64_t recording = 0;

bool IsOfAnother(uint64_t now) {
  if (IsNumpyImporting()) return false;
  ForgetAll();
  recording = now;
  return now != 0;
}

}  // namespace ledger_internal

Moment::Moment() {
  if (moments++ == 0) tm_moment_begin(&shared_clock);
}
Moment::~Moment() {
  if (--moments == 0) tm_moment_end();
}

void MovedLate(const void* before, void* after, int64_t bytes) {
  const std::lock_guard lock(late_mutex);
  late_moves.push_back({before, after, bytes});
  has_late_moves.store(true, std::memory_order_relaxed);
}

void Begin(PyObject* object, tm_site site, const char* op, bool by_library) {
  if (waiting.object != nullptr) {
    const bool is_scratch =
        waiting.op != nullptr && scratch_count < kMostScratch && IsScratch(waiting.object);
    if (is_scratch) {
      scratch[scratch_count++] = waiting;
    } else {
      Settle();
    }
  }
  waiting = {.object = object, .site = site, .op = op, .by_library = by_library};
}

void Settle() {
  if (has_late_moves.load(std::memory_order_relaxed)) TellLateMoves();
  if (waiting.object == nullptr) return;
  const Moment moment;
  const Waiting settled = waiting;
  waiting.object = nullptr;
  Meet(settled.object, settled);
}

void SettleScratch() {
  while (scratch_count > 0) {
    const Waiting settled = scratch[--scratch_count];
    const Moment moment;
    Meet(settled.object, settled);
  }
}

bool IsWaiting(const PyObject* object) { return waiting.object == object; }

void End(PyObject* object) {
  const Array* const array = AsArray(object);
  if (scratch_count > 0) {
    const Waiting taken = TakeFromScratch(object);
    if (taken.object != nullptr && array->nd == 0) return;
    if (taken.object != nullptr) Meet(object, taken);
  }
  if (waiting.object == object) {
    // Nobody has seen it. What held no elements of its own, or one, is scratch.
    const bool owns = array->data != nullptr && (array->flags & kOwnsData) != 0;
    if (!owns || array->nd == 0) {
      waiting.object = nullptr;
      return;
    }
  }
  const bool has_to_settle = waiting.object != nullptr;
  const Handle* found = has_to_settle ? nullptr : FindHandle(object);
  if (found == nullptr && !has_to_settle) return;
  const Moment moment;
  if (has_to_settle) {
    Settle();
    found = FindHandle(object);
    if (found == nullptr) return;
  }
  const Handle handle = *found;
  const bool is_in_buffer = handle.buffer != kNoBuffer && found == &buffers[handle.buffer].handle;
  if (!is_in_buffer) handles.Erase(object);
  if (handle.buffer == kNoBuffer) return;
  Buffer& buffer = buffers[handle.buffer];
  --buffer.handles;
  if (array->base == buffer.array && buffer.array != nullptr) --buffer.views;
  const bool is_last_of_foreign = !buffer.is_ours && buffer.handles == 0;
  if (buffer.array == object || is_last_of_foreign) {
    if (handle.view != tm_buffer_owner(buffer.told)) tm_view_end(handle.view);
    EndBuffer(handle.buffer);
  } else {
    tm_view_end(handle.view);
  }
}

void Learn(PyObject* object, tm_site site, const char* op) {
  if (waiting.object == object || FindHandle(object) != nullptr) return;
  for (int i = 0; i < scratch_count; ++i) {
    if (scratch[i].object == object) return;
  }
  const Moment moment;
  Settle();
  Meet(object, {.object = object, .site = site, .op = op, .by_library = false});
}

Handle* FindHandle(const PyObject* array) {
  const uint32_t* const owned = FindOwned(array);
  return owned != nullptr ? &buffers[*owned].handle : handles.Find(array);
}

// What the program uses is not held by its views alone.
Handle* HandleInUse(const PyObject* array) {
  const uint32_t* const owned = FindOwned(array);
  if (owned == nullptr) return handles.Find(array);
  if (buffers[*owned].is_left) [[unlikely]] {
    Reclaim(&buffers[*owned]);
  }
  return &buffers[*owned].handle;
}

Handle* HandleOf(const PyObject* array) {
  Settle();
  Handle* const known = HandleInUse(array);
  return known != nullptr ? known : MeetUnknown(array);
}

uint32_t NextSerial() { return serial + (waiting.object == nullptr ? 1 : 2); }

void Moved(const void* before, void* after, int64_t bytes, tm_site site) {
  const uint32_t* const found = buffers_by_data.Find(before);
  if (found == nullptr) return;
  const uint32_t slot = *found;
  const Moment moment;
  buffers_by_data.Erase(before);
  buffers_by_data.Put(after, slot);
  buffers[slot].data = static_cast<char*>(after);
  buffers[slot].bytes = bytes;
  tm_buffer_resize(buffers[slot].told, after, bytes, site);
}

void Released(const void* data) {
  const uint32_t* const found = buffers_by_data.Find(data);
  if (found == nullptr) return;
  const Moment moment;
  EndBuffer(*found);
}

void Reshaped(PyObject* object, tm_site site, const char* op) {
  const Moment moment;
  Handle* const handle = HandleOf(object);
  if (handle->buffer == kNoBuffer || handle->view == nullptr) return;
  const Array* const array = AsArray(object);
  const tm_layout layout = LayoutOf(array);
  const tm_view_info info = {.parent = handle->view,
                             .offset = array->data - buffers[handle->buffer].data,
                             .layout = &layout,
                             .op = op,
                             .read_only = (array->flags & kWriteable) == 0,
                             .site = site};
  const tm_view after = tm_view_begin(&info);
  tm_view_end(handle->view);
  handle->view = after;
}

void Touch(const PyObject* array, bool for_writing, tm_site site) {
  const Handle* const handle = HandleInUse(array);
  if (handle != nullptr) tm_touch(handle->view, for_writing ? 1 : 0, &shared_clock, site);
}

void EndAll() {
  const Moment moment;
  waiting = {};
  scratch_count = 0;
  for (uint32_t i = 0; i < buffer_slots; ++i) {
    if (buffers[i].is_live) tm_buffer_end(buffers[i].told);
  }
  ForgetAll();
}

void EndKept() {
  if (tm_recording() != ledger_internal::recording) return;
  const Moment moment;
  for (uint32_t i = 0; i < buffer_slots; ++i) {
    Buffer& buffer = buffers[i];
    if (!buffer.is_live || !(buffer.by_library || buffer.bytes == 0)) continue;
    buffer.is_live = false;
    tm_buffer_end(buffer.told);
  }
}

void EndRecording() {
  Settle();
  SettleScratch();
  {
    const Moment moment;
    LookAfterWatched();
    for (uint32_t i = 0; i < buffer_slots; ++i) {
      if (buffers[i].is_live) tm_escaped(tm_buffer_owner(buffers[i].told), 0, 0);
    }
    handles.ForEach([](const void*, const Handle& handle) { tm_escaped(handle.view, 0, 0); });
  }
  EndAll();
}

uint64_t BufferIdOf(const Handle& handle) {
  return handle.buffer == kNoBuffer ? 0 : tm_buffer_id(buffers[handle.buffer].told);
}

LedgerTotals Totals() {
  Settle();
  SettleScratch();
  LedgerTotals totals{.buffers = 0, .bytes = 0, .handles = static_cast<int64_t>(handles.size())};
  for (uint32_t i = 0; i < buffer_slots; ++i) {
    if (!buffers[i].is_live || !buffers[i].is_ours || buffers[i].is_older) continue;
    ++totals.buffers;
    totals.bytes += buffers[i].bytes;
  }
  return totals;
}

}  // namespace tidemark::numpy
