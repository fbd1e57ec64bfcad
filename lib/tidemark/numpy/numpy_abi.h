// NumPy's structures, as far as they are read: arrays, dtypes, ufuncs, the data handler.
//
// NumPy 1.22 to 2.x; where they differ, FindNumpyAbi finds out. Used by all of this library.
//
// Threading: with the GIL.
#ifndef TIDEMARK_NUMPY_NUMPY_ABI_H_
#define TIDEMARK_NUMPY_NUMPY_ABI_H_

#include <cstdint>

#include "tidemark/bridge/bridge.h"
#include "tidemark/numpy/python_abi.h"

namespace tidemark::numpy {

struct Descr {
  PyObject head;
  PyTypeObject* typeobj;
  char kind;
  char type;
  char byteorder;
  char flags;
  int type_num;
  int item_size_1;  // NumPy 1's; in NumPy 2 flags lie here
  int alignment_1;
  int64_t item_size_2;
};

struct Array {
  PyObject head;
  char* data;
  int nd;
  int64_t* dimensions;
  int64_t* strides;
  PyObject* base;
  Descr* descr;
  int flags;
};

inline constexpr int kCContiguous = 0x1;
inline constexpr int kFContiguous = 0x2;
inline constexpr int kOwnsData = 0x4;
inline constexpr int kWriteable = 0x400;

struct Ufunc {
  PyObject head;
  int nin;
  int nout;
};

struct DataAllocator {
  void* context;
  void* (*malloc)(void*, size_t);
  void* (*calloc)(void*, size_t, size_t);
  void* (*realloc)(void*, void*, size_t);
  void (*free)(void*, void*, size_t);
};
struct DataHandler {
  char name[127];
  uint8_t version;
  DataAllocator allocator;
};

// The functions of NumPy's table for other extension modules that are hooked, by their place in it.
inline constexpr int kApiFromAny = 69;
inline constexpr int kApiCopyInto = 82;
inline constexpr int kApiNewCopy = 85;
inline constexpr int kApiCheckFromAny = 108;
inline constexpr int kApiFromArray = 109;
inline constexpr int kApiFeatureVersion = 211;
inline constexpr int kApiDefaultHandler = 306;

struct NumpyAbi {
  PyTypeObject* array_type = nullptr;
  PyTypeObject* ufunc_type = nullptr;
  PyObject* module_dict = nullptr;  // of _multiarray_umath
  void** api = nullptr;
  DataHandler* handler = nullptr;  // null where it is not as expected
  bool is_numpy_2 = false;
};

// Of the process. Filled in by FindNumpyAbi.
extern constinit NumpyAbi numpy_abi;

// From NumPy's core module. Null, or why it cannot be relied on.
const char* FindNumpyAbi(PyObject* core_module);

// Whether the module is not filled yet.
bool IsBeingImported(PyObject* module);

inline int64_t ItemSize(const Descr* descr) {
  return numpy_abi.is_numpy_2 ? descr->item_size_2 : descr->item_size_1;
}

inline bool IsArray(const PyObject* object) {
  if (object == nullptr) return false;
  if (object->ob_type == numpy_abi.array_type) return true;
  // A subtype is no smaller.
  return object->ob_type->tp_basicsize >= numpy_abi.array_type->tp_basicsize &&
         PyType_IsSubtype(object->ob_type, numpy_abi.array_type) != 0;
}
inline const Array* AsArray(const PyObject* object) {
  return reinterpret_cast<const Array*>(object);
}

// Of all elements.
inline int64_t BytesOf(const Array* array) {
  int64_t bytes = ItemSize(array->descr);
  for (int i = 0; i < array->nd; ++i) bytes *= array->dimensions[i];
  return bytes;
}

// The lowest address that an element has, and the one after the highest; equal without elements.
struct Extent {
  char* begin;
  char* end;
};
Extent ExtentOf(const Array* array);

// NumPy's short code, with the byte order where it is not the machine's: "f8", ">i4", "U8", "V16". The
// same code is always at the same address.
const char* CodeOf(const Descr* descr);

// What the recorder is told of an array. Valid as long as its shape is not set.
inline tm_layout LayoutOf(const Array* array) {
  return {.dtype = CodeOf(array->descr),
          .rank = array->nd,
          .shape = array->dimensions,
          .strides = array->strides};
}

// Whether the memory is the array's own.
inline bool OwnsData(const Array* array) {
  return (array->flags & kOwnsData) != 0 && array->data != nullptr;
}

// Whether the bytes of both mean the same, as far as their codes say. Runs no code of Python's.
inline bool AreEqual(const Descr* a, const Descr* b) {
  return a->type_num == b->type_num && ItemSize(a) == ItemSize(b) &&
         (a->byteorder == '>') == (b->byteorder == '>') && CodeOf(a) == CodeOf(b);
}

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_NUMPY_ABI_H_
