// Objects: tp_alloc, tp_dealloc and tp_new of ndarray, and the functions inside NumPy's default data
// handler (one that is set by PyDataMem_SetHandler is not asked in other threads).
#include <cstddef>

#include "tidemark/numpy/call_sites.h"
#include "tidemark/numpy/hooks.h"
#include "tidemark/numpy/late_moves.h"
#include "tidemark/numpy/ledger.h"
#include "tidemark/numpy/operations.h"

namespace tidemark::numpy {
namespace {

PyObject* (*alloc_of_array)(PyTypeObject*, Py_ssize_t) = nullptr;
PyObject* (*alloc_of_subtype)(PyTypeObject*, Py_ssize_t) = nullptr;
PyObject* (*new_of_array)(PyTypeObject*, PyObject*, PyObject*) = nullptr;
void (*dealloc_of_array)(PyObject*) = nullptr;
DataAllocator plain;
// What the array that ends now gives back: it is told of already.
const void* ending_data = nullptr;

void NoteBegin(PyObject* object) {
  if (object == nullptr || !IsRecording()) return;
  Operation* const operation = CurrentOperation();
  if (operation == nullptr) {
    bool by_library = false;
    const tm_site site = CurrentSite(&by_library);
    return Begin(object, site, nullptr, by_library);
  }
  const tm_site site = operation->site();
  Begin(object, site, operation->name(), operation->is_library());
}

PyObject* AllocOfArray(PyTypeObject* type, Py_ssize_t items) {
  PyObject* const object = alloc_of_array(type, items);
  NoteBegin(object);
  return object;
}

PyObject* AllocOfSubtype(PyTypeObject* type, Py_ssize_t items) {
  PyObject* const object = alloc_of_subtype(type, items);
  NoteBegin(object);
  return object;
}

PyObject* NewOfArray(PyTypeObject* type, PyObject* arguments, PyObject* keywords) {
  HookSubtypes(type);
  return new_of_array(type, arguments, keywords);
}

void DeallocOfArray(PyObject* object) {
  if (IsRecording()) {
    const Array* const array = AsArray(object);
    Operation* const operation = CurrentOperation();
    if (operation != nullptr && IsWaiting(object) && array->data != nullptr) {
      operation->NoteInnerView(array);
    }
    End(object);
    ending_data = (array->flags & kOwnsData) != 0 ? array->data : nullptr;
  }
  dealloc_of_array(object);
}

// ---- The data handler. ----

void* Malloc(void* context, size_t bytes) {
  tm_heap_pause();
  void* const data = plain.malloc(context, bytes);
  tm_heap_resume();
  return data;
}

void* Calloc(void* context, size_t count, size_t bytes) {
  tm_heap_pause();
  void* const data = plain.calloc(context, count, bytes);
  tm_heap_resume();
  return data;
}

void* Realloc(void* context, void* data, size_t bytes) {
  const bool is_recording = tm_recording() != 0;
  const bool has_gil = is_recording && PyGILState_Check() != 0;
  if (has_gil && IsRecording()) Settle();
  tm_heap_pause();
  void* const moved = plain.realloc(context, data, bytes);
  tm_heap_resume();
  if (moved == nullptr || !is_recording) return moved;
  const auto size = static_cast<int64_t>(bytes);
  has_gil ? Moved(data, moved, size, CurrentSite()) : MovedLate(data, moved, size);
  return moved;
}

void Free(void* context, void* data, size_t bytes) {
  if (data != nullptr && data == ending_data) {
    ending_data = nullptr;
  } else if (data != nullptr && tm_recording() != 0 && PyGILState_Check() != 0 && IsRecording()) {
    Released(data);
  }
  tm_heap_pause();
  plain.free(context, data, bytes);
  tm_heap_resume();
}

void HookDataHandler() {
  if (numpy_abi.handler == nullptr) return;
  DataAllocator& allocator = numpy_abi.handler->allocator;
  plain = allocator;
  allocator.malloc = &Malloc;
  allocator.calloc = &Calloc;
  allocator.realloc = &Realloc;
  allocator.free = &Free;
}

}  // namespace

void HookSubtypes(PyTypeObject* type) {
  if (type != numpy_abi.array_type) {
    if (type->tp_alloc == &AllocOfSubtype || type->tp_alloc == &AllocOfArray) return;
    // All of them have the same one: PyType_GenericAlloc.
    if (alloc_of_subtype == nullptr) alloc_of_subtype = type->tp_alloc;
    if (type->tp_alloc == alloc_of_array) {
      type->tp_alloc = &AllocOfArray;
    } else if (type->tp_alloc == alloc_of_subtype) {
      type->tp_alloc = &AllocOfSubtype;
    }
  }
  const KeepException keep;
  PyObject* const subtypes =
      PyObject_CallMethod(reinterpret_cast<PyObject*>(type), "__subclasses__", nullptr);
  if (subtypes == nullptr) return PyErr_Clear();
  for (PyObject* const subtype : Elements(subtypes)) {
    HookSubtypes(reinterpret_cast<PyTypeObject*>(subtype));
  }
  DecRef(subtypes);
}

void HookObjects() {
  PyTypeObject* const type = numpy_abi.array_type;
  alloc_of_array = type->tp_alloc;
  dealloc_of_array = type->tp_dealloc;
  new_of_array = type->tp_new;
  type->tp_alloc = &AllocOfArray;
  type->tp_dealloc = &DeallocOfArray;
  type->tp_new = &NewOfArray;
  HookDataHandler();
  HookSubtypes(type);
}

}  // namespace tidemark::numpy
