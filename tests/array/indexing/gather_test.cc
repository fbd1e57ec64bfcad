#include "tidemark/array/indexing/gather.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using ::testing::ElementsAre;

template <class A>
concept CanPut = requires(const A& a) {
  put(a, {0}, 5.0);
};
static_assert(CanPut<Array<double>>);

TEST(PutTest, RepeatsTheValuesAndCountsInCOrder) {
  const Array<double> a = zeros<double>({2, 3});
  put(a.t(), array<int32_t>({0, 1, -1}), array<double>({1, 2}));
  EXPECT_THAT(a.span(), ElementsAre(1, 0, 0, 2, 0, 1));
  put(a, {1, 4}, 7.0);
  EXPECT_THAT(a.span(), ElementsAre(1, 7, 0, 2, 7, 1));
  put(a, array<int64_t>({0}), zeros<double>({0}));  // no values, no change
  EXPECT_EQ(double(a[{0}](0)), 1);
}

TEST(PutTest, NothingIsWrittenWhereAPositionIsOutOfBounds) {
  const Array<double> a = zeros<double>({3});
  EXPECT_THROW(put(a, {0, 1, 3}, 5.0), IndexError);
  EXPECT_THROW(put(a, array<int64_t>({0, -4}), array<double>({5})), IndexError);
  EXPECT_THAT(a.span(), ElementsAre(0, 0, 0));
  const Array<const double> fixed = broadcast_to(a, {2, 3});
  EXPECT_THROW(put(fixed.any(), std::vector<int64_t>{0}, Scalar(5.0)), ReadOnlyError);
  EXPECT_FALSE(CanPut<decltype(fixed)>);
}

TEST(PutTest, OperandsInTheArrayAreReadFirst) {
  const Array<int64_t> a = array<int64_t>({4, 3, 2, 1, 0});
  RecordingObserver recorded;
  put(a, a, a);  // element i goes to place a[i]
  EXPECT_THAT(a.span(), ElementsAre(0, 1, 2, 3, 4));
  ASSERT_EQ(recorded.Of("copy").size(), 2u);
  for (const auto& copy : recorded.Of("copy")) EXPECT_EQ(copy.reason, CopyReason::kOverlap);
}

TEST(PutTest, CopiesTheValuesOnlyWhereItMust) {
  const Array<double> a = zeros<double>({4});
  const Array<double> values = array<double>({1, 2});
  RecordingObserver recorded;
  put(a, array<int64_t>({0, 1}), values);
  EXPECT_TRUE(recorded.Of("copy").empty());
  put(a, array<int64_t>({0, 1}), array<float>({1, 2}));
  ASSERT_EQ(recorded.Of("copy").size(), 1u);
  EXPECT_EQ(recorded.Of("copy")[0].reason, CopyReason::kDtype);
}

TEST(PutMaskTest, AMaskInTheArrayIsReadFirst) {
  const Array<bool> a = array<bool>({false, true, false, true, true});
  RecordingObserver recorded;
  put_mask(a, a[Slice().by(-1)], false);
  EXPECT_THAT(a.span(), ElementsAre(false, false, false, false, true));
  ASSERT_EQ(recorded.Of("copy").size(), 1u);
  EXPECT_EQ(recorded.Of("copy")[0].reason, CopyReason::kOverlap);
  const Array<double> b = array<double>({1, -2, 3});
  recorded.Clear();
  put_mask(a, a, false);
  EXPECT_FALSE(a.any_true());
  EXPECT_TRUE(recorded.Of("copy").empty());
  put_mask(b, b < 0.0, 0.0);
  EXPECT_TRUE(recorded.Of("copy").empty());
  EXPECT_THAT(b.span(), ElementsAre(1, 0, 3));
}

}  // namespace
}  // namespace tidemark
