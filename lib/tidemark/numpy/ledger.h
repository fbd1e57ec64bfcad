// Which arrays there are: the handle of each array object, the buffer behind it, and what the recorder
// is told of both.
//
// Fed by object_hooks.cc (objects begin and end, memory is moved) and operations.cc (what was done);
// tells the recorder through the bridge (tidemark/bridge/bridge.h).
//
// A new object is not filled in when it is allocated: it waits, one at a time, until anything else
// happens, and is read then (Settle). Numbers that an operation makes arrays of, and drops, are not told. A chain of bases collapses to the owner of the memory. Memory
// that is no array's is a buffer of kind external, labelled with its owner's type. An array that was
// made before is adopted when it is first met, without a site.
//
// Lifetimes: no object is kept alive; a handle goes when its object does.
// Threading: with the GIL.
#ifndef TIDEMARK_NUMPY_LEDGER_H_
#define TIDEMARK_NUMPY_LEDGER_H_

#include <cstdint>

#include "tidemark/bridge/bridge.h"
#include "tidemark/numpy/numpy_abi.h"

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
  const PyObject* owner;  // of memory that is no array's; null: there is no such object
  uint32_t handles;       // how many
  bool is_ours;           // an array owns it
  bool is_older;          // than the recording
  bool is_live;
  uint32_t next_free;
  const PyObject* array;  // that owns it
  Handle handle;          // of that array
  int32_t views;          // arrays whose base that array is
  bool is_watched;        // for the moment at which nothing but these holds it
  bool is_suspect;        // it was so when it was last looked at
  bool is_left;           // that moment has come: the handle was told as dropped
  bool by_library;        // an installed library made it
};

namespace ledger_internal {
extern constinit uint64_t recording;  // that the ledger is of
bool IsOfAnother(uint64_t now);
}  // namespace ledger_internal

// Whether the calls of hooks count: a recording is going on. Forgets what it knows of another one.
inline bool IsRecording() {
  const uint64_t now = tm_recording();
  if (now == ledger_internal::recording) [[likely]] {
    return now != 0;
  }
  return ledger_internal::IsOfAnother(now);
}

// A new object of type ndarray, or one of its subtypes, which is not filled in yet.
void Begin(PyObject* object, tm_site site, const char* op, bool by_library);
// Reads the object that waits, if there is one.
void Settle();
// An object that an operation returned, should nobody have seen it begin.
void Learn(PyObject* object, tm_site site, const char* op);
// The object is about to end.
void End(PyObject* object);
// Reads those that an operation made for itself and that outlive it.
void SettleScratch();
// Whether the object waits, and so is new and has not been looked at.
bool IsWaiting(const PyObject* object);

// An array whose owner is held by its views alone is kept alive by them, though nobody can see it: once
// that is so twice in a row, its handle is told as dropped. Looked for among buffers of kWatchedBytes and more, where
// one of these begins in the user's code (inside a library it may be so for a moment), by the owner's reference count.
inline constexpr int64_t kWatchedBytes = 64 << 10;

// The handle of an array, adopted if it was not known. Not kept: valid until anything else happens.
Handle* HandleOf(const PyObject* array);
// The same, but null for one that is not known.
Handle* FindHandle(const PyObject* array);
// Handles of objects that begin from now on have serials from this one on.
uint32_t NextSerial();

// The memory at `before` is at `after` now, and has another size.
void Moved(const void* before, void* after, int64_t bytes, tm_site site);
// The same, by a thread that does not hold the GIL: told by the next one that does.
void MovedLate(const void* before, void* after, int64_t bytes);
// The memory is given back; its array, if it was one's, has not ended.
void Released(const void* data);
// The shape, dtype or strides of the array were set: it is another handle from now on.
void Reshaped(PyObject* array, tm_site site, const char* op);

// The array's elements were read or written, with no event of their own as a rule.
void Touch(const PyObject* array, bool for_writing, tm_site site);

// What is told in its lifetime happens at one moment (tm_moment_begin): no function of Python's may be
// called. Moments nest.
class Moment {
 public:
  Moment();
  ~Moment();
  Moment(const Moment&) = delete;
  Moment& operator=(const Moment&) = delete;
};

// The process is about to end, and with it all that the interpreter still holds.
void EndAll();
// The interpreter has ended: what libraries keep for good is no leak, nor are arrays without elements.
// Calls nothing of Python's.
void EndKept();
// The recording is about to end, and the program goes on: what is live is used further, who knows how, and
// is no leak.
void EndRecording();

// The trace's id of the buffer; 0: there is none.
uint64_t BufferIdOf(const Handle& handle);

// What a test asks: numbers of live buffers that arrays own, and their bytes.
struct LedgerTotals {
  int64_t buffers;
  int64_t bytes;
  int64_t handles;
};
LedgerTotals Totals();

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_LEDGER_H_
