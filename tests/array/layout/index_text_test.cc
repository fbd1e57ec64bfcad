#include "tidemark/array/layout/index_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

TEST(IndexTextTest, MeansWhatTheItemsMean) {
  const Array<int64_t> a = arange(0, 120).reshape(4, 5, 6);
  const auto same = [](const Array<int64_t>& x, const Array<int64_t>& y) {
    return std::ranges::equal(x.shape(), y.shape()) &&
           std::ranges::equal(x.strides(), y.strides()) && x.offset() == y.offset();
  };
  EXPECT_TRUE(same(a["1"], a[1]));
  EXPECT_TRUE(same(a["-1, 2 ,3"], a[{-1, 2, 3}]));
  EXPECT_TRUE(same(a["1:3"], a[Slice(1, 3)]));
  EXPECT_TRUE(same(a[":, ::2, -4:"], a[{Slice(), Slice().by(2), Slice::From(-4)}]));
  EXPECT_TRUE(same(a["..., 1:5:3"], a[{ellipsis, Slice(1, 5, 3)}]));
  EXPECT_TRUE(same(a["::-1"], a[Slice().by(-1)]));
  EXPECT_TRUE(same(a["None, 1, ..., newaxis"], a[{newaxis, 1, ellipsis, newaxis}]));
  EXPECT_TRUE(same(a[" : - 1 , 0,"], a[{Slice(0, -1), 0}]));
  EXPECT_TRUE(same(a["..."], a[ellipsis]));
  EXPECT_TRUE(same(a["99:"], a[Slice(99, {})]));
}

TEST(IndexTextTest, IsAssignedThroughAndKnowsItsLine) {
  const Array<int64_t> a = arange(0, 6).reshape(2, 3);
  a["0, 1:"] = 9;
  a["..., 0"] += 1;
  EXPECT_THAT(a.span(), ElementsAre(1, 9, 9, 4, 4, 5));
  test_support::RecordingObserver recorded;
  const uint32_t line = __LINE__ + 1;
  const Array<int64_t> row = a["1"];
  recorded.Stop();
  EXPECT_EQ(recorded.Of("view").at(0).line, line);
  EXPECT_THROW(a["5"], IndexError);
  EXPECT_THROW(a["0, 0, 0"], IndexError);
}

}  // namespace
}  // namespace tidemark
