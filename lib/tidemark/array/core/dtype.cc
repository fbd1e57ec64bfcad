#include "tidemark/array/core/dtype.h"

#include <array>
#include <cstddef>

namespace tidemark {
namespace {

using enum DType;

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

// Every value of `from` is a value of `to`, except that 64-bit integers count as safe in float64
// and complex128, as NumPy has it. The order of kinds is bool < integer < float < complex.
constexpr bool IsSafe(DType from, DType to) {
  const DTypeInfo& f = InfoOf(from);
  const DTypeInfo& t = InfoOf(to);
  if (from == to || f.kind == DTypeKind::kBool) return true;
  const int64_t from_size = ItemSize(from);
  const int64_t to_size = ItemSize(to);
  // The bytes of one real component.
  const int64_t component = t.kind == DTypeKind::kComplex ? to_size / 2 : to_size;
  switch (f.kind) {
    case DTypeKind::kBool:
      return true;
    case DTypeKind::kSigned:
    case DTypeKind::kUnsigned:
      if (t.kind == DTypeKind::kBool) return false;
      if (t.kind == f.kind) return to_size >= from_size;
      if (t.kind == DTypeKind::kUnsigned) return false;
      if (t.kind == DTypeKind::kSigned) return to_size > from_size;
      return component == 8 || from_size < component;
    case DTypeKind::kFloat:
      return (t.kind == DTypeKind::kFloat || t.kind == DTypeKind::kComplex) &&
             component >= from_size;
    case DTypeKind::kComplex:
      return t.kind == DTypeKind::kComplex && to_size >= from_size;
  }
  return false;
}

// Bool < unsigned < signed < float < complex: a cast to a kind that is not lower is of "same kind".
constexpr int KindRank(DTypeKind kind) {
  switch (kind) {
    case DTypeKind::kBool:
      return 0;
    case DTypeKind::kUnsigned:
      return 1;
    case DTypeKind::kSigned:
      return 2;
    case DTypeKind::kFloat:
      return 3;
    case DTypeKind::kComplex:
      return 4;
  }
  return 0;
}

// Candidates for a common type from the smallest to the largest of each kind.
constexpr std::array<DType, kDTypeCount> kBySize = {
    kBool,   kUInt8, kInt8,    kUInt16,  kInt16,     kUInt32,    kInt32,
    kUInt64, kInt64, kFloat32, kFloat64, kComplex64, kComplex128};

constexpr DType SmallestCommon(DType a, DType b) {
  for (DType candidate : kBySize) {
    if (IsSafe(a, candidate) && IsSafe(b, candidate)) return candidate;
  }
  return kComplex128;
}

constexpr auto kCommon = [] {
  std::array<std::array<DType, kDTypeCount>, kDTypeCount> table{};
  for (int a = 0; a < kDTypeCount; ++a) {
    for (int b = 0; b < kDTypeCount; ++b) {
      table[static_cast<size_t>(a)][static_cast<size_t>(b)] =
          SmallestCommon(static_cast<DType>(a), static_cast<DType>(b));
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

bool CanCastSafely(DType from, DType to) noexcept { return IsSafe(from, to); }

bool CanCastSameKind(DType from, DType to) noexcept {
  return IsSafe(from, to) || KindRank(KindOf(from)) <= KindRank(KindOf(to));
}

}  // namespace tidemark
