// A number taken as the element of an array: as it is, or refused; never cut off, wrapped or
// rounded to an integer.
//
// Used by the functions that take a fill value, list elements or bounds beside an element type.
//
// A number of a higher kind than the elements (2.5 where they are integers, a complex one where
// they are real) does not compile. Errors: ValueError for an integer, or a finite number, that the
// element type does not reach. A float may lose digits, as in NumPy.
//
//   int8_t x = HeldAs<int8_t>(100);  // HeldAs<int8_t>(200) throws, HeldAs<int8_t>(1.5) is no code
#ifndef TIDEMARK_ARRAY_CORE_HELD_VALUE_H_
#define TIDEMARK_ARRAY_CORE_HELD_VALUE_H_

#include <cmath>
#include <complex>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/core/promote.h"

namespace tidemark {

namespace array_internal {

[[noreturn]] void ThrowNotHeld(DType dtype);

template <class T, class S>
constexpr bool IsOfLowerKind() {
  if constexpr (kIsElement<T> && kIsElement<S> && ScalarLike<S>) {
    if (std::is_same_v<T, bool> && std::is_integral_v<S>) return true;
    return KindOrder(kDTypeOf<S>) <= KindOrder(kDTypeOf<T>);
  } else {
    return false;
  }
}

template <class T, class S>
constexpr bool Reaches(S value) {
  if constexpr (std::is_integral_v<T> && std::is_integral_v<S>) {
    if (value < S(0)) {
      return std::is_signed_v<T> &&
             static_cast<int64_t>(value) >= static_cast<int64_t>(std::numeric_limits<T>::min());
    }
    return static_cast<uint64_t>(value) <= static_cast<uint64_t>(std::numeric_limits<T>::max());
  } else if constexpr (std::is_same_v<T, float> && std::is_same_v<S, double>) {
    return !std::isfinite(value) || std::isfinite(static_cast<float>(value));
  } else {
    return true;
  }
}

}  // namespace array_internal

// Whether an element of type T can be given as an S.
template <class S, class T>
concept HeldIn = array_internal::IsOfLowerKind<T, S>();

template <Element T, HeldIn<T> S>
constexpr T HeldAs(S value) {
  constexpr int kComplex = 3;
  if constexpr (array_internal::KindOrder(kDTypeOf<T>) < kComplex) {
    if (!array_internal::Reaches<T>(value)) array_internal::ThrowNotHeld(kDTypeOf<T>);
    return static_cast<T>(value);
  } else {
    using Real = typename T::value_type;
    if constexpr (array_internal::KindOrder(kDTypeOf<S>) < kComplex) {
      return T(HeldAs<Real>(value), Real(0));
    } else {
      return T(HeldAs<Real>(value.real()), HeldAs<Real>(value.imag()));
    }
  }
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_CORE_HELD_VALUE_H_
