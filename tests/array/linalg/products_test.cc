#include "tidemark/array/linalg/products.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

// numpy.matmul of these has strides (96, 48, 24, 8) in NumPy 1.24.2: an operand that has to be cast
// counts in the order in which it was given.
TEST(MatMulTest, TheLayoutOfTheResultDoesNotDependOnCasts) {
  const AnyArray small = zeros(DType::kUInt16, {2, 2, 1});
  const AnyArray a = broadcast_to(small, {3, 2, 2, 4});
  const AnyArray c = matmul(a, zeros(DType::kFloat64, {2, 4, 3}));
  EXPECT_THAT(c.shape(), ElementsAre(3, 2, 2, 3));
  EXPECT_THAT(c.strides(), ElementsAre(96, 48, 24, 8));
  const AnyArray none = swapaxes(reshape(empty(DType::kUInt8, 0), {0, 5, 3, 3, 2}), 0, -1);
  EXPECT_THAT(matmul(none, empty(DType::kInt8, 0)).strides(), ElementsAre(6, 36, 12, 2));
}

TEST(MatMulTest, WhatIsRepeatedIsCastOnce) {
  const Array<int32_t> row = array<int32_t>({{1, 2}});
  const Array<const int32_t> rows = broadcast_to(row, {1000, 3, 2});
  const Array<double> b = array<double>({{1, 10}, {100, 1000}});
  test_support::RecordingObserver recorded;
  const AnyArray c = matmul(rows.any(), b.any());
  EXPECT_THAT(recorded.Kinds(), ElementsAre("alloc", "copy", "alloc", "op", "free"));
  EXPECT_EQ(recorded.events()[0].bytes, 16);
  const Array<double> last = Array<double>(c)[{999, 2}];
  EXPECT_THAT(last.span(), ElementsAre(201, 2010));
}

}  // namespace
}  // namespace tidemark
