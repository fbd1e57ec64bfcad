// All implicit conversions of the typed face, and the pairs of overloads that a call could be taken for:
// what converts to what, what must not, and which overload is meant. What must not compile at all is
// in must_not_compile.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <complex>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

template <class From, class To>
inline constexpr bool kConverts = std::is_convertible_v<From, To>;

// Of arrays: to the run-time form and to read-only, never to numbers, truth or other elements.
static_assert(kConverts<Array<double>, const AnyArray&> && kConverts<Array<double>&, AnyArray>);
static_assert(kConverts<Array<double>, Array<const double>>);
static_assert(!kConverts<Array<const double>, Array<double>>);
static_assert(!kConverts<Array<double>, Array<float>> && !kConverts<Array<int>, Array<int64_t>>);
static_assert(!kConverts<AnyArray, Array<double>>);  // explicit: it may be of another dtype
static_assert(!kConverts<Array<double>, double> && !kConverts<Array<bool>, bool>);
static_assert(!kConverts<AnyArray, bool> && !kConverts<double, Array<double>>);
static_assert(!kConverts<std::vector<double>, Array<double>>);
static_assert(kConverts<ConstComparison<bool>, Array<bool>>);
static_assert(!std::is_constructible_v<bool, ConstComparison<bool>>);

// Of elements: to their own value and by it to other numbers, as a double& does.
static_assert(kConverts<ElementRef<double>, double> &&
              kConverts<const ElementRef<double>&, double>);
static_assert(kConverts<ElementRef<int>, double> && kConverts<ElementRef<double>, bool>);
static_assert(!kConverts<ElementRef<std::complex<double>>, double>);
static_assert(kConverts<ElementRef<int>, IndexItem> && kConverts<ElementRef<int>, SliceBound>);
static_assert(!kConverts<ElementRef<double>, IndexItem>);

// Of selections: to an array, where they stand; not when they were kept, moved or not.
template <class To>
concept TakesASelection = requires(const Array<double>& a, const Array<bool>& m, void (*f)(To)) {
  f(a[m]);
};
static_assert(TakesASelection<Array<double>> && TakesASelection<Array<const double>>);
static_assert(!TakesASelection<Array<float>> && !TakesASelection<double>);
static_assert(!kConverts<Selection<double>&, Array<double>>);
static_assert(!kConverts<Selection<double>&&, Array<double>>);
static_assert(!kConverts<Selection<double>, double> && !kConverts<Selection<bool>, bool>);

// Of spans that keep an array: to a plain span while they are kept themselves.
static_assert(kConverts<KeptSpan<const double>&, std::span<const double>>);
static_assert(!kConverts<KeptSpan<const double>, std::span<const double>>);

// Of numbers and lists: to shapes, axes, counts, positions and scalars; integers only, and no bools.
static_assert(kConverts<int, Dims> && kConverts<size_t, Dims> && !kConverts<double, Dims>);
static_assert(kConverts<std::vector<int64_t>, Dims> && kConverts<std::span<const int64_t>, Dims>);
static_assert(kConverts<int, Axes> && kConverts<Dims, Axes>);
static_assert(!kConverts<double, Axes> && !kConverts<bool, Axes>);
static_assert(kConverts<size_t, Count> && !kConverts<double, Count> && !kConverts<bool, Count>);
static_assert(kConverts<uint64_t, IndexItem> && !kConverts<bool, IndexItem>);
static_assert(!kConverts<double, IndexItem> && kConverts<Slice, IndexItem>);
static_assert(kConverts<int, Index> && kConverts<Slice, Index> && !kConverts<bool, Index>);
static_assert(kConverts<Array<bool>, Selector> && kConverts<std::vector<int>, Selector>);
static_assert(!kConverts<bool, Selector> && !kConverts<double, Selector>);
static_assert(!kConverts<const char*, IndexText> && !kConverts<std::string, IndexText>);
static_assert(kConverts<double, Scalar> && kConverts<std::complex<float>, Scalar>);
static_assert(!kConverts<const char*, Scalar> && !kConverts<void*, Scalar>);
// Options come from nothing but themselves.
static_assert(!kConverts<bool, KeepDims> && !kConverts<int, KeepDims> && !kConverts<bool, Copy>);
static_assert(!kConverts<bool, Side> && !kConverts<int, Ddof> && !kConverts<int, Decimals>);
static_assert(!kConverts<int, Here> && kConverts<SourceLocation, Here>);

