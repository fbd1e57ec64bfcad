#include "tidemark/array/indexing/advanced.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"
#include "tidemark/array/ops/update_selected.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Numbers = std::vector<int64_t>;

AnyArray Make(const Numbers& values, const Dims& shape) {
  return from_bytes(DType::kInt64, shape, values.data());
}
AnyArray MakeMask(const std::vector<uint8_t>& values, const Dims& shape) {
  return from_bytes(DType::kBool, shape, values.data());
}
AnyArray Ramp(const Dims& shape) {
  int64_t size = 1;
  for (const int64_t extent : shape) size *= extent;
  return reshape(arange(0, size, 1, DType::kInt64), shape);
}
// The elements in C order.
Numbers ValuesOf(const AnyArray& a) {
  const AnyArray ordered = copy(a);
  Numbers values(static_cast<size_t>(a.size()));
  if (!values.empty()) std::memcpy(values.data(), ordered.view().data, values.size() * 8);
  return values;
}

struct Expected {
  Numbers shape;
  Numbers strides;
  Numbers values;
};
void Check(const Selector& selector, const Expected& expected) {
  const AnyArray chosen = select(Ramp({2, 3, 4}), selector);
  EXPECT_THAT(chosen.shape(), ::testing::ElementsAreArray(expected.shape));
  EXPECT_THAT(chosen.strides(), ::testing::ElementsAreArray(expected.strides));
  EXPECT_EQ(ValuesOf(chosen), expected.values);
}

// Shapes, strides and values as NumPy 1.24 gives them for m = np.arange(24).reshape(2, 3, 4).
TEST(SelectTest, ArraysOfPositions) {
  const Slice all;
  const AnyArray i = Make({1, 0, 2, 2, 2, 0}, {2, 3});
  Check({all, Numbers{2, 0}},
        {{2, 2, 4}, {32, 64, 8}, {8, 9, 10, 11, 0, 1, 2, 3, 20, 21, 22, 23, 12, 13, 14, 15}});
  Check({all, all, Numbers{3, -1}},
        {{2, 3, 2}, {24, 8, 48}, {3, 3, 7, 7, 11, 11, 15, 15, 19, 19, 23, 23}});
  Check({all, Numbers{0, 2}, Numbers{1, 1}}, {{2, 2}, {8, 16}, {1, 9, 13, 21}});
  Check({1, basic_index(transpose(i), {ellipsis, Slice(2)}), 0},
        {{3, 2}, {8, 24}, {16, 20, 12, 20, 20, 12}});
  Check({Slice(0, 1), transpose(i), Slice(0, 1)},
        {{1, 3, 2, 1}, {8, 8, 24, 8}, {4, 8, 0, 8, 8, 0}});
  Check({Make({0}, {1, 1}), Make({1, 2}, {1, 2}), -1}, {{1, 2}, {16, 8}, {7, 11}});
}

TEST(SelectTest, ApartTheArraysAxesComeFirst) {
  const Slice all;
  Check({Numbers{1, 0}, all, Numbers{0, -1}}, {{2, 3}, {24, 8}, {12, 16, 20, 3, 7, 11}});
  Check({0, all, Numbers{3, 1}}, {{2, 3}, {24, 8}, {3, 7, 11, 1, 5, 9}});  // an integer counts
  Check({all, Numbers{0, 2}, newaxis, Numbers{1, 1}}, {{2, 2, 1}, {16, 8, 8}, {1, 13, 9, 21}});
  // An ellipsis without axes stands between them too; behind them it does not.
  Check({all, Numbers{1}, ellipsis, Numbers{2}}, {{1, 2}, {16, 8}, {6, 18}});
  Check({all, Numbers{1}, Numbers{2}, ellipsis}, {{2, 1}, {8, 16}, {6, 18}});
}

