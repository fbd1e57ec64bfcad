// Indexing, the buffer interface, and attributes that are set or that hand out memory.
#include <cstring>

#include "tidemark/numpy/call_sites.h"
#include "tidemark/numpy/hooks.h"
#include "tidemark/numpy/ledger.h"
#include "tidemark/numpy/operations.h"

namespace tidemark::numpy {
namespace {

PyObject* (*subscript)(PyObject*, PyObject*) = nullptr;
int (*assign_subscript)(PyObject*, PyObject*, PyObject*) = nullptr;
PyObject* (*item)(PyObject*, Py_ssize_t) = nullptr;
GetBuffer get_buffer = nullptr;

PyObject* Subscript(PyObject* self, PyObject* key) {
  if (!IsRecording()) return subscript(self, key);
  const Arguments arguments = {.self = self, .values = &key, .count = 1};
  Operation operation("getitem", arguments);
  PyObject* const result = subscript(self, key);
  operation.FinishSubscript(key, result);
  return result;
}

// Iteration, and a[i] by C code.
PyObject* Item(PyObject* self, Py_ssize_t index) {
  if (!IsRecording()) return item(self, index);
  const Arguments arguments = {.self = self, .values = nullptr, .count = 0};
  Operation operation("getitem", arguments);
  PyObject* const result = item(self, index);
  operation.FinishSubscript(nullptr, result);
  return result;
}

int AssignSubscript(PyObject* self, PyObject* key, PyObject* value) {
  if (!IsRecording()) return assign_subscript(self, key, value);
  PyObject* const values[2] = {key, value};
  const Arguments arguments = {.self = self, .values = values, .count = value == nullptr ? 1 : 2};
  Operation operation("setitem", arguments);
  const int failed = assign_subscript(self, key, value);
  operation.FinishAssignment(key, value, failed == 0);
  return failed;
}

int GetBufferOf(PyObject* self, Py_buffer* buffer, int flags) {
  const int failed = get_buffer(self, buffer, flags);
  if (failed == 0 && IsRecording()) {
    TellEscape(self, "buffer", buffer->readonly == 0 && (flags & PyBUF_WRITABLE) != 0);
  }
  return failed;
}

// ---- Attributes. ----

struct HookedAttribute {
  const char* name;
  PyGetSetDef plain;
};
enum Attribute : uint8_t {
  kShape,
  kDtype,
  kStrides,
  kArrayInterface,
  kArrayStruct,
  kCtypes,
  kData,
  kFlat,
  kTransposed,
  kReal,
  kImag,
  kAttributes
};
HookedAttribute attributes[kAttributes] = {{"shape", {}},
                                           {"dtype", {}},
                                           {"strides", {}},
                                           {"__array_interface__", {}},
                                           {"__array_struct__", {}},
                                           {"ctypes", {}},
                                           {"data", {}},
                                           {"flat", {}},
                                           {"T", {}},
                                           {"real", {}},
                                           {"imag", {}}};

template <size_t kIndex>
int SetAttribute(PyObject* self, PyObject* value, void* closure) {
  const HookedAttribute& attribute = attributes[kIndex];
  const int failed = attribute.plain.set(self, value, closure);
  if (failed == 0 && IsRecording()) Reshaped(self, CurrentSite(), attribute.name);
  return failed;
}

// a.real = b
template <size_t kIndex>
int SetElements(PyObject* self, PyObject* value, void* closure) {
  const int failed = attributes[kIndex].plain.set(self, value, closure);
  if (failed == 0 && IsRecording()) Touch(self, true, CurrentSite());
  return failed;
}

template <size_t kIndex>
PyObject* GetAttribute(PyObject* self, void* closure) {
  const HookedAttribute& attribute = attributes[kIndex];
  PyObject* const value = attribute.plain.get(self, closure);
  if (value != nullptr && IsRecording()) {
    TellEscape(self, attribute.name, /*may_write=*/true);
  }
  return value;
}

// One that is a view of the array.
template <size_t kIndex>
PyObject* GetView(PyObject* self, void* closure) {
  const HookedAttribute& attribute = attributes[kIndex];
  if (!IsRecording()) return attribute.plain.get(self, closure);
  const Arguments arguments = {.self = self, .values = nullptr, .count = 0};
  Operation operation(attribute.name, arguments);
  PyObject* const result = attribute.plain.get(self, closure);
  operation.FinishSubscript(nullptr, result);
  return result;
}

PyGetSetDef* FindAttribute(HookedAttribute* attribute) {
  PyObject* const found = PyDict_GetItemString(numpy_abi.array_type->tp_dict, attribute->name);
  if (found == nullptr || !IsOfType(found, PyGetSetDescr_Type)) return nullptr;
  PyGetSetDef* const def = reinterpret_cast<PyGetSetDescrObject*>(found)->d_getset;
  attribute->plain = *def;
  return def;
}

void HookAttribute(Attribute which, PyObject* (*get)(PyObject*, void*),
                   int (*set)(PyObject*, PyObject*, void*)) {
  PyGetSetDef* const def = FindAttribute(&attributes[which]);
  if (def == nullptr) return;
  if (get != nullptr && def->get != nullptr) def->get = get;
  if (set != nullptr && def->set != nullptr) def->set = set;
}

// What __getitem__ of the type calls, for subtypes that have one of their own.
void HookWrapper(const char* name, const void* plain, void* hook) {
  PyObject* const found = PyDict_GetItemString(numpy_abi.array_type->tp_dict, name);
  if (found == nullptr || !IsOfType(found, PyWrapperDescr_Type)) return;
  auto* const wrapper = reinterpret_cast<PyWrapperDescrObject*>(found);
  if (wrapper->d_wrapped == plain) wrapper->d_wrapped = hook;
}

void HookSlotsOf(PyTypeObject* type) {
  if (type->tp_as_mapping != nullptr) {
    if (type->tp_as_mapping->mp_subscript == subscript) {
      type->tp_as_mapping->mp_subscript = &Subscript;
    }
    if (type->tp_as_mapping->mp_ass_subscript == assign_subscript) {
      type->tp_as_mapping->mp_ass_subscript = &AssignSubscript;
    }
  }
  if (type->tp_as_sequence != nullptr && type->tp_as_sequence->sq_item == item) {
    type->tp_as_sequence->sq_item = &Item;
  }
  if (type->tp_as_buffer != nullptr && type->tp_as_buffer->bf_getbuffer == get_buffer) {
    type->tp_as_buffer->bf_getbuffer = &GetBufferOf;
  }
  const KeepException keep;
  PyObject* const subtypes =
      PyObject_CallMethod(reinterpret_cast<PyObject*>(type), "__subclasses__", nullptr);
  if (subtypes == nullptr) return PyErr_Clear();
  for (PyObject* const subtype : Elements(subtypes)) {
    HookSlotsOf(reinterpret_cast<PyTypeObject*>(subtype));
  }
  DecRef(subtypes);
}

}  // namespace

void HookSlots() {
  PyTypeObject* const type = numpy_abi.array_type;
  subscript = type->tp_as_mapping->mp_subscript;
  assign_subscript = type->tp_as_mapping->mp_ass_subscript;
  item = type->tp_as_sequence->sq_item;
  get_buffer = type->tp_as_buffer->bf_getbuffer;
  HookSlotsOf(type);
  void* const get = reinterpret_cast<void*>(subscript);
  void* const set = reinterpret_cast<void*>(assign_subscript);
  HookWrapper("__getitem__", get, reinterpret_cast<void*>(&Subscript));
  HookWrapper("__setitem__", set, reinterpret_cast<void*>(&AssignSubscript));
  HookWrapper("__delitem__", set, reinterpret_cast<void*>(&AssignSubscript));
  HookAttribute(kShape, nullptr, &SetAttribute<kShape>);
  HookAttribute(kDtype, nullptr, &SetAttribute<kDtype>);
  HookAttribute(kStrides, nullptr, &SetAttribute<kStrides>);
  HookAttribute(kArrayInterface, &GetAttribute<kArrayInterface>, nullptr);
  HookAttribute(kArrayStruct, &GetAttribute<kArrayStruct>, nullptr);
  HookAttribute(kCtypes, &GetAttribute<kCtypes>, nullptr);
  HookAttribute(kData, &GetAttribute<kData>, nullptr);
  HookAttribute(kFlat, &GetAttribute<kFlat>, &SetElements<kFlat>);
  HookAttribute(kTransposed, &GetView<kTransposed>, nullptr);
  HookAttribute(kReal, &GetView<kReal>, &SetElements<kReal>);
  HookAttribute(kImag, &GetView<kImag>, &SetElements<kImag>);
  PyType_Modified(type);
}

}  // namespace tidemark::numpy
