// The standard's functions that programs call with a double&, for elements of arrays: max, min, clamp,
// and those of complex numbers.
//
// Included by typed_array.h. The standard's own are templates that deduce one type from both sides,
// or the type of a complex number, and do not see that an element converts. The overloads take no type
// but this project's.
//
//   double x = std::max(a(0), 1.0);
#ifndef TIDEMARK_ARRAY_INDEXING_ELEMENT_FUNCTIONS_H_
#define TIDEMARK_ARRAY_INDEXING_ELEMENT_FUNCTIONS_H_

#include <algorithm>
#include <complex>
#include <type_traits>

#include "tidemark/array/indexing/element_ref.h"

namespace std {
// NOLINTBEGIN(bugprone-macro-parentheses): a name that is declared
#define TIDEMARK_ELEMENT_EXTREME(name)                                         \
  template <class T>                                                           \
  T name(const tidemark::ElementRef<T>& a, const type_identity_t<T>& b) {      \
    return name<T>(static_cast<T>(a), b);                                      \
  }                                                                            \
  template <class T>                                                           \
  T name(const type_identity_t<T>& a, const tidemark::ElementRef<T>& b) {      \
    return name<T>(a, static_cast<T>(b));                                      \
  }                                                                            \
  template <class T>                                                           \
  T name(const tidemark::ElementRef<T>& a, const tidemark::ElementRef<T>& b) { \
    return name<T>(static_cast<T>(a), static_cast<T>(b));                      \
  }
TIDEMARK_ELEMENT_EXTREME(max)
TIDEMARK_ELEMENT_EXTREME(min)
#undef TIDEMARK_ELEMENT_EXTREME
template <class T>
T clamp(const tidemark::ElementRef<T>& value, const type_identity_t<T>& low,
        const type_identity_t<T>& high) {
  return clamp<T>(static_cast<T>(value), low, high);
}
#define TIDEMARK_COMPLEX_ELEMENT_FUNCTION(name)                \
  template <class T>                                           \
  auto name(const tidemark::ElementRef<complex<T>>& element) { \
    return name(static_cast<complex<T>>(element));             \
  }
TIDEMARK_COMPLEX_ELEMENT_FUNCTION(abs)
TIDEMARK_COMPLEX_ELEMENT_FUNCTION(arg)
TIDEMARK_COMPLEX_ELEMENT_FUNCTION(norm)
TIDEMARK_COMPLEX_ELEMENT_FUNCTION(conj)
TIDEMARK_COMPLEX_ELEMENT_FUNCTION(real)
TIDEMARK_COMPLEX_ELEMENT_FUNCTION(imag)
#undef TIDEMARK_COMPLEX_ELEMENT_FUNCTION
// NOLINTEND(bugprone-macro-parentheses)
}  // namespace std

#endif  // TIDEMARK_ARRAY_INDEXING_ELEMENT_FUNCTIONS_H_
