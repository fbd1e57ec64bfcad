// What the loader in libtidemark_malloc.so calls when a program has imported NumPy.
#include <cstdlib>
#include <cstring>

#include "tidemark/bridge/bridge.h"
#include "tidemark/numpy/call_sites.h"
#include "tidemark/numpy/code_objects.h"
#include "tidemark/numpy/hooks.h"
#include "tidemark/numpy/ledger.h"
#include "tidemark/numpy/numpy_abi.h"
#include "tidemark/numpy/object_types.h"
#include "tidemark/numpy/python_abi.h"
#include "tidemark/numpy/python_stacks.h"

namespace tidemark::numpy {
namespace {

// Without a GIL, or with another of the same version, nothing here would be right.
const char* WhyNotThisPython() {
  const char* const version = Py_GetVersion();
  const int minor = std::strncmp(version, "3.", 2) == 0 ? std::atoi(version + 2) : 0;
  if (minor < 9 || minor > 13) return "CPython 3.9 to 3.13 are supported";
  if (std::strstr(version, "free-threading") != nullptr) {
    return "free-threaded Python is not supported";
  }
  if (std::strstr(version, "PyPy") != nullptr) return "PyPy is not supported";
  return nullptr;
}

// ".../numpy/core/_multiarray_umath.so" gives ".../numpy/".
void PrepareOwners(PyObject* core) {
  PyObject* const file = PyObject_GetAttrString(core, "__file__");
  const char* const text = file == nullptr ? nullptr : PyUnicode_AsUTF8(file);
  char folder[4096] = "";
  if (text == nullptr) {
    PyErr_Clear();
  } else {
    std::strncpy(folder, text, sizeof(folder) - 1);
    for (int i = 0; i < 2; ++i) {
      char* const slash = std::strrchr(folder, '/');
      if (slash != nullptr) *slash = '\0';
    }
    std::strcat(folder, "/");
  }
  SetRuntimeFolder(folder);
  ForgetCallSites();
  tm_stack_forget();
  DecRef(file);
}

void HookExecute(PyObject* module_dict) { HookFunction(module_dict, "execute"); }

struct LaterModule {
  const char* name;
  void (*hook)(PyObject* module_dict);
  bool is_hooked = false;
};
constinit LaterModule later_modules[] = {{"numpy.linalg._umath_linalg", &HookUfuncs},
                                         {"numpy.fft._pocketfft_umath", &HookUfuncs},
                                         {"numpy.fft._pocketfft_internal", &HookExecute},
                                         {"scipy.special._ufuncs", &HookUfuncs},
                                         {"numpy.random.bit_generator", &HookRandom},
                                         {"numpy.random._mt19937", &HookRandom},
                                         {"numpy.random._pcg64", &HookRandom},
                                         {"numpy.random._philox", &HookRandom},
                                         {"numpy.random._sfc64", &HookRandom},
                                         {"numpy.random._generator", &HookRandom},
                                         {"numpy.random.mtrand", &HookRandom}};

}  // namespace

bool HookLaterModules() {
  PyObject* const modules = PyImport_GetModuleDict();
  bool is_any_unfinished = false;
  for (LaterModule& later : later_modules) {
    if (later.is_hooked || modules == nullptr) continue;
    PyObject* const module = PyDict_GetItemString(modules, later.name);
    PyObject* const dict = module == nullptr ? nullptr : PyModule_GetDict(module);
    if (dict == nullptr) continue;
    if (IsBeingImported(module)) {
      is_any_unfinished = true;
      continue;
    }
    later.is_hooked = true;
    later.hook(dict);
  }
  return is_any_unfinished;
}

}  // namespace tidemark::numpy

// Before anything else, once the interpreter runs a frame. `project`: the folder of the user's code;
// null: it is not said.
extern "C" [[gnu::visibility("default")]] void tidemark_python_prepare(const char* project) {
  const tidemark::numpy::KeepException keep;
  tidemark::numpy::PrepareInterpreter(project);
}

// Heap events have the lines of Python from now on. Null, or why that is not possible.
extern "C" [[gnu::visibility("default")]] const char* tidemark_python_stacks() {
  return tidemark::numpy::InstallStacks();
}

// What tells the types of objects from now on, and wants to know of blocks of `*least` bytes and more.
extern "C" [[gnu::visibility("default")]] void tidemark_python_types(
    tidemark::numpy::IsObjectBlock is_object_block,
    const char* (**type_of_block)(const void* block, size_t bytes),
    void (**note_block)(const void* block), size_t* least) {
  tidemark::numpy::PrepareTypes(is_object_block);
  *type_of_block = &tidemark::numpy::TypeOfBlock;
  *note_block = &tidemark::numpy::NoteTypeBlock;
  *least = tidemark::numpy::kLeastTypeBlock;
}

// Hooks NumPy, given its core module. Null, or why that is not possible; then nothing was changed.
extern "C" [[gnu::visibility("default")]] const char* tidemark_numpy_install(PyObject* core) {
  using namespace tidemark::numpy;  // NOLINT(google-build-using-namespace)
  if (tm_bridge_table == nullptr) return "there is no recorder";
  const KeepException keep;
  if (const char* const why_not = WhyNotThisPython(); why_not != nullptr) return why_not;
  if (const char* const why_not = FindNumpyAbi(core); why_not != nullptr) {
    PyErr_Clear();
    return why_not;
  }
  PrepareOwners(core);
  HookObjects();
  HookMethods();
  HookSlots();
  HookUfuncs(numpy_abi.module_dict);
  HookUfuncMethods();
  HookApi();
  HookIterators();
  HookExtensions();
  PyType_Modified(numpy_abi.array_type);
  return nullptr;
}

// To be called when further modules may have been imported.
extern "C" [[gnu::visibility("default")]] void tidemark_numpy_imported() {
  tidemark::numpy::HookLaterModules();
}

// The process ends now, without the interpreter having ended.
extern "C" [[gnu::visibility("default")]] void tidemark_numpy_process_ends() {
  using namespace tidemark::numpy;  // NOLINT(google-build-using-namespace)
  if (PyGILState_Check() != 0 && IsRecording()) EndAll();
}

// The interpreter has ended, and the process does now.
extern "C" [[gnu::visibility("default")]] void tidemark_numpy_interpreter_ended() {
  tidemark::numpy::EndKept();
}

// The recording ends now, and the program goes on.
extern "C" [[gnu::visibility("default")]] void tidemark_numpy_recording_ends() {
  using namespace tidemark::numpy;  // NOLINT(google-build-using-namespace)
  if (IsRecording()) EndRecording();
}
