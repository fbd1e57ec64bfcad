#include "tidemark/malloc/next_operators.h"

#include <dlfcn.h>

#include "tidemark/malloc/real_functions.h"

namespace tidemark::malloc_internal {
namespace {

template <class Function>
void LookUp(Function** function, const char* name, bool* replaced) {
  *function = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
  *replaced = *replaced || IsOfProgram(name);
}

}  // namespace

constinit NextOperators next_operators{};

void LookUpNextOperators() noexcept {
  NextOperators& next = next_operators;
  // The C++ library's operators call the program's own malloc; this library's would not.
  bool replaced = ProgramHasOwnMalloc();
  LookUp(&next.nwm, "_Znwm", &replaced);
  if (next.nwm == nullptr && !replaced) return;  // a program without C++
  LookUp(&next.nam, "_Znam", &replaced);
  LookUp(&next.nwmN, "_ZnwmRKSt9nothrow_t", &replaced);
  LookUp(&next.namN, "_ZnamRKSt9nothrow_t", &replaced);
  LookUp(&next.nwmA, "_ZnwmSt11align_val_t", &replaced);
  LookUp(&next.namA, "_ZnamSt11align_val_t", &replaced);
  LookUp(&next.nwmAN, "_ZnwmSt11align_val_tRKSt9nothrow_t", &replaced);
  LookUp(&next.namAN, "_ZnamSt11align_val_tRKSt9nothrow_t", &replaced);
  LookUp(&next.dlPv, "_ZdlPv", &replaced);
  LookUp(&next.daPv, "_ZdaPv", &replaced);
  LookUp(&next.dlPvm, "_ZdlPvm", &replaced);
  LookUp(&next.daPvm, "_ZdaPvm", &replaced);
  LookUp(&next.dlPvA, "_ZdlPvSt11align_val_t", &replaced);
  LookUp(&next.daPvA, "_ZdaPvSt11align_val_t", &replaced);
  LookUp(&next.dlPvmA, "_ZdlPvmSt11align_val_t", &replaced);
  LookUp(&next.daPvmA, "_ZdaPvmSt11align_val_t", &replaced);
  LookUp(&next.dlPvN, "_ZdlPvRKSt9nothrow_t", &replaced);
  LookUp(&next.daPvN, "_ZdaPvRKSt9nothrow_t", &replaced);
  LookUp(&next.dlPvAN, "_ZdlPvSt11align_val_tRKSt9nothrow_t", &replaced);
  LookUp(&next.daPvAN, "_ZdaPvSt11align_val_tRKSt9nothrow_t", &replaced);
  const auto* const code = reinterpret_cast<const void*>(next.nwm);
  if (replaced) {
    next.mode = OperatorMode::kForward;
  } else if (!IsOfLibrary(code, "libstdc++.so") && !IsOfLibrary(code, "libc++")) {
    next.mode = OperatorMode::kAround;
  }
}

void* FindOperator(const char* name) noexcept {
  void* const library = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_NOLOAD);
  return library != nullptr ? dlsym(library, name) : nullptr;
}

}  // namespace tidemark::malloc_internal
