#include "tidemark/array/typed/array_reduce.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ArrayReduceTest, AlongAxesWithAndWithoutKeeping) {
  const Array<int32_t> a = array<int32_t>({{3, 1, 2}, {4, 6, 5}});
  EXPECT_THAT(sum(a, 1).span(), ElementsAre(6, 15));
  EXPECT_THAT(prod(a, 0).span(), ElementsAre(12, 6, 10));
  EXPECT_THAT(max(a, 1, KeepDims::kYes).shape(), ElementsAre(2, 1));
  EXPECT_THAT(all(a > 1, 0).span(), ElementsAre(true, false, true));
  EXPECT_THAT(any(a > 5, 1).span(), ElementsAre(false, true));
  EXPECT_EQ(min(a), 1);
  EXPECT_EQ(var(a), 35.0 / 12);
  EXPECT_EQ(stddev(a, 1, KeepDims::kNo, Ddof{1}).span()[0], 1);
  EXPECT_THAT(argmax(a, 1).span(), ElementsAre(0, 1));
  EXPECT_EQ(argmin(a), 1);
  EXPECT_THAT(cumsum(a, 1).span(), ElementsAre(3, 4, 6, 4, 10, 15));
  EXPECT_THAT(cumprod(a).span(), ElementsAre(3, 3, 6, 24, 144, 720));
}

TEST(ArrayReduceTest, MethodsTakeOneAxisInBraces) {
  const Array<double> a = array<double>({{3, 1, 2}, {4, 6, 5}});
  EXPECT_THAT(a.sum({0}).span(), ElementsAre(7, 7, 7));
  EXPECT_THAT(a.mean({1}).span(), ElementsAre(2, 5));
  EXPECT_THAT(a.max({0}).span(), ElementsAre(4, 6, 5));
  EXPECT_EQ(a.min(), 1);
  RecordingObserver recorded;
  const uint32_t line = __LINE__ + 1;
  EXPECT_EQ(a.sum(), 21);
  EXPECT_EQ(recorded.Of("op").at(0).line, line);
}

TEST(ArrayReduceTest, AnOutputTakesTheResultsAtOnce) {
  const Array<double> a = arange(0.0, 6.0).reshape({2, 3});
  const Array<double> out = zeros<double>({3});
  RecordingObserver recorded;
  sum_into(a, out, 0);
  EXPECT_THAT(recorded.Kinds(), ElementsAre("op"));
  EXPECT_THAT(out.span(), ElementsAre(3, 5, 7));
  min_into(a, out, 0);
  EXPECT_THAT(out.span(), ElementsAre(0, 1, 2));
  mean_into(a, out, 0);
  EXPECT_THAT(out.span(), ElementsAre(1.5, 2.5, 3.5));
  cumprod_into(a[1], out);
  EXPECT_THAT(out.span(), ElementsAre(3, 12, 60));
  recorded.Stop();
  EXPECT_THAT(recorded.Of("alloc"), IsEmpty());
  EXPECT_THAT(recorded.Of("copy"), IsEmpty());
  var_into(a, out, 0);
  EXPECT_THAT(out.span(), ElementsAre(2.25, 2.25, 2.25));
}

TEST(ArrayReduceTest, AnOutputOfAnotherTypeOrPlaceGetsACopy) {
  const Array<double> a = arange(0.0, 6.0).reshape({2, 3});
  const Array<float> narrow = zeros<float>({3});
  const Array<double> wide = zeros<double>({6});
  RecordingObserver recorded;
  sum_into(a, narrow, 0);
  EXPECT_THAT(recorded.Kinds(), ElementsAre("alloc", "op", "copy", "free"));
  EXPECT_EQ(recorded.Of("copy")[0].reason, CopyReason::kAssign);
  EXPECT_THAT(narrow.span(), ElementsAre(3, 5, 7));
  sum_into(a, wide[Slice().by(2)], 0);
  EXPECT_THAT(wide.span(), ElementsAre(3, 0, 5, 0, 7, 0));
  const Array<int32_t> integers = zeros<int32_t>({3});
  EXPECT_THROW(mean_into(a, integers, 0), DTypeError);
  EXPECT_THROW(sum_into(a, wide, 0), ShapeError);
}

TEST(ArrayReduceTest, AnOutputInsideTheInputIsWrittenLast) {
  const Array<double> a = arange(0.0, 6.0).reshape({2, 3});
  sum_into(a, a[0], 0);
  EXPECT_THAT(a.span(), ElementsAre(3, 5, 7, 3, 4, 5));
  const Array<double> line = arange(0.0, 4.0);
  cumsum_into(line, line);
  EXPECT_THAT(line.span(), ElementsAre(0, 1, 3, 6));
  const Array<int64_t> positions = array<int64_t>({5, 9, 7});
  argmax_into(positions.any(), positions[Slice(0, 1)].reshape(Dims()).any());
  EXPECT_THAT(positions.span(), ElementsAre(1, 9, 7));
}

TEST(ArrayReduceTest, RunningSumsUseUpTheirOperand) {
  const Array<double> a = array<double>({{1, 2}, {3, 4}});
  RecordingObserver recorded;
  const Array<double> sums = cumsum(a * 2.0, 0);
  EXPECT_THAT(recorded.Kinds(), ElementsAre("alloc", "op", "op"));
  EXPECT_TRUE(recorded.Of("op")[1].reused);
  EXPECT_THAT(sums.span(), ElementsAre(2, 4, 8, 12));
  recorded.Clear();
  const Array<double> flat = cumprod(a * 2.0);  // of another shape
  EXPECT_FALSE(recorded.Of("op")[1].reused);
  const Array<int64_t> wide = cumsum(array<int32_t>({1, 2}));  // of another type
  EXPECT_FALSE(recorded.Of("op")[2].reused);
  EXPECT_THAT(wide.span(), ElementsAre(1, 3));
}

}  // namespace
}  // namespace tidemark
