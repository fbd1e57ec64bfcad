// The functions that other extension modules call through NumPy's table: copies that Cython modules
// and the like make, NumPy's own random among them, and arrays that they take raw pointers of.
#include "tidemark/numpy/hooks.h"
#include "tidemark/numpy/ledger.h"
#include "tidemark/numpy/operations.h"

namespace tidemark::numpy {
namespace {

using FromAny = PyObject* (*)(PyObject*, PyObject*, int, int, int, PyObject*);
using FromArray = PyObject* (*)(PyObject*, PyObject*, int);
using NewCopy = PyObject* (*)(PyObject*, int);
using CopyInto = int (*)(PyObject*, PyObject*);

FromAny from_any = nullptr;
FromAny check_from_any = nullptr;
FromArray from_array = nullptr;
NewCopy new_copy = nullptr;
CopyInto copy_into = nullptr;

// What is given as it is goes to C code, which may do anything with its memory.
template <class Plain>
PyObject* Convert(const char* name, Kind kind, PyObject* source, const Plain& plain) {
  if (source == nullptr || !IsRecording()) return plain();
  const Arguments arguments = {.self = nullptr, .values = &source, .count = 1};
  Operation operation(name, arguments);
  operation.NoteLibrary();
  PyObject* const result = plain();
  if (result == source && IsArray(result)) {
    operation.FinishEscape(result, false);
  } else {
    operation.Finish(kind, result);
  }
  return result;
}

PyObject* FromAnyHook(PyObject* object, PyObject* descr, int min, int max, int flags,
                      PyObject* context) {
  return Convert("PyArray_FromAny", Kind::kArray, object,
                 [&] { return from_any(object, descr, min, max, flags, context); });
}

PyObject* CheckFromAnyHook(PyObject* object, PyObject* descr, int min, int max, int flags,
                           PyObject* context) {
  return Convert("PyArray_CheckFromAny", Kind::kArray, object,
                 [&] { return check_from_any(object, descr, min, max, flags, context); });
}

PyObject* FromArrayHook(PyObject* array, PyObject* descr, int flags) {
  return Convert("PyArray_FromArray", Kind::kArray, array,
                 [&] { return from_array(array, descr, flags); });
}

PyObject* NewCopyHook(PyObject* array, int order) {
  return Convert("PyArray_NewCopy", Kind::kCopy, array, [&] { return new_copy(array, order); });
}

int CopyIntoHook(PyObject* destination, PyObject* source) {
  if (!IsRecording()) return copy_into(destination, source);
  PyObject* const values[2] = {destination, source};
  const Arguments arguments = {.self = nullptr, .values = values, .count = 2};
  Operation operation("PyArray_CopyInto", arguments);
  operation.NoteLibrary();
  const int failed = copy_into(destination, source);
  operation.Finish(Kind::kCopyTo, failed == 0 ? destination : nullptr);
  return failed;
}

template <class Function>
void HookPlace(int place, Function* plain, Function hook) {
  *plain = reinterpret_cast<Function>(numpy_abi.api[place]);
  numpy_abi.api[place] = reinterpret_cast<void*>(hook);
}

}  // namespace

void HookApi() {
  HookPlace(kApiFromAny, &from_any, &FromAnyHook);
  HookPlace(kApiCheckFromAny, &check_from_any, &CheckFromAnyHook);
  HookPlace(kApiFromArray, &from_array, &FromArrayHook);
  HookPlace(kApiNewCopy, &new_copy, &NewCopyHook);
  HookPlace(kApiCopyInto, &copy_into, &CopyIntoHook);
}

}  // namespace tidemark::numpy
