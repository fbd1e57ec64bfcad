#include "tidemark/numpy/ledger.h"

#include <cstring>

#include "tidemark/numpy/pins.h"
#include "tidemark/numpy/pointer_table.h"

namespace tidemark::numpy {
namespace {

constinit PointerTable<Handle> handles;  // by array object
tm_clock shared_clock;
uint32_t serial = 0;
int moments = 0;  // how deep

Handle* Keep(const PyObject* object, tm_view view, uint32_t buffer) {
  return handles.Put(object, {.view = view, .buffer = buffer, .serial = ++serial});
}

// The buffer that the array owns, if it is known.
Buffer* FindOwned(const PyObject* object) {
  const Array* const array = AsArray(object);
  if (!OwnsData(array)) return nullptr;
  const uint32_t slot = buffers.FindAt(array->data);
  return slot != kNoBuffer && buffers[slot].array == object ? &buffers[slot] : nullptr;
}

// One that nobody saw begin is older than the recording: it is in no total, and no leak.
Handle* BeginOwned(const PyObject* object, const Array* array, const NewArray& made) {
  const tm_site site = made.site;
  const char* const op = made.op;
  const tm_layout layout = LayoutOf(array);
  const uint32_t slot = buffers.Take();
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
  if (bytes >= kWatchedBytes && !made.by_library) LookAfterWatched();
  const tm_buffer told = tm_buffer_begin(&info);
  Buffer& buffer = buffers.Put(
      slot, {.told = told,
             .data = array->data,
             .bytes = bytes,
             .is_ours = true,
             .is_older = is_older,
             .array = object,
             .handle = {.view = tm_buffer_owner(told), .buffer = slot, .serial = ++serial},
             .by_library = made.by_library,
             .is_counted = op != nullptr && std::strcmp(op, "arange") == 0});
  // Its C code may do anything with it.
  if (made.by_library) tm_escaped(tm_buffer_owner(told), 1, site);
  return &buffer.handle;
}

Handle* BeginForeign(const PyObject* object, const Array* array, tm_site site, const char* op) {
  const tm_layout layout = LayoutOf(array);
  const Extent extent = ExtentOf(array);
  const PyObject* const owner = array->base;
  const uint32_t slot = buffers.Take();
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
  buffers.Put(
      slot,
      {.told = told, .data = extent.begin, .bytes = extent.end - extent.begin, .owner = owner});
  return Keep(object, tm_buffer_owner(told), slot);
}

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
    if (array->base != nullptr) slot = buffers.FindOf(array->base);
    // Rare: a view whose base is no array may still be of an array's memory, as np.frombuffer of one.
    if (slot == kNoBuffer) slot = buffers.FindAround(array->data);
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

// Rare: memory goes while arrays still point to it, as raw pointers make possible.
void Disown(uint32_t slot) {
  handles.ForEach([slot](const void*, Handle& handle) {
    if (handle.buffer == slot) handle = {.view = nullptr, .buffer = kNoBuffer, .serial = 0};
  });
}

void EndBuffer(uint32_t slot) {
  const Buffer& buffer = buffers[slot];
  if (buffer.handles != 0) Disown(slot);
  tm_buffer_end(buffer.told);
  buffers.Remove(slot);
}

// NumPy's own arrays, which it makes while it is imported, are none of the program's.
bool IsNumpyImporting() {
  static bool is_over = false;
  if (is_over) return false;
  const KeepException keep;
  PyObject* const numpy = PyDict_GetItemString(PyImport_GetModuleDict(), "numpy");
  is_over = numpy == nullptr || !IsBeingImported(numpy);
  return !is_over;
}

// An array that is not known: it waits, or is older than the recording.
Handle* MeetUnknown(const PyObject* array) { return Meet(array, TakeFromScratch(array)); }

void ForgetAll() {
  ForgetNewArrays();
  ForgetWatched();
  handles.Clear();
  buffers.Clear();
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

Handle* Meet(const PyObject* object, const NewArray& made) {
  const Array* const array = AsArray(object);
  if (array->data == nullptr || array->descr == nullptr) return Keep(object, nullptr, kNoBuffer);
  if ((array->flags & kOwnsData) != 0) return BeginOwned(object, array, made);
  return BeginView(object, array, made.site, made.op);
}

void End(PyObject* object) {
  if (EndsUntold(object)) return;
  const bool has_to_settle = IsAnyWaiting();
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
  if (buffer.array != nullptr && AsArray(object)->base == buffer.array) --buffer.views;
  const bool is_last_of_foreign = !buffer.is_ours && buffer.handles == 0;
  if (buffer.array == object || is_last_of_foreign) {
    if (handle.view != tm_buffer_owner(buffer.told)) tm_view_end(handle.view);
    EndBuffer(handle.buffer);
  } else {
    tm_view_end(handle.view);
  }
}

void Learn(PyObject* object, tm_site site, const char* op) {
  if (IsWaitingOrScratch(object) || FindHandle(object) != nullptr) return;
  const Moment moment;
  Settle();
  Meet(object, {.object = object, .op = op, .site = site});
}

Handle* FindHandle(const PyObject* array) {
  Buffer* const owned = FindOwned(array);
  return owned != nullptr ? &owned->handle : handles.Find(array);
}

// What the program uses is not held by its views alone.
Handle* HandleInUse(const PyObject* array) {
  Buffer* const owned = FindOwned(array);
  if (owned == nullptr) return handles.Find(array);
  if (owned->is_left) [[unlikely]] {
    Reclaim(owned);
  }
  return &owned->handle;
}

Handle* HandleOf(const PyObject* array) {
  Settle();
  Handle* const known = HandleInUse(array);
  return known != nullptr ? known : MeetUnknown(array);
}

uint32_t NextSerial() { return serial + (IsAnyWaiting() ? 2 : 1); }

void Moved(const void* before, void* after, int64_t bytes, tm_site site) {
  const uint32_t slot = buffers.FindAt(before);
  if (slot == kNoBuffer) return;
  const Moment moment;
  buffers.Move(slot, after, bytes);
  tm_buffer_resize(buffers[slot].told, after, bytes, site);
}

void Released(const void* data) {
  const uint32_t slot = buffers.FindAt(data);
  if (slot == kNoBuffer) return;
  const Moment moment;
  EndBuffer(slot);
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
  if (const Handle* const handle = HandleInUse(array); handle != nullptr) [[likely]] {
    return tm_touch(handle->view, for_writing ? 1 : 0, &shared_clock, site);
  }
  // A view that waits is not known yet.
  const Moment moment;
  const tm_view view = HandleOf(array)->view;
  for_writing ? tm_write(view, site) : tm_read(view, site);
}

void EndAll() {
  const Moment moment;
  buffers.ForEachLive([](const Buffer& buffer) { tm_buffer_end(buffer.told); });
  ForgetAll();
}

void EndKept() {
  if (tm_recording() != ledger_internal::recording) return;
  const Moment moment;
  buffers.ForEachLive([](Buffer& buffer) {
    if (!buffer.by_library && buffer.bytes != 0) return;
    buffer.is_live = false;
    tm_buffer_end(buffer.told);
  });
}

void EndRecording() {
  Settle();
  SettleScratch();
  {
    const Moment moment;
    LookAfterWatched();
    buffers.ForEachLive(
        [](const Buffer& buffer) { tm_escaped(tm_buffer_owner(buffer.told), 0, 0); });
    handles.ForEach([](const void*, const Handle& handle) { tm_escaped(handle.view, 0, 0); });
  }
  EndAll();
}

bool IsCounted(const PyObject* array) {
  const Handle* const handle = FindHandle(array);
  return handle != nullptr && handle->buffer != kNoBuffer && buffers[handle->buffer].is_counted;
}

uint64_t BufferIdOf(const Handle& handle) {
  return handle.buffer == kNoBuffer ? 0 : tm_buffer_id(buffers[handle.buffer].told);
}

LedgerTotals Totals() {
  Settle();
  SettleScratch();
  LedgerTotals totals{.buffers = 0, .bytes = 0, .handles = static_cast<int64_t>(handles.size())};
  buffers.ForEachLive([&totals](const Buffer& buffer) {
    if (!buffer.is_ours || buffer.is_older) return;
    ++totals.buffers;
    totals.bytes += buffer.bytes;
  });
  return totals;
}

}  // namespace tidemark::numpy
