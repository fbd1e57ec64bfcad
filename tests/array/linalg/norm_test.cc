#include "tidemark/array/linalg/norm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <complex>

#include "tests/array/linalg/linalg_test_support.h"
#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using linalg::kInfinity;
using linalg::norm;
using linalg::NormKind;
using linalg_test::Distance;
using ::testing::ElementsAre;

class NormTest : public linalg_test::WithLapack {};

// numpy.linalg.norm in 1.24.2.
TEST(NormOfVectorsTest, IsNumPys) {
  const Array<int64_t> v = array<int64_t>({3, -4, 0, 12});
  EXPECT_EQ(norm(v), 13);
  EXPECT_EQ(norm(v, 0), 3);
  EXPECT_EQ(norm(v, 1), 19);
  EXPECT_EQ(norm(v, 2), 13);
  EXPECT_DOUBLE_EQ(norm(v, 3), 12.207054953820636);
  EXPECT_DOUBLE_EQ(norm(v, 0.5), 51.78460969082653);
  EXPECT_EQ(norm(v, -1), 0);
  EXPECT_EQ(norm(v, kInfinity), 12);
  EXPECT_EQ(norm(v, -kInfinity), 0);
  EXPECT_THROW(norm(v, NormKind::kNuclear), ValueError);
  EXPECT_THROW(norm(v, NormKind::kFrobenius), ValueError);
}

TEST_F(NormTest, OfMatricesIsNumPys) {
  const Array<int32_t> m = array<int32_t>({{1, -2, 3}, {4, 5, -6}});
  EXPECT_DOUBLE_EQ(norm(m), 9.539392014169456);
  EXPECT_DOUBLE_EQ(norm(m, NormKind::kFrobenius), 9.539392014169456);
  EXPECT_DOUBLE_EQ(norm(m, NormKind::kNuclear), 11.653785350898485);
  EXPECT_EQ(norm(m, 1), 9);
  EXPECT_EQ(norm(m, -1), 5);
  EXPECT_DOUBLE_EQ(norm(m, 2), 9.225027715260927);
  EXPECT_DOUBLE_EQ(norm(m, -2), 2.4287576356375586);
  EXPECT_EQ(norm(m, kInfinity), 15);
  EXPECT_EQ(norm(m, -kInfinity), 6);
  EXPECT_THROW(norm(m, 3), ValueError);
  EXPECT_DOUBLE_EQ(norm(m, 2, {1, 0}).item(), 9.225027715260929);
  EXPECT_THROW(norm(zeros<double>({0, 2}), 2), ValueError);
}

TEST(NormOfVectorsTest, AlongAxes) {
  const Array<int32_t> m = array<int32_t>({{1, -2, 3}, {4, 5, -6}});
  const Array<double> columns = norm(m, NormKind::kDefault, 0);
  EXPECT_LT(
      Distance(columns.any(),
               array<double>({4.123105625617661, 5.385164807134504, 6.708203932499369}).any()),
      1e-15);
  EXPECT_THAT(norm(m, 1, 1).span(), ElementsAre(6, 15));
  EXPECT_THAT(norm(m, 1, -1, KeepDims::kYes).shape(), ElementsAre(2, 1));
  EXPECT_THAT(norm(m, kInfinity, {1, 0}, KeepDims::kYes).shape(), ElementsAre(1, 1));
  EXPECT_EQ(norm(m, 1, {1, 0}).item(), 15);
  EXPECT_EQ(norm(m, 1, {0, 1}).item(), 9);
  EXPECT_THROW(norm(m, 1, {0, 0}), ValueError);
  EXPECT_THROW(norm(m, 1, {0, -2}), ValueError);
  EXPECT_THROW(norm(m, 1, 2), ShapeError);
  EXPECT_THROW(norm(ones<double>({2, 2, 2}), 1), ValueError);
  EXPECT_THROW(norm(zeros<double>({0}), kInfinity), ValueError);
  EXPECT_DOUBLE_EQ(norm(ones<double>({2, 2, 2})), 2.8284271247461903);
  EXPECT_EQ(norm(zeros<double>({0, 3})), 0);
}

TEST(NormOfVectorsTest, DTypes) {
  using C = std::complex<double>;
  EXPECT_EQ(norm(array<C>({C(3, 4), 0})), 5);
  EXPECT_EQ(norm(array<C>({C(3, 4), 12}), 1), 17);
  static_assert(std::is_same_v<decltype(norm(array<float>({1}))), float>);
  static_assert(
      std::is_same_v<decltype(norm(array<std::complex<float>>({1}), 1, 0)), Array<float>>);
  static_assert(std::is_same_v<decltype(norm(array<int8_t>({1}))), double>);
  // Converted before the magnitude is taken: an int8 has no 128.
  EXPECT_EQ(norm(array<int8_t>({-128}), 1), 128);
  EXPECT_THAT(norm(array<int8_t>({-128}), 1, 0).span(), ElementsAre(128));
  EXPECT_EQ(norm(array<bool>({true, true, false}), 1), 2);
  EXPECT_EQ(norm(array<uint8_t>({255, 0}), 0), 1);
}

TEST(NormOfVectorsTest, TheLengthTakesNoMemory) {
  const Array<int16_t> a = ones<int16_t>({10, 100});
  test_support::RecordingObserver recorded;
  EXPECT_EQ(norm(a[{Slice().by(-5), Slice().by(2)}]), 10);
  EXPECT_THAT(recorded.Kinds(), ElementsAre("view", "alloc", "op", "free", "drop"));
  EXPECT_EQ(recorded.events()[1].bytes, 8);
}

template <class A>
concept NormOfBraces = requires(A a) {
  norm(a, {0});
};
template <class A>
concept NormOfTrue = requires(A a) {
  norm(a, true);
};
static_assert(!NormOfBraces<Array<double>> && !NormOfBraces<AnyArray>, "axes are not an order");
static_assert(!NormOfTrue<Array<double>>, "nor is keepdims");

}  // namespace
}  // namespace tidemark
