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

constexpr int kMostRare = 256;
constexpr size_t kLongestCode = 24;

// The same text for the same: those that programs have are few; of many the last ones have none.
const char* Intern(const char* text) {
  static char codes[kMostRare][kLongestCode];
  static int count = 0;
  for (int i = 0; i < count; ++i) {
    if (std::strcmp(codes[i], text) == 0) return codes[i];
  }
  if (count == kMostRare || std::strlen(text) >= kLongestCode) return nullptr;
  return std::strcpy(codes[count++], text);
}

const char* RareCode(const Descr* descr, int64_t size) {
  char text[kLongestCode];
  std::snprintf(text, sizeof(text), "%s%c%lld", descr->byteorder == '>' ? ">" : "", descr->kind,
                static_cast<long long>(size));
  return Intern(text);
}

// With its unit, as "M8[ns]": NumPy's own text of it, without the byte order where that is the usual one.
const char* TimeCode(const Descr* descr) {
  const KeepException keep;
  PyObject* const made = PyObject_GetAttrString(const_cast<PyObject*>(&descr->head), "str");
  const char* text = made == nullptr ? nullptr : PyUnicode_AsUTF8(made);
  if (text != nullptr && *text == '<') ++text;
  const char* const code = text == nullptr ? nullptr : Intern(text);
  PyErr_Clear();
  DecRef(made);
  return code != nullptr ? code : RareCode(descr, ItemSize(descr));
}

// Which of the dtypes of that size it is, counted from 1. Of many the last ones are alike.
int RecordNumber(intptr_t hash, int64_t size) {
  struct Record {
    intptr_t hash;
    int64_t size;
  };
  static Record records[kMostRare];
  static int count = 0;
  int number = 1;
  for (int i = 0; i < count; ++i) {
    if (records[i].size != size) continue;
    if (records[i].hash == hash) return number;
    ++number;
  }
  if (count < kMostRare) records[count++] = {.hash = hash, .size = size};
  return number;
}

// Records of one size may have different fields: the first such dtype is "V16", the second "V16.2".
const char* RecordCode(const Descr* descr) {
  const KeepException keep;
  // The collector would run code of the program's.
  const bool was_on = PyGC_Disable != nullptr && PyGC_Disable() != 0;
  const intptr_t hash = PyObject_Hash(const_cast<PyObject*>(&descr->head));
  if (was_on) PyGC_Enable();
  PyErr_Clear();
  const int64_t size = ItemSize(descr);
  const int number = RecordNumber(hash, size);
  if (number == 1) return RareCode(descr, size);
  char text[kLongestCode];
  std::snprintf(text, sizeof(text), "V%lld.%d", static_cast<long long>(size), number);
  return Intern(text);
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

bool IsBeingImported(PyObject* module) {
  const KeepException keep;
  PyObject* const spec = PyObject_GetAttrString(module, "__spec__");
  PyObject* const flag = spec == nullptr ? nullptr : PyObject_GetAttrString(spec, "_initializing");
  const bool is = flag != nullptr && IsOfType(flag, PyBool_Type) && PyLong_AsLong(flag) != 0;
  PyErr_Clear();
  DecRef(flag);
  DecRef(spec);
  return is;
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
  if (descr->kind == 'M' || descr->kind == 'm') [[unlikely]] {
    return TimeCode(descr);
  }
  if (descr->kind == 'V') [[unlikely]] {
    return RecordCode(descr);
  }
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
  return RareCode(descr, size);
}

}  // namespace tidemark::numpy
