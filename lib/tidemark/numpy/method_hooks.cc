// Methods of arrays and functions of NumPy's core: the function behind each PyMethodDef is replaced by
// one that opens an Operation around it.
//
// A hook is one of a row of functions, each with a slot of its own that says what it stands in for,
// for CPython passes nothing by which one function could tell several methods apart.
#include <array>
#include <cstring>
#include <utility>

#include "tidemark/numpy/hooks.h"
#include "tidemark/numpy/operations.h"

namespace tidemark::numpy {
namespace {

struct Hooked {
  PyCFunction plain = nullptr;
  const char* name = nullptr;
  Kind kind = Kind::kCompute;
};

// By the conventions of a call.
enum Convention : uint8_t { kTuple, kTupleAndDict, kFast, kOne, kConventions };

constexpr size_t kMostHooks = 256;
Hooked hooked[kConventions][kMostHooks];
size_t hooked_count[kConventions];

PyObject* Call(const Hooked& hook, const Arguments& arguments, PyObject* result_of(const void*),
               const void* call) {
  Operation operation(hook.name, arguments);
  if (hook.kind == Kind::kLibrary || hook.kind == Kind::kShuffle) operation.NoteOpaque();
  PyObject* const result = result_of(call);
  if (hook.kind == Kind::kMakeUfunc) HookMadeUfunc(result);
  operation.Finish(hook.kind, result);
  return result;
}

template <class Plain>
PyObject* Around(const Hooked& hook, const Arguments& arguments, const Plain& plain) {
  return Call(
      hook, arguments, [](const void* call) { return (*static_cast<const Plain*>(call))(); },
      &plain);
}

template <size_t kIndex>
PyObject* CallTuple(PyObject* self, PyObject* tuple) {
  const Hooked& hook = hooked[kTuple][kIndex];
  if (!IsRecording()) return hook.plain(self, tuple);
  return Around(hook, ArgumentsOf(self, tuple), [&] { return hook.plain(self, tuple); });
}

template <size_t kIndex>
PyObject* CallTupleAndDict(PyObject* self, PyObject* tuple, PyObject* keywords) {
  const Hooked& hook = hooked[kTupleAndDict][kIndex];
  const auto plain = reinterpret_cast<PyCFunctionWithKeywords>(reinterpret_cast<void*>(hook.plain));
  if (!IsRecording()) return plain(self, tuple, keywords);
  return Around(hook, ArgumentsOf(self, tuple, keywords),
                [&] { return plain(self, tuple, keywords); });
}

template <size_t kIndex>
PyObject* CallFast(PyObject* self, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  const Hooked& hook = hooked[kFast][kIndex];
  const auto plain = reinterpret_cast<PyCFunctionFast>(reinterpret_cast<void*>(hook.plain));
  if (!IsRecording()) return plain(self, values, count, names);
  const Arguments arguments = {.self = self, .values = values, .count = count, .names = names};
  return Around(hook, arguments, [&] { return plain(self, values, count, names); });
}

template <size_t kIndex>
PyObject* CallOne(PyObject* self, PyObject* value) {
  const Hooked& hook = hooked[kOne][kIndex];
  if (!IsRecording()) return hook.plain(self, value);
  const Arguments arguments = {.self = self, .values = &value, .count = value == nullptr ? 0 : 1};
  return Around(hook, arguments, [&] { return hook.plain(self, value); });
}

template <class Function>
PyCFunction AsPlain(Function function) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(function));
}

template <size_t... kIndex>
constexpr auto MakeHooks(std::index_sequence<kIndex...> /*row*/) {
  return [](Convention convention, size_t index) -> PyCFunction {
    static const std::array<std::array<PyCFunction, kConventions>, sizeof...(kIndex)> kHooks = {
        {{AsPlain(&CallTuple<kIndex>), AsPlain(&CallTupleAndDict<kIndex>),
          AsPlain(&CallFast<kIndex>), AsPlain(&CallOne<kIndex>)}...}};
    return kHooks[index][convention];
  };
}
constexpr auto kHookOf = MakeHooks(std::make_index_sequence<kMostHooks>());