// Overloads that braces or numbers could be taken for.
TEST(OverloadsTest, TheMeantOneIsCalled) {
  const Array<int64_t> m = arange(0, 24).reshape(2, 3, 4);
  const Array<int64_t> v = arange(0, 6);
  // reshape(Dims, Copy) or reshape(extents...)
  EXPECT_THAT(v.reshape(6, 1).shape(), ElementsAre(6, 1));
  EXPECT_THAT(v.reshape({6, 1}).shape(), ElementsAre(6, 1));
  EXPECT_THAT(v.reshape({6}).shape(), ElementsAre(6));
  // transpose(), transpose(Dims) or transpose(axes...)
  EXPECT_THAT(m.transpose({1, 0, 2}).shape(), ElementsAre(3, 2, 4));
  EXPECT_THAT(m.transpose(1, 0, 2).shape(), ElementsAre(3, 2, 4));
  // sum(site), sum(axes, keepdims) or sum(keepdims): a number, or an array
  static_assert(std::is_same_v<decltype(m.sum()), int64_t>);
  static_assert(std::is_same_v<decltype(m.sum(0)), Array<int64_t>>);
  static_assert(std::is_same_v<decltype(sum(m, {0, 1})), Array<int64_t>>);
  static_assert(std::is_same_v<decltype(mean(m, KeepDims::kYes)), Array<double>>);
  static_assert(std::is_same_v<decltype(argmax(m)), int64_t>);
  static_assert(std::is_same_v<decltype(argmax(m, 0)), Array<int64_t>>);
  static_assert(std::is_same_v<decltype(median(m)), double>);
  static_assert(std::is_same_v<decltype(allclose(m, m)), bool>);
  // split at sections or at positions
  EXPECT_EQ(split(v, 3).size(), 3u);
  EXPECT_EQ(split(v, {3}).size(), 2u);
  // a basic index, an index in a text, or a selection
  static_assert(std::is_same_v<decltype(m[0]), Array<int64_t>>);
  static_assert(std::is_same_v<decltype(m[{0, Slice()}]), Array<int64_t>>);
  static_assert(std::is_same_v<decltype(m["0, 1:"]), Array<int64_t>>);
  static_assert(std::is_same_v<decltype(m[m > 3]), Selection<int64_t>>);
  static_assert(std::is_same_v<decltype(m[{v, 0}]), Selection<int64_t>>);
  // arange(stop), arange(start, stop): the common type
  static_assert(std::is_same_v<decltype(arange(3)), Array<int64_t>>);
  static_assert(std::is_same_v<decltype(arange(0, int64_t{3})), Array<int64_t>>);
  static_assert(std::is_same_v<decltype(arange(0, 1.0)), Array<double>>);
  static_assert(std::is_same_v<decltype(arange(0.0, 3)), Array<double>>);
  // where of arrays and numbers, clip with one bound
  static_assert(std::is_same_v<decltype(where(m > 1, m, 0)), Array<int64_t>>);
  static_assert(std::is_same_v<decltype(where(m > 1, 1, 0.5)), Array<double>>);
  static_assert(std::is_same_v<decltype(clip(m, std::nullopt, 3)), Array<int64_t>>);
  // searchsorted of an array or of a number
  static_assert(std::is_same_v<decltype(searchsorted(v, 2.5)), int64_t>);
  static_assert(std::is_same_v<decltype(searchsorted(v, v)), Array<int64_t>>);
  // an element, or the value of a read-only one
  static_assert(std::is_same_v<decltype(v(0)), ElementRef<int64_t>>);
  static_assert(std::is_same_v<decltype(broadcast_to(v, {2, 6})(0, 0)), int64_t>);
}

}  // namespace
}  // namespace tidemark
