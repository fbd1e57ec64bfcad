// Assignment and in place operations between views of one buffer give the result of reading
// everything first, and make a temporary only where nothing else helps.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"
#include "tidemark/array/layout/windows.h"

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
  m += m[7];
  recorded.Stop();
  ASSERT_EQ(recorded.Of("alloc").size(), 1u);
  EXPECT_EQ(recorded.Of("alloc")[0].bytes, 50 * 8);
  EXPECT_EQ(m(2, 3), 103 + 353);
}

TEST(OverlappingAssignmentTest, NothingIsSavedWhereWhatIsReadManyTimesIsWrittenLast) {
  const Array<int64_t> m = Counting({50, 50});
  EXPECT_EQ(Temporaries([&] { m += m[0]; }), 0u);
  EXPECT_EQ(m(0, 3), 3 + 3);
  EXPECT_EQ(m(2, 3), 103 + 3);
  EXPECT_EQ(Temporaries([&] { m -= m[-1]; }), 0u);
  EXPECT_EQ(m(-1, 3), 0);
  EXPECT_EQ(m(2, 3), 106 - 2456);
  const Array<int64_t> line = Counting({1000});
  EXPECT_EQ(Temporaries([&] { line -= line[-1]; }), 0u);
  EXPECT_EQ(line(0), -999);
  EXPECT_EQ(line(999), 0);
}

TEST(OverlappingAssignmentTest, ThinningAndSpreadingNeedNoTemporary) {
  const Array<int64_t> a = Counting({1000});
  EXPECT_EQ(Temporaries([&] { copyto(a[Slice(0, 500)], a[Slice().by(2)]); }), 0u);
  EXPECT_EQ(a(499), 998);
  EXPECT_EQ(Temporaries([&] { copyto(a[Slice().by(2)], a[Slice(0, 500)]); }), 0u);
  EXPECT_EQ(a(998), 998);
  EXPECT_EQ(a(2), 2);
}

TEST(OverlappingAssignmentTest, BetweenTwoDtypesOfTheSameBytes) {
  const Array<int32_t> i = arange<int32_t>(0, 1000);
  const Array<float> f = i.view<float>();
  EXPECT_EQ(Temporaries([&] { copyto(f, i); }), 0u);
  EXPECT_EQ(f(999), 999);
  const Array<double> d = zeros<double>({600});
  const Array<float> halves = d.view<float>();  // 1200 of them
  copyto(halves, ones<float>({1200}));
  EXPECT_EQ(Temporaries([&] { copyto(d, halves[Slice(0, 600)]); }), 0u);
  EXPECT_EQ(d(0), 1);
  EXPECT_EQ(d(599), 1);
  EXPECT_EQ(Temporaries([&] { copyto(halves[Slice(0, 600)], d); }), 0u);
  EXPECT_EQ(halves(599), 1);
}

// What an assignment between two views of one shape demands, found element by element.
struct Demand {
  bool shares = false;  // some byte is read and written
  bool upwards = true;  // written towards higher addresses, every element is read before it changes
  bool downwards = true;
};

// True if no element is read after it was written; (written, read) pairs in the order of writing.
bool ReadsInTime(const std::vector<std::pair<const std::byte*, const std::byte*>>& moves) {
  std::set<const std::byte*> written;
  for (const auto& [out, in] : moves) {
    if (written.contains(in)) return false;
    written.insert(out);
  }
  return true;
}

Demand DemandOf(const AnyArray& target, const AnyArray& source) {
  std::vector<std::pair<const std::byte*, const std::byte*>> moves;
  std::set<const std::byte*> written;
  Dims index = Dims::Filled(target.ndim(), 0);
  for (int64_t n = 0; n < target.size(); ++n) {
    const std::byte* out = target.view().data;
    const std::byte* in = source.view().data;
    for (int i = 0; i < target.ndim(); ++i) {
      out += index[i] * target.strides()[static_cast<size_t>(i)];
      in += index[i] * source.strides()[static_cast<size_t>(i)];
    }
    moves.emplace_back(out, in);
    written.insert(out);
    for (int i = target.ndim() - 1; i >= 0; --i) {
      if (++index[i] < target.shape()[static_cast<size_t>(i)]) break;
      index[i] = 0;
    }
  }
  Demand demand;
  // The views are aligned to their elements, so that two of these share all bytes or none.
  for (const auto& [out, in] : moves) demand.shares = demand.shares || written.contains(in);
  std::sort(moves.begin(), moves.end());
  demand.upwards = ReadsInTime(moves);
  std::reverse(moves.begin(), moves.end());
  demand.downwards = ReadsInTime(moves);
  return demand;
}

// Copies source to target, both views of `whole`; checks the result, and that there is a temporary
// exactly where neither direction does.
void CheckAssignment(const Array<int64_t>& whole, const Array<int64_t>& target,
                     const Array<int64_t>& source, int* saved, int* shared) {
  const std::vector<int64_t> before = Values(whole);
  const std::vector<int64_t> expected = Values(source);
  const Demand demand = DemandOf(target.any(), source.any());
  const size_t temporaries = Temporaries([&] { copyto(target, source); });
  ASSERT_EQ(Values(target), expected);
  ASSERT_EQ(temporaries, demand.upwards || demand.downwards ? 0u : 1u);
  *saved += static_cast<int>(temporaries);
  *shared += demand.shares ? 1 : 0;
  copyto(whole, from_span(std::span(before), Dims(whole.shape())));
}

