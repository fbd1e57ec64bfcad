// The source location of a call in the user's program.
//
// Captured by a defaulted last parameter of public functions; consumed by events and findings.
// It exists because clang 14 has no std::source_location; same behaviour in GCC 12 and clang 14.
//
// Ownership: the strings are literals of the program and live as long as the module they are in.
// Threading: immutable values.
//
//   void Allocate(size_t n, SourceLocation site = SourceLocation::Current());
#ifndef TIDEMARK_BASE_SOURCE_LOCATION_H_
#define TIDEMARK_BASE_SOURCE_LOCATION_H_

#include <cstdint>

namespace tidemark {

struct SourceLocation {
  const char* file = nullptr;      // as the compiler was given it; nullptr is "unknown"
  const char* function = nullptr;  // unqualified name, "operator()" in a lambda
  uint32_t line = 0;               // from 1; 0 is "unknown"

  constexpr SourceLocation() noexcept = default;
  // Not an aggregate: {0} in a call is for other parameters, as in sum({0}).
  constexpr SourceLocation(const char* in_file, const char* in_function, uint32_t at_line) noexcept
      : file(in_file), function(in_function), line(at_line) {}

  // Only as a default argument does it name the caller.
  static constexpr SourceLocation Current(const char* file = __builtin_FILE(),
                                          const char* function = __builtin_FUNCTION(),
                                          uint32_t line = __builtin_LINE()) noexcept {
    return {file, function, line};
  }

  constexpr explicit operator bool() const { return file != nullptr; }
};

}  // namespace tidemark

#endif  // TIDEMARK_BASE_SOURCE_LOCATION_H_
