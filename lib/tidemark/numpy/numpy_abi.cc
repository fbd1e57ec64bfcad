#include "tidemark/numpy/numpy_abi.h"

#include <cstdio>
#include <cstring>

namespace tidemark::numpy {

constinit NumpyAbi numpy_abi;

namespace {

// By one whose item size is known.
bool FindItemSize(PyObject* dict) {
  PyObject* const make = PyDict_GetItemString(dict, "dtype");
  if (make == nullptr) return false;
  PyObject* const f8 = PyObject_CallMethod(make, "__call__", "s", "f8");
  if (f8 == nullptr) return false;
  const auto* const descr = reinterpret_cast<const Descr*>(f8);
  const bool is_1 = descr->item_size_1 == 8 && descr->alignment_1 == 8;
  numpy_abi.is_numpy_2 = !is_1 && descr->item_size_2 == 8;
  const bool is_known = descr->kind == 'f' && descr->type == 'd' && descr->type_num == 12 &&
                        (is_1 || numpy_abi.is_numpy_2);
  DecRef(f8);
  return is_known;
}

bool FindHandler() {
  auto* const place = static_cast<PyObject**>(numpy_abi.api[kApiDefaultHandler]);
  if (place == nullptr || *place == nullptr) return false;
  auto* const handler = static_cast<DataHandler*>(PyCapsule_GetPointer(*place, "mem_handler"));
  if (handler == nullptr) {
    PyErr_Clear();
    return false;
  }
  if (std::strncmp(handler->name, "default_allocator", sizeof(handler->name)) != 0 ||
      handler->version != 1) {
    return false;
  }
  numpy_abi.handler = handler;
  return true;
}

// An array of three small integers, made for the purpose, has what its structure should have.
bool IsArrayAsExpected(PyObject* dict) {
  PyObject* const make = PyDict_GetItemString(dict, "arange");
  if (make == nullptr) return false;
  PyObject* const made = PyObject_CallMethod(make, "__call__", "iiis", 0, 3, 1, "i4");
  if (made == nullptr) return false;
  const Array* const array = AsArray(made);
  int32_t values[3] = {};
  bool is_expected = IsArray(made) && array->nd == 1 && array->dimensions != nullptr &&
                     array->dimensions[0] == 3 && array->strides[0] == 4 &&
                     array->base == nullptr && (array->flags & kOwnsData) != 0 &&
                     ItemSize(array->descr) == 4;
  if (is_expected) std::memcpy(values, array->data, sizeof(values));
  is_expected = is_expected && values[1] == 1 && values[2] == 2;
  DecRef(made);
  return is_expected;
}

// Those that programs have are few; of many the last ones have none.
const char* RareCode(bool is_big_endian, char kind, int64_t size) {
  struct Code {
    bool is_big_endian;
    char kind;
    int64_t size;
    char text[24];
  };
  constexpr int kMost = 256;
  static Code codes[kMost];
  static int count = 0;
  for (int i = 0; i < count; ++i) {
    const Code& code = codes[i];
    const bool is_same =
        code.is_big_endian == is_big_endian && code.kind == kind && code.size == size;
    if (is_same) return code.text;
  }
  if (count == kMost) return nullptr;
  Code& code = codes[count++];
  code = {.is_big_endian = is_big_endian, .kind = kind, .size = size, .text = ""};
  std::snprintf(code.text, sizeof(code.text), "%s%c%lld", is_big_endian ? ">" : "", kind,
                static_cast<long long>(size));
  return code.text;
}

}  // namespace

const char* FindNumpyAbi(PyObject* core_module) {
  PyObject* const dict = PyModule_GetDict(core_module);
  PyObject* const array_type = dict == nullptr ? nullptr : PyDict_GetItemString(dict, "ndarray");
  PyObject* const add = dict == nullptr ? nullptr : PyDict_GetItemString(dict, "add");
  PyObject* const capsule = dict == nullptr ? nullptr : PyDict_GetItemString(dict, "_ARRAY_API");
  if (array_type == nullptr || add == nullptr || capsule == nullptr) {
    return "its core has no ndarray, add or _ARRAY_API";
  }
  numpy_abi.module_dict = dict;
  numpy_abi.array_type = reinterpret_cast<PyTypeObject*>(array_type);
  numpy_abi.ufunc_type = add->ob_type;
  numpy_abi.api = static_cast<void**>(PyCapsule_GetPointer(capsule, nullptr));
  if (numpy_abi.api == nullptr) return "its table of functions is of another form";
  if (!FindItemSize(dict)) return "its dtypes are of another form";
  if (!IsArrayAsExpected(dict)) return "its arrays are of another form";
  FindHandler();
  return nullptr;
}

Extent ExtentOf(const Array* array) {
  Extent extent{.begin = array->data, .end = array->data + ItemSize(array->descr)};
  for (int i = 0; i < array->nd; ++i) {
    if (array->dimensions[i] == 0) return {.begin = array->data, .end = array->data};
    const int64_t span = (array->dimensions[i] - 1) * array->strides[i];
    (span < 0 ? extent.begin : extent.end) += span;
  }
  return extent;
}

const char* CodeOf(const Descr* descr) {
  // Of common ones, by kind and size.
  static char common['z' - 'A' + 1][17][4];
  const int64_t bytes = ItemSize(descr);
  const int64_t size = descr->kind == 'U' ? bytes / 4 : bytes;
  const bool is_letter = descr->kind >= 'A' && descr->kind <= 'z';
  if (is_letter && descr->byteorder != '>' && size >= 0 && size <= 16) [[likely]] {
    char* const code = common[descr->kind - 'A'][size];
    if (code[0] != descr->kind) {
      std::snprintf(code, sizeof(common[0][0]), "%c%d", descr->kind, static_cast<int>(size));
    }
    return code;
  }
  return RareCode(descr->byteorder == '>', descr->kind, size);
}

}  // namespace tidemark::numpy