TEST(OverlappingAssignmentTest, EverySliceOfALineToEveryOther) {
  const Array<int64_t> line = Counting({7});
  std::vector<Array<int64_t>> views;
  for (int64_t start = 0; start < 7; ++start) {
    for (int64_t stop = start + 1; stop <= 7; ++stop) {
      for (const int64_t step : {1, 2, 3}) {
        views.push_back(line[Slice(start, stop, step)]);
        views.push_back(views.back()[Slice().by(-1)]);
      }
    }
  }
  int saved = 0;
  int shared = 0;
  for (const Array<int64_t>& target : views) {
    for (const Array<int64_t>& source : views) {
      if (source.size() != target.size() && source.size() != 1) continue;
      const Array<const int64_t> wide = broadcast_to(source, Dims(target.shape()));
      CheckAssignment(line, target, Array<int64_t>(wide.any()), &saved, &shared);
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_GT(saved, 100);
  EXPECT_GT(shared, 4 * saved);
}

TEST(OverlappingAssignmentTest, EveryPairOfViewsOfAMatrix) {
  const Array<int64_t> m = Counting({4, 4});
  std::vector<Slice> cuts;
  for (int64_t start = 0; start < 3; ++start) {
    for (const int64_t step : {1, 2}) cuts.push_back(Slice(start, start + step + 1, step));
  }
  std::vector<Array<int64_t>> views;
  for (const Slice& rows : cuts) {
    for (const Slice& columns : cuts) {
      const Array<int64_t> part = m[{rows, columns}];
      if (part.size() != 4) continue;
      for (const Array<int64_t>& turned : {part, part.t()}) {
        views.push_back(turned);
        views.push_back(Array<int64_t>(flip(turned.any(), Dims(0))));
        views.push_back(Array<int64_t>(flip(turned.any(), Dims(1))));
      }
    }
  }
  int saved = 0;
  int shared = 0;
  for (const Array<int64_t>& target : views) {
    for (const Array<int64_t>& source : views) {
      CheckAssignment(m, target, source, &saved, &shared);
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_GT(saved, 100);
  EXPECT_GT(shared, 2 * saved);
}

TEST(OverlappingAssignmentTest, ReversalInPlace) {
  const Array<int64_t> a = Counting({9});
  copyto(a, a[Slice().by(-1)]);
  EXPECT_EQ(Values(a), (std::vector<int64_t>{8, 7, 6, 5, 4, 3, 2, 1, 0}));
}

// Views whose axes have nothing to do with each other: any strides, outputs without repetition.
TEST(OverlappingAssignmentTest, RandomStridesGetATemporaryExactlyWhereTheyMust) {
  std::mt19937 random(3);
  const Array<int64_t> whole = Counting({40});
  const auto random_view = [&](const Dims& shape) {
    while (true) {
      Dims strides;
      for (int i = 0; i < shape.size(); ++i) {
        strides.push_back(8 * (static_cast<int64_t>(random() % 19) - 9));
      }
      try {
        return as_strided(whole[Slice::From(static_cast<int64_t>(random() % 40))], shape, strides);
      } catch (const ValueError&) {
        // Left the buffer: try another.
      }
    }
  };
  int saved = 0;
  int shared = 0;
  for (int round = 0; round < 20000; ++round) {
    Dims shape;
    for (uint32_t i = 0; i < 1 + random() % 3; ++i) {
      shape.push_back(1 + static_cast<int64_t>(random() % 4));
    }
    const Array<int64_t> target = random_view(shape);
    if (!array_internal::IsNested(
            {target.any().view().data, target.shape(), target.strides(), 8})) {
      continue;  // the order of its elements is not that of their addresses
    }
    CheckAssignment(whole, target, random_view(shape), &saved, &shared);
    if (HasFatalFailure()) FAIL() << round;
  }
  EXPECT_GT(saved, 300);
  EXPECT_GT(shared, 2 * saved);
}

// a op= b for views a and b of one buffer, and f(x, y, out): where one direction suits both,
// nothing is saved.
TEST(OverlappingAssignmentTest, OutputsSaveOnlyTheInputsThatNeedIt) {
  std::mt19937 random(11);
  int saved = 0;
  for (int round = 0; round < 5000; ++round) {
    const Array<int64_t> a = Counting(round % 2 == 0 ? Dims(12) : Dims({8, 8}));
    const Array<int64_t> target = RandomView(random, a);
    const Array<int64_t> x = RandomView(random, a);
    const Array<int64_t> y = RandomView(random, a);
    const Demand first = DemandOf(target.any(), x.any());
    const Demand second = DemandOf(target.any(), y.any());
    const bool both = (first.upwards && second.upwards) || (first.downwards && second.downwards);
    const size_t needed = both ? 0
                          : (first.upwards || first.downwards || second.upwards || second.downwards)
                              ? 1
                              : 2;
    ASSERT_EQ(Temporaries([&] { add_into(x, y, target); }), needed) << round;
    saved += static_cast<int>(needed);
  }
  EXPECT_GT(saved, 500);
}

}  // namespace
}  // namespace tidemark
