#include "tidemark/array/arrange/pad.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include <string>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

std::string Padded(PadMode mode, const PadOptions& options = {},
                   const PadWidths& widths = {{2, 3}}) {
  return to_string(pad(arange(1, 4), widths, mode, options));
}

PadOptions OfLength(int length) {
  PadOptions options;
  options.stat_length = length;
  return options;
}

PadOptions Odd() {
  PadOptions options;
  options.reflect_type = ReflectType::kOdd;
  return options;
}

// All expectations are what NumPy 1.24.2 prints.
TEST(PadModeTest, EachModeOfOneAxis) {
  EXPECT_EQ(Padded(PadMode::kConstant), "[0 0 1 2 3 0 0 0]");
  EXPECT_EQ(Padded(PadMode::kEdge), "[1 1 1 2 3 3 3 3]");
  EXPECT_EQ(Padded(PadMode::kLinearRamp), "[0 0 1 2 3 2 1 0]");
  EXPECT_EQ(Padded(PadMode::kMaximum, OfLength(2)), "[2 2 1 2 3 3 3 3]");
  EXPECT_EQ(Padded(PadMode::kMean, OfLength(2)), "[2 2 1 2 3 2 2 2]");
  EXPECT_EQ(Padded(PadMode::kMedian), "[2 2 1 2 3 2 2 2]");
  EXPECT_EQ(Padded(PadMode::kMinimum), "[1 1 1 2 3 1 1 1]");
  EXPECT_EQ(Padded(PadMode::kReflect), "[3 2 1 2 3 2 1 2]");
  EXPECT_EQ(Padded(PadMode::kReflect, Odd()), "[-1  0  1  2  3  4  5  6]");
  EXPECT_EQ(Padded(PadMode::kSymmetric), "[2 1 1 2 3 3 2 1]");
  EXPECT_EQ(Padded(PadMode::kSymmetric, Odd()), "[0 1 1 2 3 3 4 5]");
  EXPECT_EQ(Padded(PadMode::kWrap), "[2 3 1 2 3 1 2 3]");
}

TEST(PadModeTest, MarginsWiderThanTheArray) {
  EXPECT_EQ(Padded(PadMode::kWrap, {}, {{4, 9}}), "[3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3]");
  EXPECT_EQ(Padded(PadMode::kReflect, {}, {{4, 9}}), "[1 2 3 2 1 2 3 2 1 2 3 2 1 2 3 2]");
  EXPECT_EQ(Padded(PadMode::kSymmetric, {}, {{7, 8}}), "[1 1 2 3 3 2 1 1 2 3 3 2 1 1 2 3 3 2]");
}

TEST(PadModeTest, AxisAfterAxis) {
  const Array<int64_t> a = array<int64_t>({{1, 2}, {3, 4}});
  EXPECT_EQ(to_string(pad(a, {{1, 2}, {2, 1}}, PadMode::kWrap)),
            "[[3 4 3 4 3]\n [1 2 1 2 1]\n [3 4 3 4 3]\n [1 2 1 2 1]\n [3 4 3 4 3]]");
}

TEST(PadModeTest, OddReflectionWrapsAroundAsIntegersDo) {
  EXPECT_EQ(to_string(pad(array<uint8_t>({200, 100}), {{2, 2}}, PadMode::kReflect, Odd())),
            "[144  44 200 100   0 156]");
}

TEST(PadModeTest, ASingleElementIsRepeatedWhereThereIsNothingToMirror) {
  EXPECT_EQ(to_string(pad(array<int64_t>({5}), {{2, 1}}, PadMode::kReflect)), "[5 5 5 5]");
  EXPECT_EQ(to_string(pad(array<int64_t>({5}), {{2, 1}}, PadMode::kSymmetric, Odd())), "[5 5 5 5]");
}

TEST(PadModeTest, OfAnEmptyAxisOnlyByGivenValues) {
  const Array<double> none = zeros<double>({0, 2});
  EXPECT_EQ(pad(none, {{1, 1}, {0, 0}}, 7).shape()[0], 2);
  EXPECT_EQ(pad(none, {{1, 1}, {0, 0}}, PadMode::kEmpty).shape()[0], 2);
  EXPECT_THROW(pad(none, {{1, 1}, {0, 0}}, PadMode::kEdge), ValueError);
  EXPECT_EQ(pad(none, {{0, 0}, {1, 1}}, PadMode::kEdge).shape()[1], 4);
}

TEST(PadModeTest, RefusesWhatMakesNoSense) {
  const Array<int64_t> a = arange(3);
  EXPECT_THROW(pad(a, {{1, 1}, {1, 1}}, PadMode::kEdge), ShapeError);
  EXPECT_THROW(pad(a, {{1, -1}}, PadMode::kEdge), ValueError);
  EXPECT_THROW(pad(a, {{1, 1}}, PadMode::kMaximum, OfLength(0)), ValueError);
  EXPECT_THROW(pad(a, {{1, 1}}, PadMode::kMean, OfLength(-1)), ValueError);
  EXPECT_EQ(pad(zeros<double>({0, 3}), {{0, 0}, {1, 1}}, PadMode::kMaximum, OfLength(-1)).size(),
            0);
  EXPECT_THROW(pad(array<uint8_t>({1}), {{1, 1}}, 256), ValueError);
}

// A value of a higher kind than the elements is no code.
template <class T, class S>
concept CanPad = requires(Array<T> a, S value) {
  pad(a, PadWidths{{1, 1}}, value);
};
static_assert(CanPad<int, int64_t> && CanPad<double, int> && CanPad<float, double>);

// numpy.pad([-0., -0.], 1, 'median')[0] and of three of them: +0.
TEST(PadModeTest, TheMedianOfNegativeZerosIsPositive) {
  for (const int64_t n : {2, 3}) {
    const AnyArray zeros_below = full(DType::kFloat64, {n}, Scalar(-0.0));
    EXPECT_EQ(to_string(pad(zeros_below, {{1, 0}}, PadMode::kMedian)),
              n == 2 ? "[ 0. -0. -0.]" : "[ 0. -0. -0. -0.]");
  }
}

}  // namespace
}  // namespace tidemark
