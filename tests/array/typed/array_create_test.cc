#include "tidemark/array/typed/array_create.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <complex>
#include <list>
#include <type_traits>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

template <class Expected, class A>
constexpr bool kIs = std::is_same_v<A, Array<Expected>>;

// Row by row: what the arguments are, and of what the range is.
static_assert(kIs<int64_t, decltype(arange(3))>);
static_assert(kIs<int64_t, decltype(arange(0, int64_t{3}))>);
static_assert(kIs<int64_t, decltype(arange(size_t{3}))>);
static_assert(kIs<int64_t, decltype(arange(int8_t{0}, uint32_t{3}, int16_t{1}))>);
static_assert(kIs<double, decltype(arange(0, 1.5))>);
static_assert(kIs<double, decltype(arange(0.0F, 1.5F))>);
static_assert(kIs<double, decltype(arange(0, 3, 0.5))>);
static_assert(kIs<float, decltype(arange<float>(0, 3))>);
static_assert(kIs<uint8_t, decltype(arange<uint8_t>(0, 3))>);
static_assert(kIs<double, decltype(full({2}, 2.7))>);
static_assert(kIs<float, decltype(full({2}, 2.7F))>);
static_assert(kIs<int64_t, decltype(full({2}, 3))>);
static_assert(kIs<uint64_t, decltype(full({2}, size_t{3}))>);
static_assert(kIs<bool, decltype(full({2}, true))>);
static_assert(kIs<std::complex<double>, decltype(full({2}, std::complex<double>(0, 1)))>);
static_assert(kIs<double, decltype(zeros({2}))> && kIs<double, decltype(linspace(0, 1, 3))>);
static_assert(kIs<int32_t, decltype(array(std::vector<int32_t>{1}))>);
static_assert(kIs<double, decltype(array<double>(std::vector<int32_t>{1}))>);

// What would narrow is no code.
template <class T, class S>
concept CanFill = requires(S value) {
  full<T>({2}, value);
};
template <class T, class S>
concept CanFillLike = requires(Array<T> a, S value) {
  full_like(a, value);
};
template <class T, class S>
concept CanRange = requires(S value) {
  arange<T>(value);
};
template <class T, class S>
concept CanPut = requires(Array<T> a, S value) {
  put(a, {0}, value);
};
template <class T, class S>
concept CanHoldVector = requires(std::vector<S> values) {
  array<T>(values);
};
template <class T, class S>
concept CanNest = requires(S value) {
  NestedList<T>(value);
};
template <class S>
concept CanCount = requires(S value) {
  linspace(0, 1, value);
  eye(value);
};
template <class T, class S>
inline constexpr bool kEverywhere =
    CanFill<T, S>&& CanFillLike<T, S>&& CanPut<T, S>&& CanHoldVector<T, S>&& CanNest<T, S>;
template <class T, class S>
inline constexpr bool kNowhere =
    !CanFill<T, S> && !CanFillLike<T, S> && !CanHoldVector<T, S> && !CanNest<T, S>;
static_assert(kEverywhere<double, double> && kEverywhere<double, int> &&
              kEverywhere<float, double>);
static_assert(kEverywhere<int, int64_t> && kEverywhere<uint8_t, int> && kEverywhere<int, uint64_t>);
static_assert(kEverywhere<std::complex<float>, double> && kEverywhere<bool, int>);
static_assert(kNowhere<int, double> && kNowhere<bool, double> && kNowhere<int64_t, float>);
static_assert(kNowhere<double, std::complex<double>> && kNowhere<int, std::complex<float>>);
static_assert(kNowhere<double, long double>);
static_assert(CanRange<double, int> && CanRange<int, int64_t> && !CanRange<int, double>);
static_assert(CanCount<int> && CanCount<size_t> && !CanCount<double> && !CanCount<bool>);

TEST(ArangeTest, TakesBoundsOfAnyInteger) {
  const int64_t n = int64_t{1} << 32;
  EXPECT_THAT(arange(n - 2, n).span(), ElementsAre(n - 2, n - 1));
  EXPECT_EQ(arange(0, n, n / 4).size(), 4);
  EXPECT_THAT(arange(size_t{2}).span(), ElementsAre(0, 1));
  EXPECT_EQ(arange(-3).size(), 0);
  EXPECT_THAT(arange(uint64_t{3}, 1, -1).span(), ElementsAre(3, 2));
  EXPECT_THAT(arange<uint64_t>(UINT64_MAX - 2, UINT64_MAX).span(),
              ElementsAre(UINT64_MAX - 2, UINT64_MAX - 1));
  EXPECT_THAT(arange(INT64_MIN, INT64_MAX, INT64_MAX).span(), ElementsAre(INT64_MIN, -1));
}

