#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>

#include "tests/array/linalg/linalg_test_support.h"
#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"
#include "tidemark/array/linalg/products.h"

namespace tidemark {
namespace {

using linalg_test::Distance;
using ::testing::ElementsAre;

Array<int64_t> Cube() { return arange(0, 24).reshape({2, 3, 4}); }

// numpy.dot, inner and tensordot in 1.24.2.
TEST(TensorProductsTest, AreNumPys) {
  const Array<int64_t> y = arange(0, 40).reshape({2, 4, 5});
  const Array<int64_t> d = dot(Cube(), y);
  EXPECT_THAT(d.shape(), ElementsAre(2, 3, 2, 5));
  const Array<int64_t> expected =
      array<int64_t>({{670, 756, 842, 928, 1014}, {2390, 2476, 2562, 2648, 2734}});
  EXPECT_EQ(Distance(d[{1, 2}].any(), expected.any()), 0);
  const Array<int64_t> i = inner(Cube()[{0}], Cube()[{1}]);
  EXPECT_EQ(
      Distance(i.any(), array<int64_t>({{86, 110, 134}, {302, 390, 478}, {518, 670, 822}}).any()),
      0);
  const Array<int64_t> both =
      array<int64_t>({{748, 988, 1228}, {988, 1356, 1724}, {1228, 1724, 2220}});
  EXPECT_EQ(Distance(tensordot(Cube(), Cube(), {0, 2}, {0, 2}).any(), both.any()), 0);
  EXPECT_EQ(Distance(tensordot(Cube(), Cube(), {-1, 0}, {2, -3}).any(), both.any()), 0);
  EXPECT_EQ(tensordot(Cube(), Cube(), 3).item(), (Cube() * Cube()).sum());
  EXPECT_THAT(tensordot(Cube(), y, 0).shape(), ElementsAre(2, 3, 4, 2, 4, 5));
  EXPECT_THAT(tensordot(Cube().transpose(Dims({2, 0, 1})), Cube()).shape(), ElementsAre(4, 4));
}

TEST(TensorProductsTest, WhatIsRefused) {
  EXPECT_THROW(dot(Cube(), Cube()), ShapeError);
  EXPECT_THROW(inner(Cube(), ones<int64_t>({3})), ShapeError);
  EXPECT_THROW(tensordot(Cube(), Cube()), ShapeError);
  EXPECT_THROW(tensordot(Cube(), Cube(), 4), ShapeError);
  EXPECT_THROW(tensordot(Cube(), Cube(), -1), ShapeError);
  EXPECT_THROW(tensordot(Cube(), Cube(), UINT64_MAX), ShapeError);
  EXPECT_THROW(tensordot(Cube(), Cube(), {0, 1}, {0}), ShapeError);
  EXPECT_THROW(tensordot(Cube(), Cube(), {0, 0}, {0, 0}), ValueError);
  EXPECT_THROW(tensordot(Cube(), Cube(), {0, -3}, {0, 0}), ValueError);
  EXPECT_THROW(tensordot(Cube(), Cube(), {3}, {0}), ShapeError);
  EXPECT_THROW(vdot(Cube(), ones<int64_t>({23})), ShapeError);
  const AnyArray many = broadcast_to(zeros(DType::kBool, {}), {int64_t{1} << 40});
  EXPECT_THROW(tensordot(many, many, 0), ValueError);
}

TEST(TensorProductsTest, OfANumber) {
  const AnyArray two = full(DType::kFloat64, {}, 2);
  const AnyArray fortran = copy(ones(DType::kFloat32, {2, 3}), Order::kFortran);
  // Floating point of two axes goes to BLAS in NumPy, and the result is in C order.
  EXPECT_THAT(dot(two, fortran).strides(), ElementsAre(24, 8));
  EXPECT_THAT(inner(fortran, two).strides(), ElementsAre(24, 8));
  EXPECT_THAT(
      dot(full(DType::kInt64, {}, 2), copy(ones(DType::kInt64, {2, 3}), Order::kFortran)).strides(),
      ElementsAre(8, 16));
  EXPECT_EQ(Array<double>(tensordot(two, two, 0)).item(), 4);
}

TEST(TensorProductsTest, VdotConjugatesTheLeft) {
  using C = std::complex<double>;
  const C product = vdot(array<C>({C(1, 2), 3}), array<C>({C(0, 1), C(1, -1)}));
  EXPECT_EQ(product, C(5, -2));
  EXPECT_EQ(vdot(Cube(), Cube().reshape({24})), 4324);
  EXPECT_EQ(vdot(Cube().t(), Cube().t()), 4324);
  EXPECT_TRUE(vdot(array<bool>({true, false}), array<bool>({true, true})));
  EXPECT_EQ(vdot(zeros<double>({0}), zeros<double>({0})), 0);
  const Array<const double> ones_repeated =
      Array<const double>(broadcast_to(ones<double>({1}), {5}));
  EXPECT_EQ(vdot(arange(0, 5), ones_repeated), 10);
  EXPECT_EQ(vdot(ones_repeated, array<float>({1, 2, 3, 4, 5})), 15);
}

// Every order of axes, against a loop.
TEST(TensorProductsTest, AnyAxesOfAnyLayout) {
  const Array<double> values = arange(0.0, 120.0).reshape({2, 3, 4, 5});
  int checked = 0;
  Dims order = {0, 1, 2, 3};
  do {
    const AnyArray a = transpose(values, order);
    // Over the axes that were 1 and 3, whatever they are now.
    Dims paired;
    for (int i = 0; i < 4; ++i) {
      if (order[i] == 1 || order[i] == 3) paired.push_back(i);
    }
    const AnyArray b = flip(transpose(values, Dims({3, 2, 0, 1})), Dims(0));
    const Dims of_b = order[static_cast<int>(paired[0])] == 1 ? Dims({3, 0}) : Dims({0, 3});
    const Array<double> product(tensordot(a, b, paired, of_b));
    const bool swapped = product.extent(0) == 4;
    double worst = 0;
    for (int64_t p = 0; p < 2; ++p) {
      for (int64_t q = 0; q < 4; ++q) {
        double sum = 0;
        for (int64_t x = 0; x < 3; ++x) {
          for (int64_t y = 0; y < 5; ++y) {
            const double left = values(p, x, q, y);
            const double right = values(1, x, 3, 4 - y);
            sum += left * right;
          }
        }
        const double found = swapped ? product(q, p, 3, 1) : product(p, q, 3, 1);
        worst = std::max(worst, std::abs(found - sum));
      }
    }
    EXPECT_LT(worst, 1e-9);
    ++checked;
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_EQ(checked, 24);
}

TEST(TensorProductsTest, NoOperandIsRearranged) {
  const Array<double> a = ones<double>({20, 30, 40});
  test_support::RecordingObserver recorded;
  const Array<double> c = tensordot(a, a, {0, 1}, {0, 1});
  EXPECT_THAT(recorded.Kinds(), ElementsAre("alloc", "op"));
  EXPECT_EQ(c(39, 0), 600.0);
}

// More than a tile, in rows and columns, and a sum over an axis that cannot be merged with another.
TEST(TensorProductsTest, LargerThanATile) {
  const Array<int64_t> a = arange(0, 2 * 3 * 300).reshape({2, 300, 3});
  const Array<int64_t> b = arange(0, 3 * 2 * 200).reshape({3, 200, 2});
  const Array<int64_t> c = tensordot(a, b, {0, 2}, {2, 0});
  EXPECT_THAT(c.shape(), ElementsAre(300, 200));
  int64_t sum = 0;
  for (int64_t i = 0; i < 2; ++i) {
    for (int64_t j = 0; j < 3; ++j) sum += int64_t{a(i, 299, j)} * int64_t{b(j, 199, i)};
  }
  EXPECT_EQ(c(299, 199), sum);
  const Array<int64_t> wide = einsum("ik,kj->ji", a[{0}], b[{Slice(), Slice(), 0}]);
  EXPECT_EQ(Distance(wide.any(), matmul(a[{0}], b[{Slice(), Slice(), 0}]).t().any()), 0);
}

}  // namespace
}  // namespace tidemark
