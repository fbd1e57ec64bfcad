// Sets of values, partial orders and positions. The expected values are NumPy 1.24's.
#include "tidemark/array/typed/array_sets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsNan;

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

std::vector<double> Values(const AnyArray& a) {
  const AnyArray line = copy(astype(a, DType::kFloat64));
  const auto* elements = reinterpret_cast<const double*>(line.data());
  return {elements, elements + line.size()};
}

TEST(ArraySetsTest, UniqueWithItsParts) {
  const Array<double> a = array<double>({3, 1, 3, kNothing, 1, kNothing});
  EXPECT_THAT(Values(unique(a)), ElementsAre(1, 3, IsNan()));
  const auto [values, indices, inverse, counts] = unique_all(a);
  EXPECT_THAT(Values(values), ElementsAre(1, 3, IsNan()));
  EXPECT_THAT(Values(indices), ElementsAre(1, 0, 3));
  EXPECT_THAT(Values(inverse), ElementsAre(1, 0, 1, 2, 0, 2));
  EXPECT_THAT(Values(counts), ElementsAre(2, 2, 2));
  EXPECT_THAT(Values(unique_counts(a).counts), ElementsAre(2, 2, 2));
  EXPECT_THAT(Values(unique_inverse(a).inverse), ElementsAre(1, 0, 1, 2, 0, 2));
  EXPECT_EQ(unique_all(zeros<int8_t>({0, 2})).inverse.size(), 0);
  const Array<int64_t> many = arange(int64_t{0}, int64_t{3000});
  EXPECT_EQ(unique(many % 700).size(), 700);
  EXPECT_THAT(Values(unique(many.reshape({50, 60}).t() % 2)), ElementsAre(0, 1));
}

TEST(ArraySetsTest, Membership) {
  const Array<int32_t> a = array<int32_t>({{1, 2}, {5, 4}});
  EXPECT_THAT(Values(isin(a, array<double>({2.0, 4.5, 5.0}))), ElementsAre(0, 1, 1, 0));
  EXPECT_THAT(Values(isin(a, array<int64_t>({4}), Invert::kYes)), ElementsAre(1, 1, 1, 0));
  EXPECT_THAT(Values(isin(a, zeros<int32_t>(0))), ElementsAre(0, 0, 0, 0));
  const Array<double> gap = array<double>({kNothing, 1});
  EXPECT_THAT(Values(isin(gap, gap)), ElementsAre(0, 1));
}

TEST(ArraySetsTest, Operations) {
  const Array<int32_t> a = array<int32_t>({5, 1, 2, 2});
  const Array<int64_t> b = array<int64_t>({{2, 7}, {5, 5}});
  static_assert(std::is_same_v<decltype(union1d(a, b)), Array<int64_t>>);
  EXPECT_THAT(Values(union1d(a, b)), ElementsAre(1, 2, 5, 7));
  EXPECT_THAT(Values(intersect1d(a, b)), ElementsAre(2, 5));
  EXPECT_THAT(Values(setdiff1d(a, b)), ElementsAre(1));
  const Array<double> gaps = array<double>({kNothing, 1, kNothing});
  EXPECT_THAT(Values(union1d(gaps, gaps)), ElementsAre(1, IsNan()));
  EXPECT_THAT(Values(intersect1d(gaps, gaps)), ElementsAre(1));
  EXPECT_THAT(Values(setdiff1d(gaps, gaps)), ElementsAre(IsNan()));
}

TEST(PartitionTest, TheElementIsInItsPlace) {
  std::vector<double> numbers;
  for (int64_t i = 0; i < 1500; ++i) numbers.push_back(static_cast<double>((i * 7919) % 1500));
  const Array<double> line = zeros<double>(3000);
  const Array<double> spread = line[Slice().by(-2)];
  for (int64_t i = 0; i < 1500; ++i) put(spread, {i}, numbers[static_cast<size_t>(i)]);
  for (const int64_t kth : {0, 1, 749, 1499, -1, -1500}) {
    const auto place = static_cast<size_t>(kth < 0 ? kth + 1500 : kth);
    const std::vector<double> parts = Values(partition(spread, kth));
    const Array<int64_t> positions = argpartition(spread, kth);
    EXPECT_EQ(parts[place], static_cast<double>(place));
    EXPECT_EQ(Values(take(spread, positions))[place], static_cast<double>(place));
    for (size_t i = 0; i < parts.size(); ++i) {
      ASSERT_EQ(parts[i] < static_cast<double>(place), i < place) << kth << " " << i;
    }
  }
}

TEST(PartitionTest, EveryElementType) {
  for (int i = 0; i < kDTypeCount; ++i) {
    const AnyArray a = astype(((arange(int64_t{0}, int64_t{1000}) * 37) % 101).any(),
                              DType{static_cast<uint8_t>(i)});
    const std::vector<double> sorted = Values(sort(a));
    for (const int64_t kth : {0, 17, 500, 999}) {
      const auto place = static_cast<size_t>(kth);
      std::vector<double> parts = Values(partition(a, kth));
      EXPECT_EQ(parts[place], sorted[place]) << i;
      EXPECT_EQ(Values(take(a, argpartition(a, kth)))[place], sorted[place]) << i;
      std::sort(parts.begin(), parts.begin() + kth);
      std::sort(parts.begin() + kth, parts.end());
      EXPECT_EQ(parts, sorted) << i;
    }
  }
}