TEST(ArangeTest, ThrowsWhereAnElementWouldNotHoldItsValue) {
  EXPECT_EQ(arange<uint8_t>(0, 256).size(), 256);
  EXPECT_THROW(arange<uint8_t>(0, 257), ValueError);
  EXPECT_THROW(arange<uint8_t>(3, -2, -1), ValueError);
  EXPECT_THAT(arange<uint8_t>(3, -1, -1).span(), ElementsAre(3, 2, 1, 0));
  EXPECT_EQ(arange<int8_t>(-128, 128).size(), 256);
  EXPECT_THROW(arange<int8_t>(-129, 0), ValueError);
  EXPECT_EQ(arange<int8_t>(500, 500).size(), 0);
  EXPECT_THROW(arange(UINT64_MAX, UINT64_MAX - 1, -1), ValueError);
  EXPECT_THROW(arange(0, 5, 0), ValueError);
}

TEST(FullTest, ThrowsWhereTheValueDoesNotFit) {
  EXPECT_EQ(full<uint8_t>({1}, 255).item(), 255);
  EXPECT_THROW(full<uint8_t>({1}, 256), ValueError);
  EXPECT_THROW(full<uint8_t>({1}, -1), ValueError);
  EXPECT_THROW(full<int64_t>({1}, UINT64_MAX), ValueError);
  EXPECT_THROW(full<uint64_t>({1}, -1), ValueError);
  EXPECT_THROW(full<bool>({1}, 2), ValueError);
  EXPECT_THROW(full<float>({1}, 1e39), ValueError);
  EXPECT_THROW(full<std::complex<float>>({1}, 1e39), ValueError);
  EXPECT_EQ(full<float>({1}, std::numeric_limits<double>::infinity()).item(),
            std::numeric_limits<float>::infinity());
  EXPECT_THROW(full_like(zeros<int8_t>({1}), 128), ValueError);
  EXPECT_THROW(array<int8_t>({1, 200}), ValueError);
  EXPECT_THROW(array<uint32_t>(std::vector<int>{1, -1}), ValueError);
  EXPECT_THROW(put(zeros<int8_t>({2}), {0}, 200), ValueError);
  EXPECT_THROW(full(DType::kInt32, {1}, std::nan("")), ValueError);
  EXPECT_THROW(full(DType::kFloat64, {1}, std::complex<double>(0, 1)), DTypeError);
}

TEST(ArrayTest, OfRangesOfNumbers) {
  EXPECT_EQ(repr(array(std::vector<double>{1, 2})), "array([1., 2.])");
  EXPECT_EQ(repr(array<double>(std::list<int>{3, 4})), "array([3., 4.])");
  EXPECT_EQ(repr(array(std::vector<bool>{true, false})), "array([ True, False])");
  const std::vector<float> floats{1.5F};
  EXPECT_EQ(repr(array<double>(std::span(floats))), "array([1.5])");
  EXPECT_EQ(repr(from_span(floats)), "array([1.5], dtype=float32)");
  EXPECT_EQ(repr(from_span(std::vector<int64_t>{1, 2, 3, 4}, Dims({2, 2}))),
            "array([[1, 2],\n       [3, 4]])");
  EXPECT_EQ(array(std::vector<double>()).size(), 0);
}

TEST(AdoptTest, KeepsTheElementsOfAVector) {
  std::vector<double> values{1, 2, 3, 4};
  const double* where = values.data();
  const Array<double> a = adopt(std::move(values), Dims({2, 2}));
  EXPECT_EQ(a.data(), where);
  EXPECT_EQ(repr(a), "array([[1., 2.],\n       [3., 4.]])");
  EXPECT_FALSE(a.owns_data());
  EXPECT_EQ(adopt(std::vector<int>()).size(), 0);
  bool deleted = false;
  int number = 7;
  EXPECT_EQ(adopt(&number, {1}, [&deleted](int*) { deleted = true; })(0), 7);
  EXPECT_TRUE(deleted);
  EXPECT_THROW(adopt(std::vector<int>(3), Dims(2)), ShapeError);
}

TEST(LinspaceTest, WithAndWithoutTheEnd) {
  EXPECT_EQ(repr(linspace(0, 1, 3)), "array([0. , 0.5, 1. ])");
  EXPECT_EQ(repr(linspace(0, 1, size_t{4}, Endpoint::kExcluded)),
            "array([0.  , 0.25, 0.5 , 0.75])");
  EXPECT_EQ(repr(linspace<int32_t>(0, 5, 3)), "array([0, 2, 5], dtype=int32)");
  EXPECT_EQ(repr(identity<bool>(2)), "array([[ True, False],\n       [False,  True]])");
}

}  // namespace
}  // namespace tidemark
