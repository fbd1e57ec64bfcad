// What this library knows of CPython and NumPy: the few structures that it reads or changes, and the
// functions that it calls, declared here, so that one build serves all versions.
//
// The structures are those of CPython 3.9 to 3.13 with a GIL and of NumPy 1.22 to 2.x; install.cc
// verifies what can be verified before it relies on them. The functions are those of the interpreter
// that loads this library; the weak ones do not exist in every version.
//
// Threading: with the GIL. Ownership: as CPython documents it.
#ifndef TIDEMARK_NUMPY_PYTHON_ABI_H_
#define TIDEMARK_NUMPY_PYTHON_ABI_H_

#include <cstddef>
#include <cstdint>

// The names are CPython's.
// NOLINTBEGIN(readability-identifier-naming, bugprone-reserved-identifier)
using Py_ssize_t = ptrdiff_t;
struct PyTypeObject;

struct PyObject {
  Py_ssize_t ob_refcnt;
  PyTypeObject* ob_type;
};

struct Py_buffer {
  void* buf;
  PyObject* obj;
  Py_ssize_t len;
  Py_ssize_t itemsize;
  int readonly;
};

using PyCFunction = PyObject* (*)(PyObject*, PyObject*);
using PyCFunctionWithKeywords = PyObject* (*)(PyObject*, PyObject*, PyObject*);
using PyCFunctionFast = PyObject* (*)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*);
using VectorCall = PyObject* (*)(PyObject*, PyObject* const*, size_t, PyObject*);
using GetBuffer = int (*)(PyObject*, Py_buffer*, int);

struct PyMethodDef {
  const char* ml_name;
  PyCFunction ml_meth;
  int ml_flags;
  const char* ml_doc;
};

struct PyGetSetDef {
  const char* name;
  PyObject* (*get)(PyObject*, void*);
  int (*set)(PyObject*, PyObject*, void*);
  const char* doc;
  void* closure;
};

struct PyMappingMethods {
  Py_ssize_t (*mp_length)(PyObject*);
  PyObject* (*mp_subscript)(PyObject*, PyObject*);
  int (*mp_ass_subscript)(PyObject*, PyObject*, PyObject*);
};

struct PySequenceMethods {
  Py_ssize_t (*sq_length)(PyObject*);
  void* sq_concat;
  void* sq_repeat;
  PyObject* (*sq_item)(PyObject*, Py_ssize_t);
};

struct PyBufferProcs {
  GetBuffer bf_getbuffer;
  void (*bf_releasebuffer)(PyObject*, Py_buffer*);
};

struct PyTypeObject {
  PyObject head;
  Py_ssize_t ob_size;
  const char* tp_name;
  Py_ssize_t tp_basicsize;
  Py_ssize_t tp_itemsize;
  void (*tp_dealloc)(PyObject*);
  Py_ssize_t tp_vectorcall_offset;
  void* tp_getattr;
  void* tp_setattr;
  void* tp_as_async;
  void* tp_repr;
  void* tp_as_number;
  PySequenceMethods* tp_as_sequence;
  PyMappingMethods* tp_as_mapping;
  void* tp_hash;
  void* tp_call;
  void* tp_str;
  void* tp_getattro;
  void* tp_setattro;
  PyBufferProcs* tp_as_buffer;
  unsigned long tp_flags;  // NOLINT(google-runtime-int): CPython's
  const char* tp_doc;
  void* tp_traverse;
  void* tp_clear;
  void* tp_richcompare;
  Py_ssize_t tp_weaklistoffset;
  void* tp_iter;
  void* tp_iternext;
  PyMethodDef* tp_methods;
  void* tp_members;
  PyGetSetDef* tp_getset;
  PyTypeObject* tp_base;
  PyObject* tp_dict;
  void* tp_descr_get;
  void* tp_descr_set;
  Py_ssize_t tp_dictoffset;
  void* tp_init;
  PyObject* (*tp_alloc)(PyTypeObject*, Py_ssize_t);
  PyObject* (*tp_new)(PyTypeObject*, PyObject*, PyObject*);
};

struct PyTupleObject {
  PyObject head;
  Py_ssize_t ob_size;
  PyObject* ob_item[1];
};

struct PyListObject {
  PyObject head;
  Py_ssize_t ob_size;
  PyObject** ob_item;
};

// What all descriptors begin with.
struct PyDescrObject {
  PyObject head;
  PyTypeObject* d_type;
  PyObject* d_name;
  PyObject* d_qualname;
};
struct PyMethodDescrObject {
  PyDescrObject common;
  PyMethodDef* d_method;
};
struct PyGetSetDescrObject {
  PyDescrObject common;
  PyGetSetDef* d_getset;
};
struct PyWrapperDescrObject {
  PyDescrObject common;
  void* d_base;
  void* d_wrapped;
};
struct PyCFunctionObject {
  PyObject head;
  PyMethodDef* m_ml;
  PyObject* m_self;
};

inline constexpr int METH_VARARGS = 0x1;
inline constexpr int METH_KEYWORDS = 0x2;
inline constexpr int METH_NOARGS = 0x4;
inline constexpr int METH_O = 0x8;
inline constexpr int METH_FASTCALL = 0x80;
inline constexpr int METH_METHOD = 0x200;
inline constexpr int PyBUF_WRITABLE = 0x1;

