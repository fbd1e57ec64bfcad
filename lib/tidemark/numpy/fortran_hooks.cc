// Functions that f2py wraps: they take the memory of arrays by NumPy's macros alone, which nobody sees,
// so an array that is given to one has escaped.
//
// Each module of f2py has a type of its own for its functions, called "fortran". Found when an extension
// module has been loaded that uses NumPy (it asks for the version of the table then), before the next
// thing is done to an array.
#include <cstring>

#include "tidemark/numpy/hooks.h"
#include "tidemark/numpy/ledger.h"
#include "tidemark/numpy/operations.h"
#include "tidemark/numpy/pointer_table.h"

namespace tidemark::numpy {

constinit bool extension_was_loaded = false;

namespace {

using FortranCall = PyObject* (*)(PyObject*, PyObject*, PyObject*);
constinit PointerTable<FortranCall> fortran_calls;  // by type
constinit PointerTable<char> searched_modules;      // by dictionary

unsigned (*feature_version)() = nullptr;

unsigned FeatureVersion() {
  extension_was_loaded = true;
  return feature_version();
}

void Escape(PyObject* object) { TellEscape(object, "fortran", /*may_write=*/true); }

PyObject* CallFortran(PyObject* self, PyObject* values, PyObject* names) {
  const FortranCall plain = *fortran_calls.Find(self->ob_type);
  if (IsRecording()) {
    for (PyObject* const value : Elements(values)) Escape(value);
    PyObject* key = nullptr;
    PyObject* value = nullptr;
    for (Py_ssize_t at = 0; names != nullptr && PyDict_Next(names, &at, &key, &value) != 0;) {
      Escape(value);
    }
  }
  return plain(self, values, names);
}

void HookFortranIn(PyObject* module_dict) {
  PyObject* key = nullptr;
  PyObject* value = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(module_dict, &at, &key, &value) != 0;) {
    PyTypeObject* const type = value->ob_type;
    if (std::strcmp(type->tp_name, "fortran") != 0 || type->tp_call == nullptr) continue;
    if (fortran_calls.Find(type) != nullptr) continue;
    FortranCall plain = nullptr;
    std::memcpy(&plain, &type->tp_call, sizeof(plain));
    fortran_calls.Put(type, plain);
    type->tp_call = reinterpret_cast<void*>(&CallFortran);
  }
}

}  // namespace

void HookFortran() {
  extension_was_loaded = false;
  static PyObject* const mark = PyUnicode_FromString("__f2py_numpy_version__");
  if (mark == nullptr) return PyErr_Clear();
  PyObject* const modules = PyImport_GetModuleDict();
  PyObject* key = nullptr;
  PyObject* module = nullptr;
  for (Py_ssize_t at = 0; modules != nullptr && PyDict_Next(modules, &at, &key, &module) != 0;) {
    if (!IsOfType(module, PyModule_Type)) continue;
    PyObject* const dict = PyModule_GetDict(module);
    if (dict == nullptr || searched_modules.Find(dict) != nullptr) continue;
    if (PyDict_GetItemWithError(dict, mark) == nullptr) continue;
    searched_modules.Put(dict, 1);
    HookFortranIn(dict);
  }
  extension_was_loaded = HookLaterModules();
}

void HookExtensions() {
  auto** const place = &numpy_abi.api[kApiFeatureVersion];
  std::memcpy(&feature_version, place, sizeof(feature_version));
  *place = reinterpret_cast<void*>(&FeatureVersion);
  HookFortran();
}

}  // namespace tidemark::numpy
