#include "tidemark/array/core/dtype.h"

#include <array>
#include <cstddef>
#include <string>

#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/held_value.h"

namespace tidemark {
namespace {

struct DTypeInfo {
  const char* code;
  const char* name;
  DTypeKind kind;
};

// In the order of the enumerators.
constexpr std::array<DTypeInfo, kDTypeCount> kInfos = {{
    {"b1", "bool", DTypeKind::kBool},
    {"i1", "int8", DTypeKind::kSigned},
    {"u1", "uint8", DTypeKind::kUnsigned},
    {"i2", "int16", DTypeKind::kSigned},
    {"u2", "uint16", DTypeKind::kUnsigned},
    {"i4", "int32", DTypeKind::kSigned},
    {"u4", "uint32", DTypeKind::kUnsigned},
    {"i8", "int64", DTypeKind::kSigned},
    {"u8", "uint64", DTypeKind::kUnsigned},
    {"f4", "float32", DTypeKind::kFloat},
    {"f8", "float64", DTypeKind::kFloat},
    {"c8", "complex64", DTypeKind::kComplex},
    {"c16", "complex128", DTypeKind::kComplex},
}};

constexpr const DTypeInfo& InfoOf(DType dtype) { return kInfos[static_cast<size_t>(dtype)]; }

constexpr auto kCommon = [] {
  std::array<std::array<DType, kDTypeCount>, kDTypeCount> table{};
  for (int a = 0; a < kDTypeCount; ++a) {
    for (int b = 0; b < kDTypeCount; ++b) {
      table[static_cast<size_t>(a)][static_cast<size_t>(b)] =
          array_internal::PromoteDTypes(static_cast<DType>(a), static_cast<DType>(b));
    }
  }
  return table;
}();

}  // namespace

DTypeKind KindOf(DType dtype) noexcept { return InfoOf(dtype).kind; }

const char* DTypeCode(DType dtype) noexcept { return InfoOf(dtype).code; }

const char* DTypeName(DType dtype) noexcept { return InfoOf(dtype).name; }

std::optional<DType> ParseDType(std::string_view text) noexcept {
  for (int i = 0; i < kDTypeCount; ++i) {
    const DType dtype = static_cast<DType>(i);
    if (text == DTypeCode(dtype) || text == DTypeName(dtype)) return dtype;
  }
  return std::nullopt;
}

DType ResultType(DType a, DType b) noexcept {
  return kCommon[static_cast<size_t>(a)][static_cast<size_t>(b)];
}

// 64-bit integers count as safe in float64 and complex128, as NumPy has it.
bool CanCastSafely(DType from, DType to) noexcept { return ResultType(from, to) == to; }

// Of kinds that are not lower; unsigned integers are lower than signed ones.
bool CanCastSameKind(DType from, DType to) noexcept {
  const int from_order = array_internal::KindOrder(from);
  const int to_order = array_internal::KindOrder(to);
  if (from_order != to_order || from_order != array_internal::KindOrder(DType::kInt64)) {
    return from_order <= to_order;
  }
  return array_internal::IsUnsignedType(from) || !array_internal::IsUnsignedType(to);
}

namespace array_internal {

void ThrowNotHeld(DType dtype) {
  ThrowValueError(std::string("a number is beyond what elements of ") + DTypeName(dtype) + " hold");
}

}  // namespace array_internal

}  // namespace tidemark
