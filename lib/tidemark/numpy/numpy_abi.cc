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

DtypeCode CodeOf(const Descr* descr) {
  DtypeCode code;
  const int64_t bytes = ItemSize(descr);
  const int64_t size = descr->kind == 'U' ? bytes / 4 : bytes;
  if (descr->byteorder != '>' && size >= 0 && size < 10) {
    code.text[0] = descr->kind;
    code.text[1] = static_cast<char>('0' + size);
    code.text[2] = '\0';
    return code;
  }
  std::snprintf(code.text, sizeof(code.text), "%s%c%lld", descr->byteorder == '>' ? ">" : "",
                descr->kind, static_cast<long long>(size));
  return code;
}

}  // namespace tidemark::numpy