extern "C" {
struct PyThreadState;
struct PyFrameObject;
extern PyTypeObject PyCode_Type;
extern PyTypeObject PyMethodDescr_Type;
extern PyTypeObject PyGetSetDescr_Type;
extern PyTypeObject PyWrapperDescr_Type;
extern PyTypeObject PyCFunction_Type;
extern PyTypeObject PyList_Type;
extern PyTypeObject PyTuple_Type;
extern PyTypeObject PyLong_Type;
extern PyTypeObject PyBool_Type;
extern PyTypeObject PySlice_Type;
extern PyTypeObject PyModule_Type;
extern PyTypeObject PyType_Type;
extern PyTypeObject PyUnicode_Type;
extern PyObject _Py_EllipsisObject;
extern PyObject _Py_NoneStruct;

int PyType_IsSubtype(PyTypeObject*, PyTypeObject*);
void PyType_Modified(PyTypeObject*);
PyObject* PyImport_GetModuleDict();
PyObject* PyDict_GetItemString(PyObject*, const char*);
PyObject* PyDict_GetItemWithError(PyObject*, PyObject*);
int PyDict_Next(PyObject*, Py_ssize_t*, PyObject**, PyObject**);
PyObject* PyObject_GetAttrString(PyObject*, const char*);
int PyObject_HasAttrString(PyObject*, const char*);
PyObject* PyObject_CallMethod(PyObject*, const char*, const char*, ...);
PyObject* PyModule_GetDict(PyObject*);
void* PyCapsule_GetPointer(PyObject*, const char*);
const char* PyUnicode_AsUTF8(PyObject*);
PyObject* PyUnicode_FromString(const char*);
int PyUnicode_CompareWithASCIIString(PyObject*, const char*);
long PyLong_AsLong(PyObject*);  // NOLINT(google-runtime-int)
void PyErr_Fetch(PyObject**, PyObject**, PyObject**);
void PyErr_Restore(PyObject*, PyObject*, PyObject*);
PyObject* PyErr_Occurred();
void PyErr_Clear();
PyObject* PySys_GetObject(const char*);
int PyGILState_Check();
Py_ssize_t PyObject_Hash(PyObject*);
[[gnu::weak]] int PyGC_Enable();  // from 3.10 on, as the next
[[gnu::weak]] int PyGC_Disable();
PyThreadState* PyGILState_GetThisThreadState();
void _Py_Dealloc(PyObject*);
const char* Py_GetVersion();
int PyCode_Addr2Line(PyObject*, int);
PyFrameObject* PyEval_GetFrame();
int PyFrame_GetLineNumber(PyFrameObject*);
PyObject* PyFrame_GetCode(PyFrameObject*);
PyFrameObject* PyFrame_GetBack(PyFrameObject*);
[[gnu::weak]] int PyFrame_GetLasti(PyFrameObject*);          // from 3.11 on
[[gnu::weak]] PyThreadState* _PyThreadState_UncheckedGet();  // up to 3.12
[[gnu::weak]] PyThreadState* PyThreadState_GetUnchecked();   // from 3.13 on
}
// NOLINTEND(readability-identifier-naming, bugprone-reserved-identifier)

namespace tidemark::numpy {

inline bool IsOfType(const PyObject* object, const PyTypeObject& type) {
  return object->ob_type == &type;
}

// The elements of a list or tuple; none of anything else, and of null.
class Elements {
 public:
  explicit Elements(const PyObject* sequence) {
    if (sequence == nullptr) return;
    if (IsOfType(sequence, PyList_Type)) {
      const auto* const list = reinterpret_cast<const PyListObject*>(sequence);
      begin_ = list->ob_item;
      end_ = begin_ + list->ob_size;
    } else if (IsOfType(sequence, PyTuple_Type)) {
      const auto* const tuple = reinterpret_cast<const PyTupleObject*>(sequence);
      begin_ = tuple->ob_item;
      end_ = begin_ + tuple->ob_size;
    }
  }
  PyObject* const* begin() const { return begin_; }
  PyObject* const* end() const { return end_; }

 private:
  PyObject* const* begin_ = nullptr;
  PyObject* const* end_ = nullptr;
};

// Objects from 3.12 on may be immortal, which their reference count says.
inline void DecRef(PyObject* object) {
  if (object == nullptr || static_cast<int32_t>(object->ob_refcnt) < 0) return;
  if (--object->ob_refcnt == 0) _Py_Dealloc(object);
}

// Keeps the current exception, and drops what happens in between.
class KeepException {
 public:
  KeepException() { PyErr_Fetch(&type_, &value_, &traceback_); }
  ~KeepException() { PyErr_Restore(type_, value_, traceback_); }
  KeepException(const KeepException&) = delete;
  KeepException& operator=(const KeepException&) = delete;

 private:
  PyObject* type_ = nullptr;
  PyObject* value_ = nullptr;
  PyObject* traceback_ = nullptr;
};

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_PYTHON_ABI_H_
