#include "tidemark/array/typed/array_shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <complex>
#include <type_traits>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

TEST(ArrayShapeTest, ViewsKeepTheConstness) {
  const Array<double> a = arange(0.0, 6.0).reshape({2, 3});
  const Array<const double> fixed = a;
  static_assert(std::is_same_v<decltype(flip(a)), Array<double>>);
  static_assert(std::is_same_v<decltype(flip(fixed)), Array<const double>>);
  static_assert(std::is_same_v<decltype(split(fixed, 2)), std::vector<Array<const double>>>);
  static_assert(
      std::is_same_v<decltype(sliding_window_view(a, {2}, Dims(1))), Array<const double>>);
  EXPECT_THAT(moveaxis(a, 0, 1).shape(), ElementsAre(3, 2));
  EXPECT_THAT(expand_dims(a, 0).shape(), ElementsAre(1, 2, 3));
  EXPECT_TRUE(ascontiguousarray(a).is(a));
}

TEST(ArrayShapeTest, SplitsAtPositionsInBraces) {
  const Array<int64_t> a = arange(0, 10);
  const std::vector<Array<int64_t>> parts = split(a, {3, 3, 12});
  ASSERT_EQ(parts.size(), 4u);
  EXPECT_THAT(parts[0].span(), ElementsAre(0, 1, 2));
  EXPECT_EQ(parts[1].size(), 0);
  EXPECT_EQ(parts[2].size(), 7);
  EXPECT_EQ(parts[3].size(), 0);
  EXPECT_EQ(parts[2](0), 3);
  for (const Array<int64_t>& part : parts) EXPECT_TRUE(part.base().is(a));
}

TEST(ArrayShapeTest, BroadcastArraysAreViewsOfOneShape) {
  const Array<double> row = array<double>({1, 2, 3});
  const Array<double> column = array<double>({{10}, {20}});
  const std::vector<Array<const double>> both = broadcast_arrays({row, column});
  EXPECT_THAT(both[0].shape(), ElementsAre(2, 3));
  EXPECT_THAT(both[1].strides(), ElementsAre(8, 0));
  EXPECT_EQ(both[1](1, 2), 20);
  EXPECT_TRUE(shares_memory(both[0], row));
}

TEST(ArrayShapeTest, FunctionsForMethodsKeepTheElementType) {
  const Array<int64_t> m = arange(6).reshape(2, 3);
  EXPECT_EQ(transpose(m)(2, 1), 5);
  EXPECT_EQ(transpose(m, {1, 0})(2, 1), 5);
  EXPECT_EQ(swapaxes(m, 0, -1)(2, 1), 5);
  EXPECT_EQ(reshape(m, {3, 2})(2, 1), 5);
  EXPECT_EQ(reshape(m, -1)(5), 5);
  EXPECT_EQ(ravel(m)(5), 5);
  EXPECT_EQ(squeeze(m.reshape(1, 6))(5), 5);
  EXPECT_EQ(squeeze(m.reshape(1, 6, 1), {0})(5, 0), 5);
  EXPECT_EQ(diagonal(m, 1)(1), 5);
  EXPECT_TRUE(shares_memory(transpose(m), m));
  EXPECT_FALSE(shares_memory(copy(m), m));
  EXPECT_FALSE(shares_memory(flatten(m), m));
  EXPECT_TRUE(copy(m, Order::kFortran).is_f_contiguous());
  const Array<const int64_t> read_only = m;
  static_assert(std::is_same_v<decltype(transpose(read_only)), Array<const int64_t>>);
  static_assert(std::is_same_v<decltype(copy(read_only)), Array<int64_t>>);
}

TEST(ArrayShapeTest, PartsOfComplexNumbersAreViews) {
  Array<std::complex<double>> z = array<std::complex<double>>({{1, 2}, {3, 4}});
  const Array<double> im = imag(z);
  imag(z).assign(5.0);
  EXPECT_EQ(std::complex<double>(z(1, 0)), std::complex<double>(3, 5));
  EXPECT_THAT(im.strides(), ElementsAre(32, 16));
  Array<double> re = real(z);
  re(0, 0) = -1;
  EXPECT_EQ(std::complex<double>(z(0, 0)), std::complex<double>(-1, 5));
  EXPECT_TRUE(real(re).is(re));
  EXPECT_FALSE(imag(re).flags().writable);
}

TEST(ArrayShapeTest, StridesOfOnesOwn) {
  const Array<double> a = arange(0.0, 5.0);
  const Array<double> hankel = as_strided(a, {3, 3}, {8, 8});
  EXPECT_TRUE(has_internal_overlap(hankel));
  EXPECT_EQ(hankel(2, 2), 4);
  EXPECT_THROW(as_strided(a, {3, 4}, {8, 8}), ValueError);
  const Array<const double> windows = sliding_window_view(a, {2});
  EXPECT_THAT(windows.shape(), ElementsAre(4, 2));
  EXPECT_EQ(windows(3, 1), 4);
}

}  // namespace
}  // namespace tidemark
