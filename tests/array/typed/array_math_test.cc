#include "tidemark/array/typed/array_math.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>
#include <type_traits>

#include "tidemark/array/array.h"
#include "tidemark/array/ops/op_names.h"

namespace tidemark {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// The static type of a function of one array, and what the loops give for it; `refused` where there
// is no loop.
template <class T, class Function>
void CheckUnaryType(UnaryOp op, Function function) {
  using R = typename decltype(function(ones<T>(Dims(1))))::value_type;
  try {
    EXPECT_EQ(kDTypeOf<R>, UnaryResultType(op, kDTypeOf<T>))
        << OpName(op) << " of " << DTypeName(kDTypeOf<T>);
  } catch (const DTypeError&) {
    EXPECT_THROW(function(ones<T>(Dims(1))), DTypeError);
  }
}

TEST(ArrayMathTest, StaticTypesOfFunctionsOfOneArray) {
  const auto check = []<class T>(T) {
#define TIDEMARK_CHECK(name, op) \
  CheckUnaryType<T>(UnaryOp::op, [](const Array<T>& a) { return name(a); })
    TIDEMARK_CHECK(exp2, kExp2);
    TIDEMARK_CHECK(cbrt, kCbrt);
    TIDEMARK_CHECK(arctan, kArcTan);
    TIDEMARK_CHECK(degrees, kDegrees);
    TIDEMARK_CHECK(reciprocal, kReciprocal);
    TIDEMARK_CHECK(fabs, kFabs);
    TIDEMARK_CHECK(rint, kRint);
    TIDEMARK_CHECK(signbit, kSignBit);
    TIDEMARK_CHECK(positive, kPositive);
#undef TIDEMARK_CHECK
  };
  check(true);
  check(int8_t{1});
  check(uint16_t{1});
  check(int64_t{1});
  check(1.0f);
  check(1.0);
  check(std::complex<float>(1));
}

template <class T, class U, class Function>
void CheckBinaryType(BinaryOp op, Function function) {
  using R = typename decltype(function(ones<T>(Dims(1)), ones<U>(Dims(1))))::value_type;
  try {
    const DType meeting = BinaryPromotedType(op, kDTypeOf<T>, kDTypeOf<U>);
    EXPECT_EQ(kDTypeOf<R>, BinaryResultType(op, meeting))
        << OpName(op) << " of " << DTypeName(kDTypeOf<T>) << " and " << DTypeName(kDTypeOf<U>);
  } catch (const DTypeError&) {
    EXPECT_THROW(function(ones<T>(Dims(1)), ones<U>(Dims(1))), DTypeError);
  }
}

TEST(ArrayMathTest, StaticTypesOfFunctionsOfTwoArrays) {
  const auto check = []<class T, class U>(T, U) {
#define TIDEMARK_CHECK(name, op)      \
  CheckBinaryType<T, U>(BinaryOp::op, \
                        [](const Array<T>& a, const Array<U>& b) { return name(a, b); })
    TIDEMARK_CHECK(fmod, kFmod);
    TIDEMARK_CHECK(fmin, kFmin);
    TIDEMARK_CHECK(gcd, kGcd);
    TIDEMARK_CHECK(float_power, kFloatPower);
    TIDEMARK_CHECK(arctan2, kArcTan2);
    TIDEMARK_CHECK(less_equal, kLessEqual);
    TIDEMARK_CHECK(bitwise_xor, kBitwiseXor);
#undef TIDEMARK_CHECK
  };
  check(true, true);
  check(int16_t{1}, uint16_t{1});  // their result_type is int32, but each of them fits a float
  check(uint8_t{1}, int32_t{1});
  check(int64_t{1}, uint64_t{1});
  check(1.0f, int64_t{1});
  check(std::complex<float>(1), 1.0f);
}

TEST(ArrayMathTest, EitherSideMayBeANumber) {
  const Array<double> a = array<double>({1, 2, 3});
  EXPECT_THAT(power(2, a).span(), ElementsAre(2, 4, 8));
  EXPECT_THAT(power(a, 2).span(), ElementsAre(1, 4, 9));
  EXPECT_THAT(maximum(a, 2).span(), ElementsAre(2, 2, 3));
  EXPECT_THAT(greater(2, a).span(), ElementsAre(true, false, false));
  EXPECT_THAT(arctan2(a, a).span(),
              ElementsAre(DoubleEq(M_PI / 4), DoubleEq(M_PI / 4), DoubleEq(M_PI / 4)));
  const Array<double> out = zeros<double>({3});
  subtract_into(10, a, out);
  EXPECT_THAT(out.span(), ElementsAre(9, 8, 7));
}

TEST(ArrayMathTest, OutputsOfEveryKind) {
  const Array<int64_t> a = array<int64_t>({6, 9, 15});
  const Array<bool> truth = zeros<bool>({3});
  less_into(a, 10, truth);
  EXPECT_THAT(truth.span(), ElementsAre(true, true, false));
  signbit_into(a - 9, truth);
  EXPECT_THAT(truth.span(), ElementsAre(true, false, false));
  gcd_into(a, array<int64_t>({4, 6, 25}), a);
  EXPECT_THAT(a.span(), ElementsAre(2, 3, 5));
  EXPECT_THROW(cbrt_into(a, a), DTypeError);  // floats are not put into integers
  const Array<float> f = zeros<float>({3});
  cbrt_into(a * a * a, f);
  EXPECT_THAT(f.span(), ElementsAre(2, 3, 5));
}

TEST(ArrayMathTest, RemaindersAndExtremesOfC) {
  const Array<double> a = array<double>({-7, 7, kNan});
  EXPECT_THAT(fmod(array<double>({-7, 7}), 3).span(), ElementsAre(-1, 1));
  EXPECT_THAT(mod(array<double>({-7, 7}), 3).span(), ElementsAre(2, 1));
  EXPECT_THAT(fmin(a, 3).span(), ElementsAre(-7, 3, 3));
  EXPECT_THAT(fmax(a, 3).span(), ElementsAre(3, 7, 3));
}

TEST(ArrayMathTest, RoundLeavesIntegersAsTheyAre) {
  const Array<int64_t> i = array<int64_t>({1, 2});
  EXPECT_TRUE(round(i).is(i));
  EXPECT_THAT(rint(i).span(), ElementsAre(1.0, 2.0));
  EXPECT_THAT(round(array<double>({0.5, 1.5, -2.5})).span(), ElementsAre(0, 2, -2));
  const Array<int64_t> out = zeros<int64_t>({2});
  round_into(i, out);
  EXPECT_THAT(out.span(), ElementsAre(1, 2));
  EXPECT_THROW(round_into(array<int64_t>({1}), out), ShapeError);  // not even by broadcasting
  static_assert(std::is_same_v<decltype(round(ones<bool>({1}))), Array<float>>);
  // NumPy rounds a C ordered copy of complex numbers.
  const Array<std::complex<double>> z = ones<std::complex<double>>({2, 3}).t();
  EXPECT_TRUE(round(z).is_c_contiguous());
  EXPECT_FALSE(rint(z).is_c_contiguous());
}

TEST(ArrayMathTest, WhereIntoMayWriteToItsOperands) {
  const Array<double> a = array<double>({1, -2, 3});
  where_into(a > 0.0, a, 0.0, a);
  EXPECT_THAT(a.span(), ElementsAre(1, 0, 3));
  const Array<double> line = arange(0.0, 6.0);
  where_into(ones<bool>({5}), line[Slice(0, 5)], 9.0, line[Slice(1, 6)]);
  EXPECT_THAT(line.span(), ElementsAre(0, 0, 1, 2, 3, 4));
  const Array<bool> truth = array<bool>({true, false, true});
  where_into(truth, truth[Slice().by(-1)], true, truth);
  EXPECT_THAT(truth.span(), ElementsAre(true, true, true));
}

}  // namespace
}  // namespace tidemark
