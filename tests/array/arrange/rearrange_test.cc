#include "tidemark/array/arrange/rearrange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

// The offsets are those of NumPy 1.24.2: how it tiles to nothing shows in the strides of the result
// and so in where its views begin.
TEST(TileTest, OfNothingAndToNothing) {
  const AnyArray bytes = ones(DType::kUInt8, 4);
  EXPECT_EQ(basic_index(tile(bytes, {0, 1}), {ellipsis, Slice(), -2}).offset(), 0);
  EXPECT_EQ(flip(tile(ones(DType::kUInt8, 2), {0, 1}), Dims(1)).offset(), 0);
  EXPECT_EQ(flip(tile(ones(DType::kInt32, {2, 3}), {2, 0}), Dims(0)).offset(), 3 * 4);
  const AnyArray none = zeros(DType::kUInt64, {0, 2});
  EXPECT_EQ(flip(tile(none, {1, 1, 0, 1})).offset(), 0);
  EXPECT_THAT(tile(none, {2, 3, 5}).shape(), ElementsAre(2, 0, 10));
}

TEST(TileTest, ACountMayBeNegativeWhereThereIsNothingToRepeat) {
  EXPECT_THAT(tile(zeros(DType::kInt8, {0, 3}), {-1, 2}).shape(), ElementsAre(0, 6));
  EXPECT_THROW(tile(zeros(DType::kInt8, {0, 3}), {1, -2}), ValueError);
  EXPECT_THROW(tile(zeros(DType::kInt8, 3), {0, -1}), ValueError);
}

TEST(PadTest, KeepsFortranOrderAndChecksTheValue) {
  const AnyArray a = transpose(reshape(arange(0, 6, 1, DType::kInt16), {2, 3}));
  const AnyArray padded = pad(a, {{1, 0}, {0, 2}}, 7);
  EXPECT_THAT(padded.shape(), ElementsAre(4, 4));
  EXPECT_TRUE(padded.is_f_contiguous());
  EXPECT_EQ(repr(padded),
            "array([[7, 7, 7, 7],\n       [0, 3, 7, 7],\n       [1, 4, 7, 7],\n"
            "       [2, 5, 7, 7]], dtype=int16)");
  EXPECT_THROW(pad(a, {{1, 0}, {0, 2}}, std::complex<double>(1, 1)), DTypeError);
}

}  // namespace
}  // namespace tidemark
