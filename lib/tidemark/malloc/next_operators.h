// The next operators new and delete in symbol lookup order, and whether to call them.
//
// Used by the interposed operators only. Resolved once, at process start.
#ifndef TIDEMARK_MALLOC_NEXT_OPERATORS_H_
#define TIDEMARK_MALLOC_NEXT_OPERATORS_H_

#include <cstddef>
#include <cstdint>
#include <new>

namespace tidemark::malloc_internal {

enum class OperatorMode : uint8_t {
  kDirect,   // like the C++ library's: implement them by malloc and free
  kForward,  // the program replaces some of them, or malloc, and relies on the others calling these
  kAround,   // the next ones belong to an allocator such as tcmalloc: call and record them
};

// Named like their mangled names.
struct NextOperators {
  using A = std::align_val_t;
  using N = const std::nothrow_t&;

  OperatorMode mode;
  void* (*nwm)(size_t);
  void* (*nam)(size_t);
  void* (*nwmN)(size_t, N);
  void* (*namN)(size_t, N);
  void* (*nwmA)(size_t, A);
  void* (*namA)(size_t, A);
  void* (*nwmAN)(size_t, A, N);
  void* (*namAN)(size_t, A, N);
  void (*dlPv)(void*);
  void (*daPv)(void*);
  void (*dlPvm)(void*, size_t);
  void (*daPvm)(void*, size_t);
  void (*dlPvA)(void*, A);
  void (*daPvA)(void*, A);
  void (*dlPvmA)(void*, size_t, A);
  void (*daPvmA)(void*, size_t, A);
  void (*dlPvN)(void*, N);
  void (*daPvN)(void*, N);
  void (*dlPvAN)(void*, A, N);
  void (*daPvAN)(void*, A, N);
};

extern constinit NextOperators next_operators;

void LookUpNextOperators() noexcept;

// The C++ library's operator, if that was loaded later (dlopen in a C program); else nullptr.
void* FindOperator(const char* name) noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_NEXT_OPERATORS_H_
