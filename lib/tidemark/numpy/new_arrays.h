// Array objects that have begun and are not filled in yet.
//
// A new object waits, one at a time, until anything else happens, and is read then (Settle). Arrays
// that an operation makes and that wait until it is over: those without dimensions, which are numbers
// that it converted, or results on their way to be one, and as a rule end inside of it untold; and those
// of subtypes, which are not whole while __array_finalize__ runs.
//
// Fed by object_hooks.cc; what is read goes to the ledger (Meet).
//
// Lifetimes: no object is kept alive. Threading: with the GIL.
#ifndef TIDEMARK_NUMPY_NEW_ARRAYS_H_
#define TIDEMARK_NUMPY_NEW_ARRAYS_H_

#include "tidemark/bridge/bridge.h"
#include "tidemark/numpy/late_moves.h"
#include "tidemark/numpy/python_abi.h"

namespace tidemark::numpy {

struct NewArray {
  PyObject* object = nullptr;
  const char* op = nullptr;
  tm_site site = 0;
  bool by_library = false;
};

namespace new_arrays_internal {
extern constinit NewArray waiting;
extern constinit int scratch_count;
void SettleAny();
}  // namespace new_arrays_internal

// A new object of type ndarray, or one of its subtypes, which is not filled in yet.
void Begin(PyObject* object, tm_site site, const char* op, bool by_library);
// Reads the object that waits, if there is one.
inline void Settle() {
  if (new_arrays_internal::waiting.object != nullptr || HasLateMoves()) {
    new_arrays_internal::SettleAny();
  }
}
// Reads those that an operation made for itself and that outlive it.
void SettleScratch();

inline bool IsAnyWaiting() { return new_arrays_internal::waiting.object != nullptr; }
// Whether the object waits, and so is new and has not been looked at.
inline bool IsWaiting(const PyObject* object) {
  return new_arrays_internal::waiting.object == object;
}
// Or is of those that an operation made for itself.
bool IsWaitingOrScratch(const PyObject* object);
// One of the latter, which is not one any more. Null object: it is none.
NewArray TakeFromScratch(const PyObject* object);
// Whether the object, which is about to end, is scratch that nobody has seen, and was forgotten.
bool EndsUntold(PyObject* object);

void ForgetNewArrays();

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_NEW_ARRAYS_H_
