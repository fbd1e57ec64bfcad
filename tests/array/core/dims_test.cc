#include "tidemark/array/core/dims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr uint64_t kBeyond = uint64_t{1} << 63;

TEST(CheckedSumTest, ThrowsOnlyWhereTheResultIsBeyond64Bits) {
  EXPECT_EQ(array_internal::CheckedSum(kMost - 1, 1, "test"), kMost);
  EXPECT_THROW(array_internal::CheckedSum(kMost, 1, "test"), ValueError);
  EXPECT_EQ(array_internal::CheckedProduct(kMost / 3, 3, "test"), kMost / 3 * 3);
  EXPECT_THROW(array_internal::CheckedProduct(kMost / 3 + 1, 3, "test"), ValueError);
}

TEST(CountTest, TakesIntegersAndNothingElse) {
  EXPECT_EQ(Count(uint64_t{kBeyond - 1}).value(), kMost);
  EXPECT_THROW(Count{kBeyond}, ValueError);
  EXPECT_EQ(Count(int8_t{-3}).value(), -3);
  static_assert(!std::is_constructible_v<Count, double>);
  static_assert(!std::is_constructible_v<Count, bool>);
}

TEST(DimsTest, AnUnsignedExtentThatDoesNotFitIsNotTakenForANegativeOne) {
  EXPECT_THROW(Dims{UINT64_MAX}, ValueError);
  EXPECT_THROW((Dims{kBeyond, uint64_t{2}}), ValueError);
  EXPECT_THROW(zeros(DType::kInt8, UINT64_MAX), ValueError);
  // It would be -1, "what is left".
  EXPECT_THROW(reshape(zeros(DType::kInt8, 6), UINT64_MAX), ValueError);
}

// Whatever joins or repeats, with extents whose sum or product is beyond 2^63: an error, not an
// array of another size, nor a crash. An array without elements can have such extents at no cost.
class HostileExtentsTest : public ::testing::Test {
 protected:
  const AnyArray small_ = ones(DType::kInt8, 3);
  const AnyArray long_and_empty_ = zeros(DType::kInt8, {int64_t{0}, kMost - 1});
};

TEST_F(HostileExtentsTest, OfPad) {
  for (const PadMode mode : {PadMode::kConstant, PadMode::kEdge, PadMode::kWrap, PadMode::kReflect,
                             PadMode::kEmpty, PadMode::kMean, PadMode::kLinearRamp}) {
    EXPECT_THROW(pad(small_, {{kMost, 0}}, mode), ValueError);
    EXPECT_THROW(pad(small_, {{0, kMost - 2}}, mode), ValueError);
    EXPECT_THROW(pad(small_, {{kMost, kMost}}, mode), ValueError);
    EXPECT_THROW(pad(small_, {{int64_t{1} << 62, int64_t{1} << 62}}, mode), ValueError);
    EXPECT_THROW(pad(long_and_empty_, {{0, 0}, {1, 1}}, mode), ValueError);
    EXPECT_THROW(pad(small_, {{0, -1}}, mode), ValueError);
  }
  EXPECT_THROW(pad(small_, {{kMost, 0}}, 7), ValueError);
  EXPECT_THROW(pad(ones(DType::kFloat64, 3), {{int64_t{1} << 61, 0}}, 7), ValueError);
  EXPECT_THAT(pad(long_and_empty_, {{0, 0}, {0, 1}}, 7).shape(), ElementsAre(0, kMost));
  EXPECT_THAT(pad(long_and_empty_, {{0, 0}, {0, 1}}, PadMode::kWrap).shape(),
              ElementsAre(0, kMost));
}

TEST_F(HostileExtentsTest, OfJoining) {
  const std::vector<AnyArray> two = {long_and_empty_, long_and_empty_};
  EXPECT_THROW(concatenate(two, 1), ValueError);
  EXPECT_THROW(hstack(two), ValueError);
  EXPECT_THROW(column_stack(two), ValueError);
  EXPECT_THROW(append(two[0], two[1], 1), ValueError);
  EXPECT_THAT(vstack(two).shape(), ElementsAre(0, kMost - 1));
  EXPECT_THAT(concatenate(two, std::nullopt).shape(), ElementsAre(0));
  EXPECT_THROW(dstack(two), ValueError);  // its third axis has two elements
}