// kConventions for one that is not known.
Convention ConventionOf(int flags) {
  constexpr int kAll =
      METH_VARARGS | METH_KEYWORDS | METH_NOARGS | METH_O | METH_FASTCALL | METH_METHOD;
  switch (flags & kAll) {
    case METH_VARARGS:
      return kTuple;
    case METH_VARARGS | METH_KEYWORDS:
      return kTupleAndDict;
    case METH_FASTCALL | METH_KEYWORDS:
      return kFast;
    case METH_O:
    case METH_NOARGS:
      return kOne;
    default:
      return kConventions;
  }
}

}  // namespace

void HookDef(PyMethodDef* def, Kind kind, const char* name) {
  const Convention convention = ConventionOf(def->ml_flags);
  if (convention == kConventions || def->ml_meth == nullptr) return;
  size_t& count = hooked_count[convention];
  for (size_t i = 0; i < count; ++i) {
    if (def->ml_meth == kHookOf(convention, i)) return;
  }
  if (count == kMostHooks) return;
  hooked[convention][count] = {.plain = def->ml_meth, .name = name, .kind = kind};
  def->ml_meth = kHookOf(convention, count);
  ++count;
}

namespace {

struct Row {
  const char* name;
  Kind kind;
};

constexpr Row kMethods[] = {
    {"copy", Kind::kCopy},
    {"__copy__", Kind::kCopy},
    {"__deepcopy__", Kind::kCopy},
    {"flatten", Kind::kCopy},
    {"astype", Kind::kCast},
    {"__array__", Kind::kCast},
    {"reshape", Kind::kShape},
    {"ravel", Kind::kShape},
    {"transpose", Kind::kMake},
    {"swapaxes", Kind::kMake},
    {"squeeze", Kind::kMake},
    {"view", Kind::kMake},
    {"diagonal", Kind::kMake},
    {"getfield", Kind::kMake},
    {"newbyteorder", Kind::kMake},
    {"take", Kind::kGather},
    {"compress", Kind::kGather},
    {"repeat", Kind::kGather},
    {"choose", Kind::kCompute},
    {"byteswap", Kind::kCompute},
    {"fill", Kind::kInPlace},
    {"put", Kind::kInPlace},
    {"sort", Kind::kInPlace},
    {"partition", Kind::kInPlace},
    {"itemset", Kind::kInPlace},
    {"setfield", Kind::kInPlace},
    {"resize", Kind::kInPlace},
    {"__setstate__", Kind::kInPlace},
    {"argsort", Kind::kCompute},
    {"argpartition", Kind::kCompute},
    {"argmax", Kind::kCompute},
    {"argmin", Kind::kCompute},
    {"searchsorted", Kind::kCompute},
    {"nonzero", Kind::kCompute},
    {"cumsum", Kind::kCompute},
    {"cumprod", Kind::kCompute},
    {"dot", Kind::kCompute},
    {"trace", Kind::kCompute},
    {"round", Kind::kCompute},
    {"clip", Kind::kCompute},
    {"sum", Kind::kCompute},
    {"mean", Kind::kCompute},
    {"std", Kind::kCompute},
    {"var", Kind::kCompute},
    {"prod", Kind::kCompute},
    {"max", Kind::kCompute},
    {"min", Kind::kCompute},
    {"all", Kind::kCompute},
    {"any", Kind::kCompute},
    {"ptp", Kind::kCompute},
    {"conj", Kind::kCompute},
    {"conjugate", Kind::kCompute},
    {"tobytes", Kind::kExport},
    {"tolist", Kind::kExport},
    {"tofile", Kind::kExport},
    {"dump", Kind::kExport},
    {"dumps", Kind::kExport},
    {"__reduce__", Kind::kExport},
    {"__reduce_ex__", Kind::kExport},
    {"item", Kind::kExport},
    {"__dlpack__", Kind::kExport},
};

constexpr Row kFunctions[] = {
    {"array", Kind::kArray},
    {"asarray", Kind::kArray},
    {"asanyarray", Kind::kArray},
    {"ascontiguousarray", Kind::kArray},
    {"asfortranarray", Kind::kArray},
    {"fastCopyAndTranspose", Kind::kCopy},
    {"concatenate", Kind::kConcat},
    {"copyto", Kind::kCopyTo},
    {"arange", Kind::kMake},
    {"frompyfunc", Kind::kMakeUfunc},
    {"zeros", Kind::kMake},
    {"empty", Kind::kMake},
    {"empty_like", Kind::kMake},
    {"fromiter", Kind::kMake},
    {"frombuffer", Kind::kMake},
    {"fromfile", Kind::kMake},
    {"fromstring", Kind::kMake},
    {"from_dlpack", Kind::kMake},
    {"_from_dlpack", Kind::kMake},
    {"_load_from_filelike", Kind::kMake},
    {"where", Kind::kCompute},
    {"dot", Kind::kCompute},
    {"inner", Kind::kCompute},
    {"vdot", Kind::kCompute},
    {"c_einsum", Kind::kCompute},
    {"correlate", Kind::kCompute},
    {"correlate2", Kind::kCompute},
    {"bincount", Kind::kCompute},
    {"interp", Kind::kCompute},
    {"interp_complex", Kind::kCompute},
    {"lexsort", Kind::kCompute},
    {"count_nonzero", Kind::kCompute},
    {"putmask", Kind::kFill},
    {"_place", Kind::kFill},
    {"_insert", Kind::kFill},
    {"packbits", Kind::kCompute},
    {"unpackbits", Kind::kCompute},
    {"unravel_index", Kind::kCompute},
    {"ravel_multi_index", Kind::kCompute},
    {"_monotonicity", Kind::kCompute},
};

constexpr const char* kUfuncMethods[] = {"reduce", "accumulate", "reduceat", "outer", "at"};
constexpr const char* kUfuncMethodNames[] = {"ufunc.reduce", "ufunc.accumulate", "ufunc.reduceat",
                                             "ufunc.outer", "ufunc.at"};

}  // namespace

