#include "tidemark/array/core/dtype.h"

#include <gtest/gtest.h>

#include <array>
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

}  // namespace
}  // namespace tidemark
