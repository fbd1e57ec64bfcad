// What C++ extensions do with arrays, without the headers of Python and NumPy: called by ctypes.PyDLL.
#include <cstdint>

#include "tidemark/numpy/numpy_abi.h"

using tidemark::numpy::Array;

namespace {

double* DataOf(PyObject* array) {
  return reinterpret_cast<double*>(reinterpret_cast<Array*>(array)->data);
}

int64_t SizeOf(PyObject* array) { return *reinterpret_cast<Array*>(array)->dimensions; }

}  // namespace

// As an extension that converts its argument by NumPy's C interface, and writes by a raw pointer.
extern "C" [[gnu::visibility("default")]] double tidemark_test_scale(PyObject* object, void** api,
                                                                     double factor) {
  using FromAny = PyObject* (*)(PyObject*, PyObject*, int, int, int, PyObject*);
  const auto from_any = reinterpret_cast<FromAny>(api[tidemark::numpy::kApiFromAny]);
  PyObject* const array = from_any(object, nullptr, 0, 0, 0, nullptr);
  double* const data = DataOf(array);
  double sum = 0;
  for (int64_t i = 0; i < SizeOf(array); ++i) sum += data[i] *= factor;
  tidemark::numpy::DecRef(array);
  return sum;
}

// As one that is given an address.
extern "C" [[gnu::visibility("default")]] double tidemark_test_scale_raw(double* data, int64_t size,
                                                                         double factor) {
  double sum = 0;
  for (int64_t i = 0; i < size; ++i) sum += data[i] *= factor;
  return sum;
}
