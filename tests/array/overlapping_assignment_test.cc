// Assignment and in place operations between views of one buffer give the result of reading
// everything first, and make a temporary only where nothing else helps.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"
#include "tidemark/array/windows.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;

std::vector<int64_t> Values(const Array<int64_t>& a) {
  const Array<int64_t> flat = a.flatten();
  const std::span<const int64_t> span = flat.span();
  return {span.begin(), span.end()};
}

Array<int64_t> Counting(const Dims& shape) {
  int64_t size = 1;
  for (int64_t extent : shape) size *= extent;
  return arange<int64_t>(0, size).reshape(shape);
}

// How many temporaries an assignment made.
template <class Action>
size_t Temporaries(Action&& action) {
  RecordingObserver recorded;
  action();
  recorded.Stop();
  return recorded.Of("alloc").size();
}

// A random view of `a`, of the given shape.
Array<int64_t> RandomView(std::mt19937& random, const Array<int64_t>& a) {
  Array<int64_t> v = a;
  for (int i = 0; i < a.ndim(); ++i) {
    const int64_t extent = v.extent(0);
    const auto start = static_cast<int64_t>(random() % 3);
    const int64_t step = 1 + static_cast<int64_t>(random() % 2);
    v = v[Slice(start, start + (extent / 2 - 1) * step, step)];
    if (random() % 3 == 0) v = v[Slice().by(-1)];
    v = Array<int64_t>(moveaxis(v.any(), Dims(0), Dims(-1)));
  }
  if (random() % 4 == 0 && a.ndim() == 2) v = v.t();
  return v;
}

TEST(OverlappingAssignmentTest, RandomViewsGiveWhatSeparateArraysGive) {
  std::mt19937 random(99);
  for (int round = 0; round < 5000; ++round) {
    const int ndim = 1 + static_cast<int>(random() % 2);
    const Dims shape = ndim == 1 ? Dims(12) : Dims({8, 8});
    const Array<int64_t> a = Counting(shape);
    const Array<int64_t> target = RandomView(random, a);
    const Array<int64_t> source = RandomView(random, a);
    const std::vector<int64_t> expected = Values(source);
    copyto(target, source);
    ASSERT_EQ(Values(target), expected) << round;
  }
}

TEST(OverlappingAssignmentTest, InPlaceAdditionOfRandomViews) {
  std::mt19937 random(5);
  for (int round = 0; round < 5000; ++round) {
    const int ndim = 1 + static_cast<int>(random() % 2);
    const Array<int64_t> a = Counting(ndim == 1 ? Dims(12) : Dims({8, 8}));
    const Array<int64_t> target = RandomView(random, a);
    const Array<int64_t> x = RandomView(random, a);
    const Array<int64_t> y = RandomView(random, a);
    std::vector<int64_t> expected = Values(x);
    const std::vector<int64_t> other = Values(y);
    std::transform(expected.begin(), expected.end(), other.begin(), expected.begin(),
                   [](int64_t p, int64_t q) { return 3 * p - q; });
    const Array<int64_t> tripled = x * 3;
    if (round % 2 == 0) {
      subtract_into(tripled, y, target);
      ASSERT_EQ(Values(target), expected) << round;
    } else {
      add_into(x, y, target);
      std::transform(expected.begin(), expected.end(), other.begin(), expected.begin(),
                     [](int64_t p, int64_t q) { return (p + q) / 3 + q; });
      ASSERT_EQ(Values(target), expected) << round;
    }
  }
}

TEST(OverlappingAssignmentTest, NoTemporaryWhereOneDirectionIsSafe) {
  const Array<int64_t> a = Counting({100});
  EXPECT_EQ(Temporaries([&] { copyto(a[Slice(1, {})], a[Slice(0, -1)]); }), 0u);
  EXPECT_EQ(Temporaries([&] { copyto(a[Slice(0, -1)], a[Slice(1, {})]); }), 0u);
  EXPECT_EQ(Temporaries([&] { copyto(a[Slice(2, {}, 2)], a[Slice(0, -2, 2)]); }), 0u);
  const Array<int64_t> m = Counting({50, 50});
  EXPECT_EQ(Temporaries([&] { copyto(m[Slice(1, {})], m[Slice(0, -1)]); }), 0u);
  EXPECT_EQ(Temporaries([&] {
              copyto(m[{ellipsis, Slice(3, {})}], m[{ellipsis, Slice(0, -3)}]);
            }),
            0u);
  EXPECT_EQ(Temporaries([&] { a[Slice(1, {})] += a[Slice(0, -1)]; }), 0u);
}

TEST(OverlappingAssignmentTest, NoTemporaryWhereNothingIsShared) {
  const Array<int64_t> m = Counting({50, 50});
  EXPECT_EQ(Temporaries([&] { copyto(m[Slice().by(2)], m[Slice(1, {}, 2)]); }), 0u);
  EXPECT_EQ(Temporaries([&] {
              m[{ellipsis, Slice().by(2)}] *= m[{ellipsis, Slice(1, {}, 2)}];
            }),
            0u);
  EXPECT_EQ(Temporaries([&] { m += m; }), 0u);
  EXPECT_EQ(Temporaries([&] { copyto(m, m); }), 0u);
}

TEST(OverlappingAssignmentTest, OneTemporaryForATransposeAndItIsReported) {
  const Array<int64_t> m = Counting({50, 50});
  RecordingObserver recorded;
  m += m.t();
  recorded.Stop();
  ASSERT_EQ(recorded.Of("alloc").size(), 1u);
  ASSERT_EQ(recorded.Of("copy").size(), 1u);
  EXPECT_EQ(recorded.Of("copy")[0].reason, CopyReason::kOverlap);
  EXPECT_EQ(recorded.Of("copy")[0].bytes, 50 * 50 * 8);
  EXPECT_EQ(m(1, 0), 1 + 50);
  EXPECT_EQ(m(0, 1), 1 + 50);
}

TEST(OverlappingAssignmentTest, OnlyTheSmallOperandIsSaved) {
  const Array<int64_t> m = Counting({50, 50});
  RecordingObserver recorded;
  m += m[0];
  recorded.Stop();
  ASSERT_EQ(recorded.Of("alloc").size(), 1u);
  EXPECT_EQ(recorded.Of("alloc")[0].bytes, 50 * 8);
  EXPECT_EQ(m(2, 3), 103 + 3);
}

TEST(OverlappingAssignmentTest, ReversalInPlace) {
  const Array<int64_t> a = Counting({9});
  copyto(a, a[Slice().by(-1)]);
  EXPECT_EQ(Values(a), (std::vector<int64_t>{8, 7, 6, 5, 4, 3, 2, 1, 0}));
}

}  // namespace
}  // namespace tidemark
