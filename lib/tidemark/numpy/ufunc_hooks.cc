// Calls of ufuncs: each has a pointer of its own to the function that is called.
#include "tidemark/numpy/hooks.h"
#include "tidemark/numpy/operations.h"
#include "tidemark/numpy/pointer_table.h"

namespace tidemark::numpy {
namespace {

struct HookedUfunc {
  VectorCall plain;
  const char* name;
};
constinit PointerTable<HookedUfunc> ufuncs;

PyObject* CallUfunc(PyObject* ufunc, PyObject* const* values, size_t flags, PyObject* names) {
  const HookedUfunc hook = *ufuncs.Find(ufunc);
  if (!IsRecording()) return hook.plain(ufunc, values, flags, names);
  constexpr size_t kOffsetFlag = size_t{1} << (8 * sizeof(size_t) - 1);
  const Arguments arguments = {.self = nullptr,
                               .values = values,
                               .count = static_cast<Py_ssize_t>(flags & ~kOffsetFlag),
                               .names = names};
  const auto* const called = reinterpret_cast<const Ufunc*>(ufunc);
  Operation operation(hook.name, arguments);
  PyObject* const result = hook.plain(ufunc, values, flags, names);
  operation.FinishUfunc(called->nin, called->nout, result);
  return result;
}

// Names of ufuncs outlive the process: those of NumPy's modules are literals.
const char* NameOf(PyObject* ufunc) {
  PyObject* const name = PyObject_GetAttrString(ufunc, "__name__");
  const char* const text = name == nullptr ? nullptr : PyUnicode_AsUTF8(name);
  if (text == nullptr) PyErr_Clear();
  return text == nullptr ? "ufunc" : text;  // the name is kept, once for each ufunc
}

// `name` null: its own, which is kept.
void HookUfunc(PyObject* ufunc, const char* name) {
  const Py_ssize_t offset = numpy_abi.ufunc_type->tp_vectorcall_offset;
  auto* const place = reinterpret_cast<VectorCall*>(reinterpret_cast<char*>(ufunc) + offset);
  if (offset <= 0 || *place == nullptr || *place == &CallUfunc) return;
  ufuncs.Put(ufunc, {.plain = *place, .name = name != nullptr ? name : NameOf(ufunc)});
  *place = &CallUfunc;
}

}  // namespace

void HookMadeUfunc(PyObject* object) {
  if (object != nullptr && IsOfType(object, *numpy_abi.ufunc_type)) HookUfunc(object, "ufunc");
}

void HookUfuncs(PyObject* module_dict) {
  PyObject* key = nullptr;
  PyObject* value = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(module_dict, &at, &key, &value) != 0;) {
    if (IsOfType(value, *numpy_abi.ufunc_type)) HookUfunc(value, nullptr);
  }
}

}  // namespace tidemark::numpy
