// What is done in C by NumPy's own Cython code and its iterators, on behalf of one call of the user's.
//
// numpy.random: within a call the copies and operations are its own doing, and are not judged; what it
// writes in place (shuffle, out=) is told. Its functions, methods and constructors are hooked, for
// Cython's code has no frames of Python by which it could be told from the user's line.
// nditer: it reads, and perhaps writes, the arrays that it goes through.
#include <algorithm>
#include <cstring>

#include "tidemark/numpy/hooks.h"
#include "tidemark/numpy/ledger.h"
#include "tidemark/numpy/numpy_abi.h"
#include "tidemark/numpy/operations.h"
#include "tidemark/numpy/pointer_table.h"

namespace tidemark::numpy {
namespace {

using Init = int (*)(PyObject*, PyObject*, PyObject*);

constinit PointerTable<Init> plain_inits;  // by type

// Of the type that the slot was inherited from.
Init PlainInitOf(const PyObject* self) {
  const PyTypeObject* type = self->ob_type;
  while (plain_inits.Find(type) == nullptr) type = type->tp_base;
  return *plain_inits.Find(type);
}

int InitOpaque(PyObject* self, PyObject* values, PyObject* keywords) {
  const Init plain = PlainInitOf(self);
  if (!IsRecording()) return plain(self, values, keywords);
  const Arguments none;
  Operation operation("numpy.random", none);
  operation.NoteOpaque();
  return plain(self, values, keywords);
}

// Of nditer's op_flags: a text, or a list of such.
bool AnyWrites(const PyObject* flags) {  // NOLINT(misc-no-recursion)
  if (flags == nullptr) return false;
  if (IsOfType(flags, PyUnicode_Type)) {
    PyObject* const text = const_cast<PyObject*>(flags);
    return PyUnicode_CompareWithASCIIString(text, "readwrite") == 0 ||
           PyUnicode_CompareWithASCIIString(text, "writeonly") == 0;
  }
  const Elements all(flags);
  return std::any_of(all.begin(), all.end(), AnyWrites);
}

int InitIterator(PyObject* self, PyObject* values, PyObject* keywords) {
  const Init plain = PlainInitOf(self);
  const int failed = plain(self, values, keywords);
  if (failed != 0 || !IsRecording()) return failed;
  const Arguments arguments = ArgumentsOf(nullptr, values, keywords);
  PyObject* const operands = arguments.At(0, "op");
  const bool may_write = AnyWrites(arguments.At(2, "op_flags"));
  TellEscape(operands, "nditer", may_write);
  for (PyObject* const operand : Elements(operands)) TellEscape(operand, "nditer", may_write);
  return failed;
}

void HookInit(PyTypeObject* type, Init hook) {
  Init plain = nullptr;
  std::memcpy(&plain, &type->tp_init, sizeof(plain));
  if (plain == nullptr || plain == hook || plain_inits.Find(type) != nullptr) return;
  plain_inits.Put(type, plain);
  type->tp_init = reinterpret_cast<void*>(hook);
}

// Null for what is no function of C. Cython's functions begin as C's do.
PyMethodDef* DefOf(PyObject* object) {
  if (IsOfType(object, PyMethodDescr_Type)) {
    return reinterpret_cast<PyMethodDescrObject*>(object)->d_method;
  }
  const bool is_function =
      IsOfType(object, PyCFunction_Type) ||
      std::strstr(object->ob_type->tp_name, "cython_function_or_method") != nullptr;
  return is_function ? reinterpret_cast<PyCFunctionObject*>(object)->m_ml : nullptr;
}

void HookOpaque(PyObject* object) {
  PyMethodDef* const def = DefOf(object);
  if (def == nullptr || def->ml_name == nullptr || def->ml_name[0] == '_') return;
  const bool shuffles = std::strcmp(def->ml_name, "shuffle") == 0;
  HookDef(def, shuffles ? Kind::kShuffle : Kind::kLibrary, def->ml_name);
}

bool IsRandoms(const PyTypeObject* type) {
  return std::strncmp(type->tp_name, "numpy.random.", std::strlen("numpy.random.")) == 0;
}

}  // namespace

void HookRandom(PyObject* module_dict) {
  PyObject* key = nullptr;
  PyObject* value = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(module_dict, &at, &key, &value) != 0;) {
    if (!IsOfType(value, PyType_Type)) {
      HookOpaque(value);
      continue;
    }
    auto* const type = reinterpret_cast<PyTypeObject*>(value);
    if (!IsRandoms(type)) continue;
    HookInit(type, &InitOpaque);
    PyObject* name = nullptr;
    PyObject* method = nullptr;
    for (Py_ssize_t i = 0; PyDict_Next(type->tp_dict, &i, &name, &method) != 0;) {
      HookOpaque(method);
    }
  }
}

void HookIterators() {
  PyObject* const type = PyDict_GetItemString(numpy_abi.module_dict, "nditer");
  if (type == nullptr || !IsOfType(type, PyType_Type)) return;
  HookInit(reinterpret_cast<PyTypeObject*>(type), &InitIterator);
}

}  // namespace tidemark::numpy
