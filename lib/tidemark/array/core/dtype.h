// Element types: NumPy's, by their short codes, and the rules by which two of them combine.
//
// Named by every array, event and kernel table; source: numpy.result_type of NumPy 1.24 for arrays.
//
// Units: sizes in bytes. Threading: immutable values.
//
//   static_assert(ItemSize(DType::kComplex64) == 8);
//   DType sum = ResultType(DType::kInt32, DType::kFloat32);  // kFloat64
#ifndef TIDEMARK_ARRAY_CORE_DTYPE_H_
#define TIDEMARK_ARRAY_CORE_DTYPE_H_

#include <cstdint>
#include <optional>
#include <string_view>

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

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_CORE_DTYPE_H_
