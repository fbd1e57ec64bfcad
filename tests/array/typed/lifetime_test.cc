// What is taken of a temporary array keeps it, or does not compile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>
#include <type_traits>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using ::testing::ElementsAre;

Array<double> Make() { return arange(1.0, 4.0); }

TEST(LifetimeTest, ElementsOfTemporaries) {
  auto x = Make()(0);
  EXPECT_EQ(x, 1);
  const auto& y = Make()(1);
  EXPECT_EQ(y, 2);
  Array<double> a = Make().reshape(3, 1);
  a[{1}](0) = 5;  // through the view, into a
  EXPECT_EQ(a(1, 0), 5);
}

TEST(LifetimeTest, SpansOfTemporariesKeepTheElements) {
  RecordingObserver recorded;
  double total = 0;
  for (const double d : (Make() + 1.0).span()) {
    EXPECT_TRUE(recorded.Of("free").empty());
    total += d;
  }
  EXPECT_EQ(total, 9);
  EXPECT_EQ(recorded.Of("free").size(), 1u);
  auto kept = Make().span();
  EXPECT_THAT(kept, ElementsAre(1, 2, 3));
  const std::span<const double> borrowed = kept;
  EXPECT_EQ(borrowed[2], 3);
  for (double& d : Make().mutable_span()) d = 0;
}
static_assert(std::is_convertible_v<KeptSpan<const double>&, std::span<const double>>);
static_assert(!std::is_convertible_v<KeptSpan<const double>, std::span<const double>>);

TEST(LifetimeTest, AccessorsOfTemporariesKeepTheElements) {
  auto x = Make().accessor<1>();
  EXPECT_EQ(x(0) + x(1) + x(2), 6);
  EXPECT_EQ(x.extent(0), 3);
  auto y = Make().mutable_accessor<1>();
  y(0) = 4;
  EXPECT_EQ(y(0), 4);
}
static_assert(!std::is_convertible_v<KeptAccessor<const double, 1>, Accessor<const double, 1>>);

template <class A>
concept LendsData = requires(A&& a) {
  std::forward<A>(a).data();
};
template <class A>
concept LendsMutableData = requires(A&& a) {
  std::forward<A>(a).mutable_data();
};
static_assert(LendsData<Array<double>&> && LendsData<const Array<double>&>);
static_assert(!LendsData<Array<double>> && !LendsData<AnyArray>);
static_assert(LendsMutableData<Array<double>&> && !LendsMutableData<Array<double>>);
static_assert(!LendsMutableData<Array<const double>&>);

TEST(LifetimeTest, ShapesOfTemporariesAreValues) {
  const auto shape = Make().reshape(3, 1).shape();
  EXPECT_THAT(shape, ElementsAre(3, 1));
  const auto strides = Make().any().strides();
  EXPECT_THAT(strides, ElementsAre(8));
  int64_t product = 1;
  for (const int64_t extent : zeros<float>({2, 3}).shape()) product *= extent;
  EXPECT_EQ(product, 6);
}

TEST(LifetimeTest, AnIndexMayBeKept) {
  const Array<double> m = arange(0.0, 20.0).reshape(4, 5);
  const Index corner = {Slice(0, 2), Slice(3, 5)};
  EXPECT_THAT(m[corner].shape(), ElementsAre(2, 2));
  Index row = 2;
  const Index copied = row;
  row = Index{1, ellipsis};
  EXPECT_EQ(m[row](0), 5);
  EXPECT_EQ(m[copied](0), 10);
  const Index deep = {newaxis, newaxis, newaxis, newaxis, 0, 1};  // more than are kept inline
  EXPECT_THAT(m[deep].shape(), ElementsAre(1, 1, 1, 1));
  const Selector chosen = {array<int64_t>({0, 3}), 1};
  EXPECT_THAT(Array<double>(m[chosen]).span(), ElementsAre(1, 16));
}
template <class I>
concept LendsItems = requires(I&& i) {
  std::forward<I>(i).items();
};
static_assert(LendsItems<const Index&> && !LendsItems<Index>);

}  // namespace
}  // namespace tidemark
