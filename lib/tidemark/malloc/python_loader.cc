#include "tidemark/malloc/python_loader.h"

#include <dlfcn.h>
#include <unistd.h>

#include <climits>
#include <cstring>
#include <string>

#include "tidemark/malloc/loaded_symbols.h"
#include "tidemark/malloc/python_allocators.h"
#include "tidemark/malloc/python_audit.h"
#include "tidemark/malloc/python_objects.h"
#include "tidemark/malloc/startup.h"
#include "tidemark/record/buffer/thread_local.h"
#include "tidemark/record/recording/recording.h"

namespace tidemark::malloc_internal {
namespace {

enum class State { kOff, kWaiting, kInstalled, kDeclined };

constinit State state = State::kOff;
char library_path[PATH_MAX];
char project_path[PATH_MAX];
bool records_numpy = false;
bool records_objects = false;
void* library = nullptr;
bool has_stacks = false;  // or cannot have them
void (*imported)() = nullptr;
void (*process_ends)() = nullptr;
void (*interpreter_ended)() = nullptr;

// CPython's functions; objects are opaque here.
struct Python {
  void* (*module_dict)();
  void* (*get_item)(void*, const char*);
  int (*has_attribute)(void*, const char*);
  void* (*error)();
  void* (*interpreter)();
  void* (*main_interpreter)();
};

const Python* FindPython() {
  static Python python;
  static const bool is_whole = FindInProcess("PyImport_GetModuleDict", &python.module_dict) &&
                               FindInProcess("PyDict_GetItemString", &python.get_item) &&
                               FindInProcess("PyObject_HasAttrString", &python.has_attribute) &&
                               FindInProcess("PyErr_Occurred", &python.error) &&
                               FindInProcess("PyInterpreterState_Get", &python.interpreter) &&
                               FindInProcess("PyInterpreterState_Main", &python.main_interpreter);
  return is_whole ? &python : nullptr;
}

// NumPy's core, once all that the bridge needs of it is there.
void* FindCore(const Python& python) {
  void* const modules = python.module_dict();
  if (modules == nullptr) return nullptr;
  void* core = python.get_item(modules, "numpy._core._multiarray_umath");
  if (core == nullptr) core = python.get_item(modules, "numpy.core._multiarray_umath");
  void* const numpy = core == nullptr ? nullptr : python.get_item(modules, "numpy");
  if (numpy == nullptr || python.error() != nullptr) return nullptr;
  const bool is_ready =
      python.has_attribute(core, "_UFUNC_API") != 0 && python.has_attribute(numpy, "ndarray") != 0;
  return is_ready ? core : nullptr;
}

// A function of the library, which is loaded and prepared if it was not. Null: it is not there.
template <class Function>
bool FindInLibrary(const char* name, Function* function) {
  if (library == nullptr) {
    const record::SuppressHeap suppress;
    library = dlopen(library_path, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return false;
    void (*prepare)(const char*) = nullptr;
    if (!FindInLibrary("tidemark_python_prepare", &prepare)) return false;
    prepare(project_path[0] == '\0' ? nullptr : project_path);
  }
  void* const found = dlsym(library, name);
  std::memcpy(function, &found, sizeof(found));
  return found != nullptr;
}

// Null, or why not.
const char* Install(void* core) {
  const char* (*install)(void*) = nullptr;
  const bool is_whole = FindInLibrary("tidemark_numpy_install", &install) &&
                        FindInLibrary("tidemark_numpy_imported", &imported) &&
                        FindInLibrary("tidemark_numpy_process_ends", &process_ends) &&
                        FindInLibrary("tidemark_numpy_interpreter_ended", &interpreter_ended);
  if (library == nullptr) return dlerror();
  return is_whole ? install(core) : "the bridge is of another version";
}

const char* InstallStacks() {
  const char* (*install)() = nullptr;
  if (FindInLibrary("tidemark_python_stacks", &install)) return install();
  return library == nullptr ? dlerror() : "the bridge is of another version";
}

bool IsMainInterpreter(const Python* python) {
  return python != nullptr && python->interpreter() == python->main_interpreter();
}

void TryInstall() {
  const Python* const python = FindPython();
  if (!IsMainInterpreter(python)) return;
  void* const core = FindCore(*python);
  if (core == nullptr) return;
  const char* const why_not = Install(core);
  state = why_not == nullptr ? State::kInstalled : State::kDeclined;
  if (why_not != nullptr) PrintLine(std::string("NumPy is not recorded: ") + why_not);
}

// False while the interpreter starts.
bool HasFrame() {
  void* (*frame)() = nullptr;
  return FindInProcess("PyEval_GetFrame", &frame) && frame() != nullptr;
}

void TryInstallStacks() {
  has_stacks = true;
  const char* const why_not = InstallStacks();
  if (why_not != nullptr) PrintLine(std::string("the heap has no lines of Python: ") + why_not);
}

void TryInstallTypes() {
  if (!HasObjects()) {
    return PrintLine(
        "Python's own objects are not recorded: PYTHONMALLOC or -X dev chose an allocator");
  }
  FindTypes find_types = nullptr;
  if (FindInLibrary("tidemark_python_types", &find_types)) SetTypes(find_types);
}

int OnAudit(const char* event, void* /*arguments*/, void* /*data*/) {
  KeepAuditHook(event);
  if (std::strcmp(event, "import") != 0) return 0;
  // What Python allocates meanwhile is the program's own, which frees it.
  const bool wants_stacks =
      !has_stacks && Events() != nullptr && IsMainInterpreter(FindPython()) && HasFrame();
  if (state == State::kInstalled) imported();
  if (ProcessRecording() == nullptr) return 0;
  if (wants_stacks) TryInstallStacks();
  if (wants_stacks && records_objects) TryInstallTypes();
  if (state == State::kWaiting && records_numpy) TryInstall();
  return 0;
}

}  // namespace

bool HasPython() noexcept { return FindFirstSymbol("PySys_AddAuditHook").address != nullptr; }

bool IsPython() noexcept {
  char path[PATH_MAX] = "";
  const ssize_t size = readlink("/proc/self/exe", path, sizeof(path) - 1);
  if (size <= 0 || !HasPython()) return false;
  const char* const slash = std::strrchr(path, '/');
  return std::strncmp(slash == nullptr ? path : slash + 1, "python", std::strlen("python")) == 0;
}

void PreparePython(const PythonRecording& wanted) noexcept {
  const bool fits = std::strlen(wanted.library) < sizeof(library_path) &&
                    std::strlen(wanted.project) < sizeof(project_path);
  if (!HasPython() || !fits) return;
  std::strcpy(library_path, wanted.library);
  std::strcpy(project_path, wanted.project);
  records_numpy = wanted.numpy;
  records_objects = wanted.objects;
}

void WaitForNumpy() noexcept {
  if (library_path[0] == '\0' || state != State::kOff) return;
  if (records_objects) TakeObjects();
  if (AddAuditHook(&OnAudit)) state = State::kWaiting;
}

void EndPython() noexcept {
  const record::Recording* const recording = ProcessRecording();
  const bool is_ours =
      recording != nullptr && recording->IsOfThisProcess() && !record::Recording::IsInside();
  if (is_ours && state == State::kInstalled) process_ends();
}

void ForgetKeptArrays() noexcept {
  if (state == State::kInstalled && ProcessRecording() != nullptr) interpreter_ended();
}

bool HasSeenNoNumpy() noexcept { return records_numpy && state == State::kWaiting; }

}  // namespace tidemark::malloc_internal
