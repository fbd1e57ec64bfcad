#include "tidemark/malloc/next_operators.h"

#include "tidemark/malloc/loaded_symbols.h"
#include "tidemark/malloc/real_functions.h"

namespace tidemark::malloc_internal {
namespace {

template <class Function>
LoadedSymbol LookUp(Function** function, const char* name, bool* replaced) {
  const LoadedSymbol next = FindNextSymbol(name);
  *function = reinterpret_cast<Function*>(next.address);
  const LoadedSymbol first = FindFirstSymbol(name);
  *replaced = *replaced || (first.address != nullptr && !first.IsOfThisLibrary());
  return next;
}

}  // namespace

constinit NextOperators next_operators{};

void LookUpNextOperators() noexcept {
  NextOperators& next = next_operators;
  // The C++ library's operators call the program's own malloc; this library's would not.
  bool replaced = ProgramHasOwnMalloc();
  const LoadedSymbol plain_new = LookUp(&next.nwm, "_Znwm", &replaced);
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
  if (replaced) {
    next.mode = OperatorMode::kForward;
  } else if (!plain_new.IsOfLibrary("libstdc++.so") && !plain_new.IsOfLibrary("libc++")) {
    next.mode = OperatorMode::kAround;
  }
}

void* FindOperator(const char* name) noexcept { return FindNextSymbol(name).address; }

}  // namespace tidemark::malloc_internal
