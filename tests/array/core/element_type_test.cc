#include "tidemark/array/core/element_type.h"

#include <gtest/gtest.h>

#include <complex>
#include <cstdint>

namespace tidemark {
namespace {

template <class T>
void ExpectElement(DType dtype, DTypeKind kind) {
  EXPECT_EQ(kDTypeOf<T>, dtype);
  EXPECT_EQ(kDTypeOf<const T>, dtype);
  EXPECT_EQ(ItemSize(dtype), static_cast<int64_t>(sizeof(T))) << DTypeName(dtype);
  EXPECT_EQ(KindOf(dtype), kind) << DTypeName(dtype);
}

TEST(ElementTypeTest, TypesOfCpp) {
  ExpectElement<bool>(DType::kBool, DTypeKind::kBool);
  ExpectElement<int8_t>(DType::kInt8, DTypeKind::kSigned);
  ExpectElement<uint8_t>(DType::kUInt8, DTypeKind::kUnsigned);
  ExpectElement<int16_t>(DType::kInt16, DTypeKind::kSigned);
  ExpectElement<uint16_t>(DType::kUInt16, DTypeKind::kUnsigned);
  ExpectElement<int32_t>(DType::kInt32, DTypeKind::kSigned);
  ExpectElement<uint32_t>(DType::kUInt32, DTypeKind::kUnsigned);
  ExpectElement<int64_t>(DType::kInt64, DTypeKind::kSigned);
  ExpectElement<uint64_t>(DType::kUInt64, DTypeKind::kUnsigned);
  // NOLINTNEXTLINE(google-runtime-int): another type than int64_t, of the same size
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
