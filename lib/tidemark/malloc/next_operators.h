// The operators new and delete behind this library's, and whether they are to be used.
//
// Used by the interposed operators only. Looked up once, when the process begins.
#ifndef TIDEMARK_MALLOC_NEXT_OPERATORS_H_
#define TIDEMARK_MALLOC_NEXT_OPERATORS_H_

#include <cstddef>
#include <cstdint>
#include <new>

namespace tidemark::malloc_internal {

enum class OperatorMode : uint8_t {
  kDirect,   // as the C++ library's: malloc and free
  kForward,  // the program replaces some of them, or malloc, and counts on the next ones of the
             // others
  kAround,   // the next ones are an allocator's own: they are called, and that is reported
};

// Named as they are mangled.
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

// That of the C++ library, should it have been loaded later, by a program without C++. Else
// nullptr.
void* FindOperator(const char* name) noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_NEXT_OPERATORS_H_