TEST_F(HostileExtentsTest, OfRepeating) {
  EXPECT_THROW(repeat(small_, kMost), ValueError);
  EXPECT_THROW(repeat(small_, kMost / 2, 0), ValueError);
  EXPECT_THROW(repeat(small_, kBeyond), ValueError);
  EXPECT_THROW(repeat(long_and_empty_, 2, 1), ValueError);
  EXPECT_THROW(tile(small_, kMost / 2), ValueError);
  EXPECT_THROW(tile(small_, {kMost, int64_t{2}}), ValueError);
  EXPECT_THROW(tile(long_and_empty_, {1, 2}), ValueError);
  EXPECT_THAT(roll(small_, kMost).shape(), ElementsAre(3));
  EXPECT_EQ(to_string(roll(arange(0, 5, 1, DType::kInt8), -kMost - 1, 0)), "[3 4 0 1 2]");
}

TEST_F(HostileExtentsTest, OfWindows) {
  const AnyArray longest = zeros(DType::kInt8, {int64_t{0}, kMost});
  EXPECT_THROW(sliding_window_view(longest, 0, 1), ValueError);
  EXPECT_THAT(sliding_window_view(longest, 1, 1).shape(), ElementsAre(0, kMost, 1));
  EXPECT_THROW(sliding_window_view(longest, 1, 0), ShapeError);
}

TEST_F(HostileExtentsTest, OfDiagonals) {
  for (const int64_t k : {kMost, -kMost, kMost - 2, int64_t{1} << 32, INT64_MIN}) {
    EXPECT_THROW(diag(small_, k), ValueError) << k;
    EXPECT_THROW(diagflat(small_, k), ValueError) << k;
    EXPECT_THAT(tri<bool>(2, 2, k).shape(), ElementsAre(2, 2)) << k;
    EXPECT_THAT(triu(ones(DType::kInt8, {2, 2}), k).shape(), ElementsAre(2, 2)) << k;
  }
  EXPECT_EQ(to_string(tri<bool>(2, 2, kMost)), "[[ True  True]\n [ True  True]]");
  EXPECT_EQ(to_string(triu(ones(DType::kInt8, {2, 2}), INT64_MIN)), "[[1 1]\n [1 1]]");
  EXPECT_EQ(to_string(triu(ones(DType::kInt8, {2, 2}), kMost)), "[[0 0]\n [0 0]]");
  EXPECT_EQ(to_string(tril(ones(DType::kInt8, {2, 2}), INT64_MIN)), "[[0 0]\n [0 0]]");
  EXPECT_THROW(tri<double>(kMost, kMost), ValueError);
  EXPECT_THROW(eye(DType::kInt8, int64_t{1} << 32, int64_t{1} << 32), ValueError);
}

TEST_F(HostileExtentsTest, OfRangesAndGrids) {
  EXPECT_THROW(linspace(0, 1, kMost), ValueError);
  EXPECT_THROW(linspace(0, 1, kBeyond), ValueError);
  EXPECT_THROW(linspace(0, 1, -1), ValueError);
  EXPECT_THROW(logspace(0, 1, kMost), ValueError);
  EXPECT_THROW(geomspace(1, 2, -1), ValueError);
  EXPECT_THROW(arange(kMost), ValueError);
  EXPECT_THROW(arange(UINT64_MAX), ValueError);
  EXPECT_THROW(indices({int64_t{1} << 31, int64_t{1} << 31}), ValueError);
  const AnyArray many = broadcast_to(zeros(DType::kInt8, 1), int64_t{1} << 32);
  EXPECT_THROW(meshgrid(std::vector<AnyArray>{many, many}), ValueError);
}

TEST_F(HostileExtentsTest, OfShapesOfElementsThatAreThere) {
  const std::vector<double> four(4);
  EXPECT_THROW(from_span(four, Dims({int64_t{1} << 32, int64_t{1} << 32})), ValueError);
  EXPECT_THROW(from_span(four, Dims(5)), ShapeError);
  EXPECT_THROW(adopt(std::vector<double>(4), Dims({int64_t{1} << 62, int64_t{4}})), ValueError);
}

}  // namespace
}  // namespace tidemark
