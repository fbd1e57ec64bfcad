#include "tidemark/array/core/dtype.h"

#include <gtest/gtest.h>

#include <array>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark {
namespace {

using Row = std::array<std::string_view, kDTypeCount>;

constexpr Row kCodes = {"b1", "i1", "u1", "i2", "u2", "i4", "u4",
                        "i8", "u8", "f4", "f8", "c8", "c16"};

// Printed by NumPy 1.24.2: numpy.result_type(numpy.empty(2, row), numpy.empty(2, column)).
constexpr std::array<Row, kDTypeCount> kResultType = {{
    {"b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8", "c8", "c16"},
    {"i1", "i1", "i2", "i2", "i4", "i4", "i8", "i8", "f8", "f4", "f8", "c8", "c16"},
    {"u1", "i2", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8", "c8", "c16"},
    {"i2", "i2", "i2", "i2", "i4", "i4", "i8", "i8", "f8", "f4", "f8", "c8", "c16"},
    {"u2", "i4", "u2", "i4", "u2", "i4", "u4", "i8", "u8", "f4", "f8", "c8", "c16"},
    {"i4", "i4", "i4", "i4", "i4", "i4", "i8", "i8", "f8", "f8", "f8", "c16", "c16"},
    {"u4", "i8", "u4", "i8", "u4", "i8", "u4", "i8", "u8", "f8", "f8", "c16", "c16"},
    {"i8", "i8", "i8", "i8", "i8", "i8", "i8", "i8", "f8", "f8", "f8", "c16", "c16"},
    {"u8", "f8", "u8", "f8", "u8", "f8", "u8", "f8", "u8", "f8", "f8", "c16", "c16"},
    {"f4", "f4", "f4", "f4", "f4", "f8", "f8", "f8", "f8", "f4", "f8", "c8", "c16"},
    {"f8", "f8", "f8", "f8", "f8", "f8", "f8", "f8", "f8", "f8", "f8", "c16", "c16"},
    {"c8", "c8", "c8", "c8", "c8", "c16", "c16", "c16", "c16", "c8", "c16", "c8", "c16"},
    {"c16", "c16", "c16", "c16", "c16", "c16", "c16", "c16", "c16", "c16", "c16", "c16", "c16"},
}};

// Printed by NumPy 1.24.2: numpy.can_cast(row, column, "safe") and "same_kind".
using CastTable = std::array<std::string_view, kDTypeCount>;
constexpr CastTable kSafe = {"1111111111111", "0101010101111", "0011111111111", "0001010101111",
                             "0000111111111", "0000010100101", "0000001110101", "0000000100101",
                             "0000000010101", "0000000001111", "0000000000101", "0000000000011",
                             "0000000000001"};
constexpr CastTable kSameKind = {"1111111111111", "0101010101111", "0111111111111", "0101010101111",
                                 "0111111111111", "0101010101111", "0111111111111", "0101010101111",
                                 "0111111111111", "0000000001111", "0000000001111", "0000000000011",
                                 "0000000000011"};

TEST(DTypeTest, ResultTypeIsNumPysForAllPairs) {
  for (size_t a = 0; a < kCodes.size(); ++a) {
    for (size_t b = 0; b < kCodes.size(); ++b) {
      EXPECT_EQ(DTypeCode(ResultType(static_cast<DType>(a), static_cast<DType>(b))),
                kResultType[a][b])
          << kCodes[a] << " with " << kCodes[b];
    }
  }
}

TEST(DTypeTest, CastingRulesAreNumPysForAllPairs) {
  for (size_t from = 0; from < kCodes.size(); ++from) {
    for (size_t to = 0; to < kCodes.size(); ++to) {
      const DType f = static_cast<DType>(from);
      const DType t = static_cast<DType>(to);
      EXPECT_EQ(CanCastSafely(f, t), kSafe[from][to] == '1') << kCodes[from] << " " << kCodes[to];
      EXPECT_EQ(CanCastSameKind(f, t), kSameKind[from][to] == '1')
          << kCodes[from] << " " << kCodes[to];
    }
  }
}

TEST(DTypeTest, NamesParseBack) {
  for (size_t i = 0; i < kCodes.size(); ++i) {
    const DType dtype = static_cast<DType>(i);
    EXPECT_EQ(DTypeCode(dtype), kCodes[i]);
    EXPECT_EQ(ParseDType(DTypeCode(dtype)), dtype);
    EXPECT_EQ(ParseDType(DTypeName(dtype)), dtype);
  }
  EXPECT_EQ(ParseDType("float64"), DType::kFloat64);
  EXPECT_EQ(ParseDType("uint16"), DType::kUInt16);
  for (std::string_view text : {"", "f2", "f16", "F8", "float", "f8 ", "<f8"}) {
    EXPECT_EQ(ParseDType(text), std::nullopt) << text;
  }
}

template <class T>
void ExpectElement(DType dtype, DTypeKind kind) {
  EXPECT_EQ(kDTypeOf<T>, dtype);
  EXPECT_EQ(kDTypeOf<const T>, dtype);
  EXPECT_EQ(ItemSize(dtype), static_cast<int64_t>(sizeof(T))) << DTypeName(dtype);
  EXPECT_EQ(KindOf(dtype), kind) << DTypeName(dtype);
}

TEST(DTypeTest, ElementTypesOfCpp) {
  ExpectElement<bool>(DType::kBool, DTypeKind::kBool);
  ExpectElement<int8_t>(DType::kInt8, DTypeKind::kSigned);
  ExpectElement<uint8_t>(DType::kUInt8, DTypeKind::kUnsigned);
  ExpectElement<int16_t>(DType::kInt16, DTypeKind::kSigned);
  ExpectElement<uint16_t>(DType::kUInt16, DTypeKind::kUnsigned);
  ExpectElement<int32_t>(DType::kInt32, DTypeKind::kSigned);
  ExpectElement<uint32_t>(DType::kUInt32, DTypeKind::kUnsigned);
  ExpectElement<int64_t>(DType::kInt64, DTypeKind::kSigned);
  ExpectElement<uint64_t>(DType::kUInt64, DTypeKind::kUnsigned);
  ExpectElement<long long>(DType::kInt64, DTypeKind::kSigned);
  ExpectElement<float>(DType::kFloat32, DTypeKind::kFloat);
  ExpectElement<double>(DType::kFloat64, DTypeKind::kFloat);
  ExpectElement<std::complex<float>>(DType::kComplex64, DTypeKind::kComplex);
  ExpectElement<std::complex<double>>(DType::kComplex128, DTypeKind::kComplex);
  EXPECT_FALSE(kIsElement<long double>);
  EXPECT_FALSE(kIsElement<void*>);
}

}  // namespace
}  // namespace tidemark