TEST(PartitionTest, AxesAndErrors) {
  const Array<int64_t> a = array<int64_t>({{9, 2, 5}, {1, 8, 3}});
  EXPECT_THAT(Values(partition(a, 0, 0)), ElementsAre(1, 2, 3, 9, 8, 5));
  EXPECT_EQ(Values(partition(a, 2, std::nullopt))[2], 3);
  EXPECT_THAT(Values(argpartition(a, 1, 0)), ElementsAre(1, 0, 1, 0, 1, 0));
  EXPECT_THROW(partition(a, 3), ValueError);
  EXPECT_THROW(partition(a, -4), ValueError);
  EXPECT_THROW(argpartition(a, 2, 0), ValueError);
  EXPECT_THROW(partition(a, 0, 2), ShapeError);
  EXPECT_EQ(Values(partition(array<double>({kNothing, 2, 1}), 1))[1], 2);
}

TEST(AlongAxisTest, TakeBringsBackAnOrder) {
  const Array<double> a = array<double>({{3, 1, 2}, {7, 9, 8}});
  EXPECT_THAT(Values(take_along_axis(a, argsort(a, 1), 1)), ElementsAre(1, 2, 3, 7, 8, 9));
  EXPECT_THAT(Values(take_along_axis(a, array<int8_t>({{-1}, {0}}), 1)), ElementsAre(2, 7));
  EXPECT_THAT(Values(take_along_axis(a, array<int64_t>({{1, 0, 1}}), 0)), ElementsAre(7, 1, 8));
  EXPECT_THROW(take_along_axis(a, array<int64_t>({{3}, {0}}), 1), IndexError);
  EXPECT_THROW(take_along_axis(a, array<int64_t>({{-4}, {0}}), 1), IndexError);
  EXPECT_THROW(take_along_axis(a, array<int64_t>({0}), 1), ShapeError);
  EXPECT_THROW(take_along_axis(a, array<int64_t>({{0}, {0}, {0}}), 1), ShapeError);
  EXPECT_THROW(take_along_axis(a, array<double>({{0}, {0}}), 1), IndexError);
}

TEST(AlongAxisTest, PutWritesAndChecksFirst) {
  const Array<int32_t> a = array<int32_t>({{3, 1, 2}, {7, 9, 8}});
  put_along_axis(a, array<int64_t>({{1}, {-1}}), 0, 1);
  EXPECT_THAT(Values(a), ElementsAre(3, 0, 2, 7, 9, 0));
  put_along_axis(a, array<int64_t>({{0, 1}, {1, 2}}), array<double>({5.5, 6.5}), 1);
  EXPECT_THAT(Values(a), ElementsAre(5, 6, 2, 7, 5, 6));
  EXPECT_THROW(put_along_axis(a, array<int64_t>({{0}, {3}}), 1, 1), IndexError);
  EXPECT_THROW(put_along_axis(a, array<int64_t>({{0}, {1}}), array<double>({1, 2}), 1), ShapeError);
  EXPECT_THAT(Values(a), ElementsAre(5, 6, 2, 7, 5, 6));
  // Values and positions that are the array itself are read before they are written.
  const Array<int64_t> b = array<int64_t>({2, 0, 1});
  put_along_axis(b, b, b, 0);
  EXPECT_THAT(Values(b), ElementsAre(0, 1, 2));
  EXPECT_THROW(put_along_axis(broadcast_to(a, {2, 2, 3}).any(), zeros<int64_t>({2, 2, 3}).any(),
                              Scalar(1), 0),
               ReadOnlyError);
}

TEST(PositionsTest, NonzeroFlatAndAsRows) {
  const Array<double> a = array<double>({{0, kNothing, 0}, {-1, 0, 2}});
  EXPECT_THAT(Values(flatnonzero(a)), ElementsAre(1, 3, 5));
  EXPECT_THAT(Values(flatnonzero(a.t())), ElementsAre(1, 2, 5));
  const Array<int64_t> rows = argwhere(a);
  EXPECT_THAT(rows.shape(), ElementsAre(3, 2));
  EXPECT_THAT(Values(rows), ElementsAre(0, 1, 1, 0, 1, 2));
  EXPECT_THAT(argwhere(full<double>(Dims(), 5.0)).shape(), ElementsAre(1, 0));
  EXPECT_EQ(flatnonzero(zeros<bool>({2, 0})).size(), 0);
}

TEST(PositionsTest, TheScalarsPlace) {
  const Array<int64_t> a = array<int64_t>({1, 2, 2, 4});
  EXPECT_EQ(searchsorted(a, 2), 1);
  EXPECT_EQ(searchsorted(a, 2, Side::kRight), 3);
  EXPECT_EQ(searchsorted(a, 2.5), 3);
  EXPECT_EQ(searchsorted(a, -1), 0);
  EXPECT_EQ(searchsorted(a, kNothing), 4);
  EXPECT_EQ(searchsorted(a.any(), 3), 3);
  EXPECT_EQ(searchsorted(a, std::numeric_limits<uint64_t>::max()), 4);
  EXPECT_EQ(searchsorted(array<uint8_t>({1, 255}), 256), 2);
  EXPECT_EQ(searchsorted(array<uint8_t>({1, 255}), -1), 0);
  EXPECT_EQ(searchsorted(a[Slice().by(-1)][Slice().by(-1)], 4), 3);
  EXPECT_EQ(searchsorted(zeros<double>(0), 1.0), 0);
  EXPECT_THROW(searchsorted(zeros<double>({2, 2}), 1.0), ShapeError);
}

}  // namespace
}  // namespace tidemark