TEST(SelectTest, Masks) {
  const Slice all;
  const AnyArray m = Ramp({2, 3, 4});
  const AnyArray fifth = binary(BinaryOp::kEqual, binary(BinaryOp::kMod, m, Scalar(5)), Scalar(0));
  Check({fifth}, {{5}, {8}, {0, 5, 10, 15, 20}});
  Check({fifth, ellipsis}, {{5}, {8}, {0, 5, 10, 15, 20}});
  Check({MakeMask({0, 1}, {2})},
        {{1, 3, 4}, {96, 32, 8}, {12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23}});
  Check({all, MakeMask({1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0}, {3, 4})},
        {{2, 4}, {8, 16}, {0, 3, 6, 9, 12, 15, 18, 21}});
  Check({MakeMask({1, 0, 1, 0, 1, 0}, {2, 3}), 1}, {{3}, {8}, {1, 9, 17}});
  Check({MakeMask({1, 0}, {2}), all, Numbers{0, 1}}, {{2, 3}, {24, 8}, {0, 4, 8, 1, 5, 9}});
  EXPECT_THAT(select(m, MakeMask({1}, {})).shape(), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(select(m, {all, MakeMask({0}, {})}).shape(), ElementsAre(2, 0, 3, 4));
  // Of an array that runs backwards.
  const AnyArray back = basic_index(m, {Slice().by(-1), Slice().by(-1)});
  EXPECT_EQ(ValuesOf(select(back, {MakeMask({1, 0, 0, 0, 0, 1}, {2, 3}), 0})), (Numbers{20, 0}));
}

TEST(SelectTest, WithoutAnArrayAViewAndWithASingleIntegerACopy) {
  const AnyArray m = Ramp({2, 3, 4});
  EXPECT_TRUE(select(m, {Slice(0, 1), 2}).same_buffer(m));
  EXPECT_TRUE(select(m, Selector{}).same_buffer(m));
  const AnyArray single = select(m, {0, Slice(), Make({1}, {})});  // not apart: as m[0, :, 1]
  EXPECT_FALSE(single.same_buffer(m));
  EXPECT_EQ(ValuesOf(single), (Numbers{1, 5, 9}));
}

TEST(SelectTest, PositionsOfEveryDType) {
  const AnyArray a = Ramp({5});
  for (const DType dtype : {DType::kInt8, DType::kUInt8, DType::kInt16, DType::kUInt16,
                            DType::kInt32, DType::kUInt32, DType::kInt64, DType::kUInt64}) {
    EXPECT_EQ(ValuesOf(select(a, astype(Make({4, 0, 2}, {3}), dtype))), (Numbers{4, 0, 2}));
  }
  const uint64_t far[] = {1, UINT64_MAX};
  const AnyArray beyond = from_bytes(DType::kUInt64, {2}, far);
  EXPECT_THROW(select(a, beyond), IndexError);
  EXPECT_THROW(assign_selected(a, beyond, 7), IndexError);
  EXPECT_THROW(select(a, basic_index(beyond, {1})), IndexError);
  EXPECT_EQ(ValuesOf(a), (Numbers{0, 1, 2, 3, 4}));
}

TEST(SelectTest, WhatIsRefused) {
  const AnyArray a = Ramp({3, 4});
  EXPECT_THROW(select(a, zeros(DType::kFloat64, {0})), IndexError);
  EXPECT_THROW(select(a, {Numbers{0}, Numbers{0}, Numbers{0}}), IndexError);
  EXPECT_THROW(select(a, {Numbers{0, 1}, Numbers{0, 1, 2}}), IndexError);
  EXPECT_THROW(select(a, {ellipsis, Numbers{0}, ellipsis}), IndexError);
  EXPECT_THROW(select(a, MakeMask({1, 1, 1, 1}, {4})), IndexError);
  EXPECT_THROW(select(a, {Slice(), MakeMask({1, 1, 1}, {3})}), IndexError);
  EXPECT_THROW(select(a, {Numbers{}, 4}), IndexError);      // the integer is looked at
  EXPECT_EQ(select(a, {Numbers{}, Numbers{9}}).size(), 0);  // what is broadcast away is not
  try {
    select(a, {Slice(), Numbers{0, -5}});
    FAIL();
  } catch (const IndexError& error) {
    EXPECT_THAT(error.what(), HasSubstr("index -5 is out of bounds for axis 1 with size 4"));
  }
}

TEST(SelectTest, HugeIndicesThatTakeNoMemoryEndAtOnce) {
  const AnyArray a = Ramp({4});
  const AnyArray m = Ramp({2, 2});
  const int64_t huge = int64_t{1} << 59;
  const AnyArray all = broadcast_to(Make({2}, {1}), {huge});
  EXPECT_THROW(select(Ramp({4, 4}), all), ValueError);
  const AnyArray rows = broadcast_to(Make({0}, {1, 1}), {int64_t{1} << 40, 1});
  const AnyArray columns = broadcast_to(Make({0}, {1, 1}), {1, int64_t{1} << 40});
  EXPECT_THROW(select(m, {rows, columns}), ValueError);
  EXPECT_THROW(assign_selected(m, {rows, columns}, 1), ValueError);
  assign_selected(a, all, 9);
  EXPECT_EQ(ValuesOf(a), (Numbers{0, 1, 9, 3}));
  EXPECT_THROW(assign_selected(a, broadcast_to(Make({4}, {1}), {huge}), 9), IndexError);
}

TEST(AssignTest, BroadcastsAndCasts) {
  const AnyArray m = Ramp({2, 3});
  assign_selected(m, {Slice(), Numbers{2, 0}}, Make({7, 8}, {2}));
  EXPECT_EQ(ValuesOf(m), (Numbers{8, 1, 7, 8, 4, 7}));
  assign_selected(m, {Numbers{0, 1}, Numbers{1, 1}}, array<double>({2.7, -3.2}));
  EXPECT_EQ(ValuesOf(m), (Numbers{8, 2, 7, 8, -3, 7}));
  assign_selected(m, Numbers{1}, Make({5, 6, 7}, {1, 1, 1, 3}));
  EXPECT_EQ(ValuesOf(m), (Numbers{8, 2, 7, 5, 6, 7}));
  EXPECT_THROW(assign_selected(m, Numbers{1}, Make({5, 6}, {2})), ShapeError);
  EXPECT_THROW(assign_selected(m, Numbers{1}, Ramp({2, 1, 3})), ShapeError);
}

TEST(AssignTest, WholeMasks) {
  const AnyArray m = Ramp({2, 3});
  const AnyArray mask = MakeMask({1, 0, 1, 0, 0, 1}, {2, 3});
  assign_selected(m, mask, Make({7, 8, 9}, {3}));
  EXPECT_EQ(ValuesOf(m), (Numbers{7, 1, 8, 3, 4, 9}));
  assign_selected(m, mask, array<float>({1.5F, 2.5F, 3.5F}));
  EXPECT_EQ(ValuesOf(m), (Numbers{1, 1, 2, 3, 4, 3}));
  assign_selected(m, mask, Make({0}, {1}));
  EXPECT_EQ(ValuesOf(m), (Numbers{0, 1, 0, 3, 4, 0}));
  EXPECT_THROW(assign_selected(m, mask, Make({7, 8}, {2})), ShapeError);
  EXPECT_THROW(assign_selected(m, mask, Make({7, 8, 9}, {1, 3})), ShapeError);
  EXPECT_THROW(assign_selected(m, MakeMask({1, 1, 1}, {1, 3}), 1), IndexError);
  assign_selected(m, MakeMask({0, 0, 0, 0, 0, 0}, {2, 3}), Make({}, {0}));
}

TEST(AssignTest, OfSeveralValuesTheLastInCOrderStays) {
  const AnyArray a = Ramp({3});
  const AnyArray twice = Make({0, 1, 0, 1}, {2, 2});
  assign_selected(a, transpose(twice), Make({5, 6, 7, 8}, {2, 2}));
  EXPECT_EQ(ValuesOf(a), (Numbers{6, 8, 2}));
  assign_selected(a, broadcast_to(Make({2}, {1}), {3}), Make({5, 6, 7}, {3}));
  EXPECT_EQ(ValuesOf(a), (Numbers{6, 8, 7}));
}

TEST(AssignTest, NothingIsWrittenWhereAnErrorOccurs) {
  const AnyArray a = Ramp({4});
  EXPECT_THROW(assign_selected(a, Numbers{0, 1, 4}, 9), IndexError);
  EXPECT_THROW(update_selected(BinaryOp::kAdd, a, Numbers{0, 4}, Scalar(9)), IndexError);
  EXPECT_THROW(update_selected(BinaryOp::kAdd, a, Numbers{0, 1}, Scalar(0.5)), DTypeError);
  const AnyArray fixed = broadcast_to(a, {2, 4});
  EXPECT_THROW(assign_selected(fixed, Numbers{0}, 9), ReadOnlyError);
  EXPECT_THROW(assign_selected(fixed, Numbers{0}, a), ReadOnlyError);
  EXPECT_THROW(update_selected(BinaryOp::kAdd, fixed, Numbers{0}, Scalar(1)), ReadOnlyError);
  EXPECT_EQ(ValuesOf(a), (Numbers{0, 1, 2, 3}));
}

TEST(AssignTest, WhatOverlapsIsReadFirstAndCopiedOnlyThen) {
  const AnyArray a = Ramp({5});
  RecordingObserver recorded;
  assign_selected(a, Numbers{1, 2, 3}, basic_index(a, Slice(3)));
  EXPECT_EQ(ValuesOf(a), (Numbers{0, 0, 1, 2, 4}));
  const AnyArray p = Make({4, 3, 2, 1, 0}, {5});
  assign_selected(p, p, p);
  EXPECT_EQ(ValuesOf(p), (Numbers{0, 1, 2, 3, 4}));
  recorded.Stop();
  int overlaps = 0;
  for (const auto& each : recorded.Of("copy")) overlaps += each.reason == CopyReason::kOverlap;
  EXPECT_EQ(overlaps, 3);
}

TEST(AssignTest, WritesWithoutACopy) {
  const AnyArray a = Ramp({5});
  const AnyArray values = Make({7, 8}, {2});
  RecordingObserver recorded;
  assign_selected(a, Numbers{1, 2}, values);
  assign_selected(a, Numbers{1, 2}, 3);
  assign_selected(a, MakeMask({1, 0, 0, 0, 1}, {5}), values);
  EXPECT_THAT(recorded.Of("copy"), IsEmpty());
}

TEST(UpdateTest, RepeatedPositionsCountOnce) {
  const AnyArray a = Ramp({4});
  update_selected(BinaryOp::kAdd, a, Numbers{1, 1, 3}, Scalar(10));
  EXPECT_EQ(ValuesOf(a), (Numbers{0, 11, 2, 13}));
  update_selected(BinaryOp::kMultiply, a, MakeMask({0, 0, 1, 1}, {4}), Make({2, 3}, {2}));
  EXPECT_EQ(ValuesOf(a), (Numbers{0, 11, 4, 39}));
  update_selected(BinaryOp::kAdd, a, Slice(2), Scalar(1));
  EXPECT_EQ(ValuesOf(a), (Numbers{1, 12, 4, 39}));
}

TEST(SelectTest, EventsSayWhetherASliceWouldHaveDone) {
  const AnyArray m = Ramp({4, 4});
  const auto kind_of = [&](const Selector& selector) {
    RecordingObserver recorded;
    const AnyArray chosen = select(m, selector);
    EXPECT_EQ(recorded.Of("copy").size(), 1u);
    EXPECT_EQ(recorded.Of("copy")[0].reason, CopyReason::kGather);
    return recorded.Of("op").at(0).index;
  };
  EXPECT_EQ(kind_of({Slice(), Numbers{1, 2, 3}}), GatherIndex::kRun);
  EXPECT_EQ(kind_of({Slice(), Numbers{3, 1}}), GatherIndex::kProgression);
  EXPECT_EQ(kind_of({0, Numbers{0, 1, 3}}), GatherIndex::kIrregular);
  EXPECT_EQ(kind_of({Numbers{0, 1}, Numbers{0, 1}}), GatherIndex::kIrregular);
  EXPECT_EQ(kind_of({MakeMask({0, 1, 1, 0}, {4})}), GatherIndex::kRun);
}

// The rule once more, slowly: m[p, :, q] and m[:, p, q] for random broadcast shapes, element by
// element.
TEST(SelectTest, AgreesWithTheRuleElementByElement) {
  std::mt19937 random(7);
  const auto below = [&](int64_t n) {
    return static_cast<int64_t>(random() % static_cast<uint64_t>(n));
  };
  for (int round = 0; round < 300; ++round) {
    const int64_t rows = 1 + below(3), columns = 1 + below(700);
    const int64_t n = 1 + below(4), k = 1 + below(5), l = 1 + below(4);
    const AnyArray m = Ramp({n, k, l});
    const bool apart = below(2) == 0;
    Numbers p, q;
    for (int64_t i = 0; i < rows; ++i) p.push_back(below(2 * (apart ? n : k)) - (apart ? n : k));
    for (int64_t i = 0; i < columns; ++i) q.push_back(below(2 * l) - l);
    const AnyArray first = Make(p, {rows, 1});
    const AnyArray second = Make(q, {columns});
    const Selector selector =
        apart ? Selector{first, Slice(), second} : Selector{Slice(), first, second};
    Numbers expected;
    Numbers written(static_cast<size_t>(n * k * l), -1);
    const auto at = [&](int64_t x, int64_t y, int64_t z) {
      expected.push_back((x * k + y) * l + z);
    };
    const auto from_end = [](int64_t x, int64_t extent) { return x < 0 ? x + extent : x; };
    for (int64_t o = 0; o < (apart ? 1 : n); ++o) {
      for (const int64_t x : p) {
        for (const int64_t z : q) {
          if (!apart) at(o, from_end(x, k), from_end(z, l));
          for (int64_t y = 0; apart && y < k; ++y) at(from_end(x, n), y, from_end(z, l));
        }
      }
    }
    EXPECT_EQ(ValuesOf(select(m, selector)), expected);
    const AnyArray target = full(DType::kInt64, Dims{n, k, l}, Scalar(-1));
    const AnyArray values = Ramp(Dims(select(m, selector).shape()));
    for (size_t i = 0; i < expected.size(); ++i) {
      written[static_cast<size_t>(expected[i])] = static_cast<int64_t>(i);
    }
    assign_selected(target, selector, values);
    EXPECT_EQ(ValuesOf(target), written);
  }
}

}  // namespace
}  // namespace tidemark