void HookFunction(PyObject* module_dict, const char* name) {
  PyObject* const function = PyDict_GetItemString(module_dict, name);
  if (function == nullptr || !IsOfType(function, PyCFunction_Type)) return;
  HookDef(reinterpret_cast<PyCFunctionObject*>(function)->m_ml, Kind::kCompute, name);
}

void HookMethods() {
  PyObject* const methods = numpy_abi.array_type->tp_dict;
  for (const Row& row : kMethods) {
    PyObject* const found = PyDict_GetItemString(methods, row.name);
    if (found == nullptr || !IsOfType(found, PyMethodDescr_Type)) continue;
    HookDef(reinterpret_cast<PyMethodDescrObject*>(found)->d_method, row.kind, row.name);
  }
  for (const Row& row : kFunctions) {
    PyObject* const found = PyDict_GetItemString(numpy_abi.module_dict, row.name);
    if (found == nullptr || !IsOfType(found, PyCFunction_Type)) continue;
    HookDef(reinterpret_cast<PyCFunctionObject*>(found)->m_ml, row.kind, row.name);
  }
}

void HookUfuncMethods() {
  for (size_t i = 0; i < std::size(kUfuncMethods); ++i) {
    PyObject* const found = PyDict_GetItemString(numpy_abi.ufunc_type->tp_dict, kUfuncMethods[i]);
    if (found == nullptr || !IsOfType(found, PyMethodDescr_Type)) continue;
    HookDef(reinterpret_cast<PyMethodDescrObject*>(found)->d_method, Kind::kCompute,
            kUfuncMethodNames[i]);
  }
}

}  // namespace tidemark::numpy
