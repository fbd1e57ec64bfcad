// The C++ types that an array can hold, and their dtypes.
//
// Used where a dtype follows from a C++ type: Array<T> and its functions.
//
//   static_assert(kDTypeOf<double> == DType::kFloat64);
#ifndef TIDEMARK_ARRAY_CORE_ELEMENT_TYPE_H_
#define TIDEMARK_ARRAY_CORE_ELEMENT_TYPE_H_

#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>

#include "tidemark/array/core/dtype.h"

namespace tidemark {

namespace array_internal {

template <class T>
constexpr std::optional<DType> FindDType() {
  if constexpr (std::is_same_v<T, bool>) return DType::kBool;
  if constexpr (std::is_same_v<T, std::complex<float>>) return DType::kComplex64;
  if constexpr (std::is_same_v<T, std::complex<double>>) return DType::kComplex128;
  if constexpr (std::is_same_v<T, float>) return DType::kFloat32;
  if constexpr (std::is_same_v<T, double>) return DType::kFloat64;
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    if constexpr (sizeof(T) == 1) return std::is_signed_v<T> ? DType::kInt8 : DType::kUInt8;
    if constexpr (sizeof(T) == 2) return std::is_signed_v<T> ? DType::kInt16 : DType::kUInt16;
    if constexpr (sizeof(T) == 4) return std::is_signed_v<T> ? DType::kInt32 : DType::kUInt32;
    if constexpr (sizeof(T) == 8) return std::is_signed_v<T> ? DType::kInt64 : DType::kUInt64;
  }
  return std::nullopt;
}

}  // namespace array_internal

// True for the C++ types that an array can hold; integers go by size and sign.
template <class T>
inline constexpr bool kIsElement = array_internal::FindDType<std::remove_const_t<T>>().has_value();

template <class T>
concept Element = kIsElement<T>;

template <Element T>
inline constexpr DType kDTypeOf = *array_internal::FindDType<std::remove_const_t<T>>();

namespace array_internal {

// NOLINTBEGIN(clang-analyzer-core.*): the analyzer assumes loop plans without operands
// An element as it lies there: by memcpy, since an array's bytes may be seen through several element
// types. Of bools every byte but 0 is true.
template <class T>
T LoadElement(const std::byte* from) {
  if constexpr (std::is_same_v<T, bool>) {
    return *from != std::byte{0};
  } else {
    T value;
    std::memcpy(&value, from, sizeof(T));
    return value;
  }
}

template <class T>
void StoreElement(std::byte* to, const T& value) {
  std::memcpy(to, &value, sizeof(T));
}
// NOLINTEND(clang-analyzer-core.*)

template <class T>
inline constexpr bool kIsComplexElement = false;
template <class R>
inline constexpr bool kIsComplexElement<std::complex<R>> = true;

template <class T>
bool IsNanElement(const T& value) {
  if constexpr (kIsComplexElement<T>) {
    return value.real() != value.real() || value.imag() != value.imag();
  } else if constexpr (std::is_floating_point_v<T>) {
    return value != value;
  } else {
    return false;
  }
}

}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_CORE_ELEMENT_TYPE_H_
