// Element types: NumPy's, by their short codes, and the rules by which two of them combine.
//
// Named by every array, event and kernel table; source: numpy.result_type of NumPy 1.24 for arrays.
//
// Units: sizes in bytes. Threading: immutable values.
//
//   static_assert(kDTypeOf<double> == DType::kFloat64);
//   DType sum = ResultType(DType::kInt32, DType::kFloat32);  // kFloat64
#ifndef TIDEMARK_ARRAY_CORE_DTYPE_H_
#define TIDEMARK_ARRAY_CORE_DTYPE_H_

#include <complex>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace tidemark {

// In NumPy's order of type numbers.
enum class DType : uint8_t {
  kBool,
  kInt8,
  kUInt8,
  kInt16,
  kUInt16,
  kInt32,
  kUInt32,
  kInt64,
  kUInt64,
  kFloat32,
  kFloat64,
  kComplex64,
  kComplex128,
};
inline constexpr int kDTypeCount = 13;

enum class DTypeKind : uint8_t { kBool, kSigned, kUnsigned, kFloat, kComplex };

namespace array_internal {
inline constexpr int8_t kItemSizes[kDTypeCount] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 8, 16};
}
constexpr int64_t ItemSize(DType dtype) noexcept {
  return array_internal::kItemSizes[static_cast<int>(dtype)];
}
DTypeKind KindOf(DType dtype) noexcept;

// "f8"; a literal.
const char* DTypeCode(DType dtype) noexcept;

// "float64"; a literal.
const char* DTypeName(DType dtype) noexcept;

// Reads a code ("f8") or a name ("float64", "bool").
std::optional<DType> ParseDType(std::string_view text) noexcept;

// The smallest type to which both cast safely: numpy.result_type of two arrays.
DType ResultType(DType a, DType b) noexcept;

// numpy.can_cast(from, to, "safe") and "same_kind".
bool CanCastSafely(DType from, DType to) noexcept;
bool CanCastSameKind(DType from, DType to) noexcept;

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

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_CORE_DTYPE_H_
