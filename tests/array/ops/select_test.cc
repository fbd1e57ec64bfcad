#include "tidemark/array/ops/select.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

constexpr double kSelectNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kSelectInfinity = std::numeric_limits<double>::infinity();

DType Clipped(DType dtype, const std::optional<Scalar>& low, const std::optional<Scalar>& high) {
  return clip(ones(dtype, 2), low, high).dtype();
}

// Printed by NumPy 1.24.2: numpy.clip(numpy.ones(2, dtype), low, high).dtype.
TEST(ClipTest, TheValuesOfTheBoundsDecideOnTheType) {
  EXPECT_EQ(Clipped(DType::kInt8, -3, 6), DType::kInt8);
  EXPECT_EQ(Clipped(DType::kInt8, 0, 200), DType::kInt16);
  EXPECT_EQ(Clipped(DType::kUInt8, -1, 5), DType::kInt16);
  EXPECT_EQ(Clipped(DType::kUInt8, 0, 65536), DType::kUInt32);
  EXPECT_EQ(Clipped(DType::kUInt32, -1, 5), DType::kInt64);
  EXPECT_EQ(Clipped(DType::kUInt64, -1, 5), DType::kFloat64);
  EXPECT_EQ(Clipped(DType::kUInt64, uint64_t{18446744073709551614u}, 4), DType::kUInt64);
  EXPECT_EQ(Clipped(DType::kInt64, 0, uint64_t{9223372036854775808u}), DType::kFloat64);
  EXPECT_EQ(Clipped(DType::kBool, 0, 5), DType::kInt64);
  EXPECT_EQ(Clipped(DType::kBool, false, true), DType::kBool);
}

TEST(ClipTest, AFloatBoundMakesIntegersDoublesAndRarelyWidensFloats) {
  EXPECT_EQ(Clipped(DType::kUInt8, 5, -0.75), DType::kFloat64);
  EXPECT_EQ(Clipped(DType::kInt16, 0.25, std::nullopt), DType::kFloat64);
  EXPECT_EQ(Clipped(DType::kFloat32, 0.1, 1e10), DType::kFloat32);
  EXPECT_EQ(Clipped(DType::kFloat32, 0.1, 1e39), DType::kFloat64);
  EXPECT_EQ(Clipped(DType::kFloat32, 0, 100000), DType::kFloat64);
  EXPECT_EQ(Clipped(DType::kFloat32, 0, 65535), DType::kFloat32);
  EXPECT_EQ(Clipped(DType::kFloat32, -kSelectInfinity, kSelectInfinity), DType::kFloat32);
  EXPECT_EQ(Clipped(DType::kComplex64, std::complex<double>(1, 1), 3), DType::kComplex64);
  EXPECT_EQ(Clipped(DType::kComplex64, std::complex<double>(kSelectInfinity, 1), 3),
            DType::kComplex128);
}

TEST(ClipTest, ABoundThatIsNotANumberDoesNotLimit) {
  const Array<double> a = array<double>({1, 5, 9});
  EXPECT_THAT(Array<double>(clip(a.any(), Scalar(kSelectNan), Scalar(6))).span(),
              ElementsAre(1, 5, 6));
  EXPECT_THAT(Array<double>(clip(a.any(), Scalar(3), Scalar(kSelectNan))).span(),
              ElementsAre(3, 5, 9));
  const AnyArray z = astype(a, DType::kComplex128);
  const AnyArray same = clip(z, std::nullopt, Scalar(std::complex<double>(2, kSelectNan)));
  EXPECT_THAT(Array<std::complex<double>>(same).span(), ElementsAre(1.0, 5.0, 9.0));
  EXPECT_EQ(clip(arange(0, 3).any(), Scalar(kSelectNan), Scalar(1)).dtype(), DType::kFloat64);
}

TEST(ClipTest, TypedArraysKeepTheirTypeWhateverTheBounds) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  const Array<float> f = array<float>({-1, 1e30f});
  EXPECT_THAT(clip(f, -kLargest, kLargest).span(), ElementsAre(-1, 1e30f));
  const Array<uint8_t> bytes = array<uint8_t>({0, 250});
  EXPECT_THAT(clip(bytes, 10, 240).span(), ElementsAre(10, 240));
  clip_into(f, 0.0f, kLargest, f);
  EXPECT_THAT(f.span(), ElementsAre(0, 1e30f));
}

}  // namespace
}  // namespace tidemark
