#include "tidemark/analysis/symbols/frame_role.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"

namespace tidemark::analysis {
namespace {

// Of this project and of heaptrack, whose recordings are read as well.
constexpr absl::string_view kInterposers[] = {
    "libtidemark_malloc.so",
    "libtidemark_numpy.so",
    "libheaptrack_preload.so",
    "libheaptrack_inject.so",
};

constexpr absl::string_view kStarters[] = {
    "__clone",
    "__clone3",
    "__libc_csu_init",
    "__libc_start_call_main",
    "__libc_start_main",
    "__libc_start_main_impl",
    "_dl_init",
    "_dl_start_user",
    "_start",
    "call_init",
    "clone",
    "clone3",
    "execute_native_thread_routine",
    "start_thread",
};

absl::string_view FileName(absl::string_view path) { return path.substr(path.rfind('/') + 1); }

// Of the headers of GCC's and LLVM's libraries as installed, and of their sources.
bool IsCxxLibraryFile(absl::string_view file) {
  return absl::StrContains(file, "/include/c++/") || absl::StrContains(file, "/libstdc++-v3/") ||
         absl::StrContains(file, "/libcxx/") || absl::StrContains(file, "/libcxxabi/");
}

bool IsCxxLibraryModule(absl::string_view name) {
  return absl::StartsWith(name, "libstdc++.so") || absl::StartsWith(name, "libc++.so") ||
         absl::StartsWith(name, "libc++abi.so");
}

// With debug info the file decides: a program may well define std::hash<Key>::operator().
bool IsCxxLibrary(const SourceFrame& frame) {
  if (!frame.file.empty()) return IsCxxLibraryFile(frame.file);
  return absl::StartsWith(frame.function, "std::") ||
         absl::StartsWith(frame.function, "__gnu_cxx::") ||
         absl::StartsWith(frame.function, "__cxxabiv1::");
}

// Of CPython, whose functions are those of the program or of a library.
bool IsEvaluator(absl::string_view function, absl::string_view module_name) {
  if (!absl::StartsWith(module_name, "python") && !absl::StartsWith(module_name, "libpython")) {
    return false;
  }
  for (const absl::string_view start :
       {"_PyEval_", "PyEval_", "_PyFunction_Vectorcall", "PyObject_Call", "_PyObject_Call",
        "PyObject_Vectorcall", "_PyObject_Vectorcall", "PyVectorcall_Call"}) {
    if (absl::StartsWith(function, start)) return true;
  }
  return false;
}

}  // namespace

absl::string_view StartupAllocation(absl::string_view module) {
  return absl::StartsWith(FileName(module), "libstdc++.so") ? "emergency exception pool" : "";
}

FrameRole RoleOf(const SourceFrame& frame, absl::string_view module) {
  if (std::find(std::begin(kInterposers), std::end(kInterposers), FileName(module)) !=
      std::end(kInterposers)) {
    return FrameRole::kRecorder;
  }
  if (module == kScriptModule) return FrameRole::kScript;
  if (IsAllocator(frame.function)) return FrameRole::kAllocator;
  if (IsEvaluator(frame.function, FileName(module))) return FrameRole::kEvaluator;
  if (IsCxxLibrary(frame) || IsCxxLibraryModule(FileName(module))) return FrameRole::kCxxLibrary;
  const bool starts =
      std::find(std::begin(kStarters), std::end(kStarters), frame.function) != std::end(kStarters);
  return starts ? FrameRole::kStart : FrameRole::kProgram;
}

}  // namespace tidemark::analysis
