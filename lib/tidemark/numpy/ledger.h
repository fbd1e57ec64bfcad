// Which arrays there are: the handle of each array object, the buffer behind it, and what the recorder
// is told of both.
//
// Fed by object_hooks.cc (objects begin and end, memory is moved) and operations.cc (what was done);
// tells the recorder through the bridge (tidemark/bridge/bridge.h).
//
// A chain of bases collapses to the owner of the memory. Memory that is no array's is a buffer of kind
// external, labelled with its owner's type. An array that was made before is adopted when it is first
// met, without a site.
//
// Lifetimes: no object is kept alive; a handle goes when its object does.
// Threading: with the GIL.
#ifndef TIDEMARK_NUMPY_LEDGER_H_
#define TIDEMARK_NUMPY_LEDGER_H_

#include <cstdint>

#include "tidemark/bridge/bridge.h"
#include "tidemark/numpy/buffers.h"
#include "tidemark/numpy/new_arrays.h"
#include "tidemark/numpy/numpy_abi.h"

namespace tidemark::numpy {

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

// An object that an operation returned, should nobody have seen it begin.
void Learn(PyObject* object, tm_site site, const char* op);
// The object is about to end.
void End(PyObject* object);
// An array that begins now, whether it was waiting (new_arrays.h) or is met for the first time.
Handle* Meet(const PyObject* array, const NewArray& made);

// The handle of an array, adopted if it was not known. Not kept: valid until anything else happens.
Handle* HandleOf(const PyObject* array);
// The same, but null for one that is not known.
Handle* FindHandle(const PyObject* array);
// Handles of objects that begin from now on have serials from this one on.
uint32_t NextSerial();

// The memory at `before` is at `after` now, and has another size.
void Moved(const void* before, void* after, int64_t bytes, tm_site site);
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

// Whether arange made its elements, so that they are the same whatever the program's data.
bool IsCounted(const PyObject* array);

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
