#include "tidemark/array/indexing/axes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidemark/array/core/error.h"
#include "tidemark/array/indexing/create.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

TEST(SqueezeTest, AnArrayOfNoAxesMayBeSqueezedAlongItsLast) {
  const AnyArray a = ones(DType::kFloat64, {});
  EXPECT_TRUE(squeeze(a, Dims(0)).is(a));
  EXPECT_TRUE(squeeze(a, Dims(-1)).is(a));
  EXPECT_THROW(squeeze(a, Dims(1)), ShapeError);
  EXPECT_THROW(squeeze(a, Dims({0, -1})), ShapeError);
}

TEST(FlipTest, AnEmptyAxisStaysAsItIs) {
  const AnyArray a = swapaxes(ones(DType::kFloat32, {4, 3}), 0, 1);
  const AnyArray none = diagonal(a, -3);
  const AnyArray flipped = flip(none);
  EXPECT_THAT(flipped.shape(), ElementsAre(0));
  EXPECT_EQ(flipped.strides()[0], none.strides()[0]);
  EXPECT_EQ(flipped.offset(), none.offset());
}

}  // namespace
}  // namespace tidemark
