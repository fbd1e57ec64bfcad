#include "tidemark/array/layout/overlap.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

// The addresses of all bytes of an array, index by index.
std::vector<const std::byte*> Bytes(const AnyArray& a) {
  std::vector<const std::byte*> bytes;
  if (a.size() == 0) return bytes;
  Dims index = Dims::Filled(a.ndim(), 0);
  while (true) {
    const std::byte* item = a.view().data;
    for (int i = 0; i < a.ndim(); ++i) item += index[i] * a.strides()[static_cast<size_t>(i)];
    for (int64_t k = 0; k < a.itemsize(); ++k) bytes.push_back(item + k);
    int axis = a.ndim() - 1;
    while (axis >= 0 && ++index[axis] == a.shape()[static_cast<size_t>(axis)]) index[axis--] = 0;
    if (axis < 0) return bytes;
  }
}

bool ShareByBytes(const AnyArray& a, const AnyArray& b) {
  const std::vector<const std::byte*> mine = Bytes(a);
  const std::set<const std::byte*> set(mine.begin(), mine.end());
  for (const std::byte* byte : Bytes(b)) {
    if (set.count(byte) != 0) return true;
  }
  return false;
}

bool OverlapsItselfByBytes(const AnyArray& a) {
  const std::vector<const std::byte*> bytes = Bytes(a);
  return std::set<const std::byte*>(bytes.begin(), bytes.end()).size() != bytes.size();
}

Array<int16_t> Line(int64_t n) { return zeros<int16_t>(Dims(n)); }

TEST(SharesMemoryTest, EverySliceOfALineAgainstEveryOther) {
  const Array<int16_t> line = Line(8);
  std::vector<AnyArray> views;
  for (int64_t start = 0; start < 8; ++start) {
    for (int64_t stop = start; stop <= 8; ++stop) {
      for (int64_t step : {1, 2, 3, -1, -2}) {
        const Slice slice = step > 0 ? Slice(start, stop, step)
                                     : Slice(stop - 1, start == 0 ? -9 : start - 1, step);
        views.push_back(line[slice]);
      }
    }
  }
  int sharing = 0;
  for (const AnyArray& a : views) {
    for (const AnyArray& b : views) {
      const bool expected = ShareByBytes(a, b);
      sharing += expected ? 1 : 0;
      ASSERT_EQ(shares_memory(a, b), expected);
      ASSERT_TRUE(!expected || may_share_memory(a, b));
    }
  }
  EXPECT_GT(sharing, 1000);
}

// Any view at all of a small buffer: random shapes, strides that need not nest, odd byte offsets.
AnyArray RandomView(std::mt19937& random, const AnyArray& bytes) {
  constexpr DType kTypes[] = {DType::kInt8, DType::kInt16, DType::kFloat32};
  while (true) {
    const DType dtype = kTypes[random() % 3];
    const int64_t item = ItemSize(dtype);
    Dims shape;
    Dims strides;
    const int ndim = static_cast<int>(random() % 4);
    for (int i = 0; i < ndim; ++i) {
      shape.push_back(static_cast<int64_t>(random() % 5));
      strides.push_back((static_cast<int64_t>(random() % 25) - 12) * item);
    }
    const int64_t offset = static_cast<int64_t>(random() % 16) * 4;
    try {
      const AnyArray start = basic_index(bytes, Slice(offset, offset + item));
      return as_strided(view_as(start, dtype), shape, strides);
    } catch (const ValueError&) {
      // Left the buffer: try another.
    }
  }
}

TEST(SharesMemoryTest, RandomViewsAgreeWithByteSets) {
  std::mt19937 random(7);
  const AnyArray bytes = zeros(DType::kInt8, {64});
  int sharing = 0;
  int bounds_only = 0;
  for (int round = 0; round < 20000; ++round) {
    const AnyArray a = RandomView(random, bytes);
    const AnyArray b = RandomView(random, bytes);
    const bool expected = ShareByBytes(a, b);
    ASSERT_EQ(shares_memory(a, b), expected) << round;
    ASSERT_EQ(has_internal_overlap(a), OverlapsItselfByBytes(a)) << round;
    sharing += expected ? 1 : 0;
    bounds_only += !expected && may_share_memory(a, b) ? 1 : 0;
  }
  // Both answers, and the case that bounds get wrong, occur often.
  EXPECT_GT(sharing, 500);
  EXPECT_GT(bounds_only, 500);
}

TEST(SharesMemoryTest, EmptyArraysShareWithNothing) {
  const Array<int16_t> line = Line(8);
  EXPECT_FALSE(shares_memory(line[Slice(3, 3)], line));
  EXPECT_FALSE(may_share_memory(line[Slice(3, 3)], line));
}

TEST(SharesMemoryTest, EvenAndOddElementsOfAMatrix) {
  const Array<double> m = zeros<double>({100, 100});
  EXPECT_TRUE(may_share_memory(m[{Slice().by(2)}], m[{Slice(1, std::nullopt, 2)}]));
  EXPECT_FALSE(shares_memory(m[{Slice().by(2)}], m[{Slice(1, std::nullopt, 2)}]));
  EXPECT_FALSE(shares_memory(m[{ellipsis, Slice().by(2)}], m[{ellipsis, Slice(1, {}, 2)}]));
  EXPECT_TRUE(shares_memory(m, m.t()));
}

TEST(SharesMemoryTest, TooHardWithinLittleWork) {
  // Strides without a common divisor, in five axes each: NumPy's documentation calls these hard.
  const AnyArray bytes = zeros(DType::kInt8, {4000000});
  const AnyArray a = as_strided(bytes, {9, 9, 9, 9}, {100003, 90001, 80021, 70001});
  const AnyArray b =
      as_strided(basic_index(bytes, Slice::From(1)), {9, 9, 9, 9}, {100019, 90007, 80039, 70003});
  EXPECT_THROW(shares_memory(a, b, 1), TooHardError);
  EXPECT_NO_THROW(shares_memory(a, b));
}

TEST(ByteBoundsTest, CoverNegativeStrides) {
  const Array<int16_t> line = Line(8);
  const ByteBounds all = byte_bounds(line);
  EXPECT_EQ(all.high - all.low, 16);
  const ByteBounds back = byte_bounds(line[Slice(6, 1, -2)]);  // elements 6, 4, 2
  EXPECT_EQ(back.low - all.low, 4);
  EXPECT_EQ(back.high - all.low, 14);
}

}  // namespace
}  // namespace tidemark
