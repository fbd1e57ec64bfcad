// What observers hear of array operations: which events, in which order, from which line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/recording_observer.h"
#include "tidemark/array/arrange/join.h"
#include "tidemark/array/array.h"
#include "tidemark/array/indexing/gather.h"
#include "tidemark/memory/peak_meter.h"

namespace tidemark {
namespace {

using test_support::RecordedEvent;
using test_support::RecordingObserver;
using ::testing::ElementsAre;
using ::testing::EndsWith;

TEST(ArrayEventsTest, LifeOfAnArray) {
  RecordingObserver recorded;
  const uint32_t line = __LINE__ + 1;
  Array<double> a = zeros<double>({2, 3});
  const int64_t bytes = a.nbytes();
  a.reset();
  ASSERT_THAT(recorded.Kinds(), ElementsAre("alloc", "free"));
  const RecordedEvent& alloc = recorded.events()[0];
  EXPECT_EQ(alloc.op, "zeros");
  EXPECT_EQ(alloc.bytes, bytes);
  EXPECT_TRUE(alloc.zeroed);
  EXPECT_EQ(alloc.dtype, "f8");
  EXPECT_THAT(alloc.shape, ElementsAre(2, 3));
  EXPECT_THAT(alloc.strides, ElementsAre(24, 8));
  EXPECT_TRUE(alloc.view);
  EXPECT_THAT(alloc.file, EndsWith("array_events_test.cc"));
  EXPECT_EQ(alloc.line, line);
  EXPECT_EQ(recorded.events()[1].buffer, alloc.buffer);
  EXPECT_EQ(recorded.events()[1].bytes, bytes);
}

TEST(ArrayEventsTest, AViewAndTheOrderOfItsEnd) {
  RecordingObserver recorded;
  Array<double> a = zeros<double>({10});
  const uint32_t line = __LINE__ + 1;
  Array<double> v = a[Slice(3, 8, 2)];
  const Array<double> second_handle = v;  // no event
  a.reset();
  v.reset();
  ASSERT_THAT(recorded.Kinds(), ElementsAre("alloc", "view", "drop"));
  const RecordedEvent& view = recorded.events()[1];
  EXPECT_EQ(view.op, "slice");
  EXPECT_EQ(view.line, line);
  EXPECT_EQ(view.offset, 24);
  EXPECT_EQ(view.parent, recorded.events()[0].view);
  EXPECT_EQ(view.buffer, recorded.events()[0].buffer);
  EXPECT_THAT(view.shape, ElementsAre(3));
  EXPECT_THAT(view.strides, ElementsAre(16));
  EXPECT_EQ(recorded.events()[2].view, recorded.events()[0].view);
}

TEST(ArrayEventsTest, OperatorsNameTheUsersLine) {
  const Array<double> a = ones<double>({4});
  RecordingObserver recorded;
  const uint32_t line = __LINE__ + 1;
  const Array<double> b = a + a;
  const Array<double> c = 2.0 * a;
  const Array<bool> d = a == b;
  const Array<double> e = -a;
  a[Slice(0, 2)] *= 3;
  recorded.Stop();
  std::vector<uint32_t> lines;
  for (const RecordedEvent& event : recorded.Of("op")) {
    EXPECT_THAT(event.file, EndsWith("array_events_test.cc"));
    lines.push_back(event.line);
  }
  EXPECT_THAT(lines, ElementsAre(line, line + 1, line + 2, line + 3, line + 4));
}

TEST(ArrayEventsTest, ChainsReuseTheirTemporaries) {
  const Array<double> a = ones<double>({1000});
  const Array<double> b = ones<double>({1000});
  const Array<double> w = full<double>({1000}, 2.0);
  PeakMeter meter;
  const auto peak_of = [&](auto&& expression) {
    meter.ResetPeak();
    const int64_t before = meter.Read().live_bytes;
    const Array<double> result = expression();
    EXPECT_EQ(result.size(), 1000);
    return meter.Read().peak_bytes - before;
  };
  EXPECT_EQ(peak_of([&] { return a + b + w; }), 8000);
  EXPECT_EQ(peak_of([&] { return a + b + w + a + b; }), 8000);
  EXPECT_EQ(peak_of([&] { return 2 - (w * 2); }), 8000);
  EXPECT_EQ(peak_of([&] { return a - (w * 2); }), 8000);
  EXPECT_EQ(peak_of([&] { return sqrt(w * w + w * w); }), 16000);  // two products live at once
  EXPECT_EQ(peak_of([&] { return abs(-w); }), 8000);
}

TEST(ArrayEventsTest, ReuseIsReportedAndNeverHappensToWhatIsShared) {
  Array<double> a = ones<double>({10});
  const Array<double> kept = a;
  RecordingObserver recorded;
  const Array<double> b = std::move(a) + 1.0;
  EXPECT_FALSE(recorded.Of("op")[0].reused);
  EXPECT_EQ(double(kept(0)), 1);
  Array<double> c = ones<double>({10});
  const Array<double> view = c[Slice(0, 5)];
  recorded.Clear();
  const Array<double> d = std::move(c) + 1.0;
  EXPECT_FALSE(recorded.Of("op")[0].reused);
  EXPECT_EQ(view(0), 1);
  Array<double> e = ones<double>({10});
  recorded.Clear();
  const Array<double> f = std::move(e) + 1.0;
  EXPECT_TRUE(recorded.Of("op")[0].reused);
  EXPECT_EQ(recorded.Of("alloc").size(), 0u);
  EXPECT_EQ(recorded.Of("op")[0].inputs[0].view, recorded.Of("op")[0].view);
}

TEST(ArrayEventsTest, ReuseNeedsTheSameDtypeShapeAndLayout) {
  const Array<double> row = ones<double>({10});
  RecordingObserver recorded;
  const Array<double> wide = ones<int64_t>({10}) + row;
  const Array<double> tall = ones<double>({10}) + ones<double>({10, 10});
  recorded.Stop();
  const std::vector<RecordedEvent> ops = recorded.Of("op");
  ASSERT_EQ(ops.size(), 2u);
  EXPECT_FALSE(ops[0].reused);
  EXPECT_TRUE(ops[1].reused);  // the larger operand's
  EXPECT_EQ(ops[1].inputs[1].view, ops[1].view);
}

TEST(ArrayEventsTest, PrintingIsARead) {
  const Array<double> a = ones<double>({4});
  const auto read_by = [&](auto&& print) {
    const Array<double> copied = a.copy();  // arms it
    RecordingObserver recorded;
    print();
    recorded.Stop();
    EXPECT_THAT(recorded.Kinds(), ElementsAre("read"));
    EXPECT_THAT(recorded.events()[0].file, EndsWith("array_events_test.cc"));
    return recorded.events()[0].line;
  };
  std::ostringstream out;
  const uint32_t line = __LINE__;
  EXPECT_EQ(read_by([&] { out << "a: " << a << '\n'; }), line + 1);
  EXPECT_EQ(read_by([&] { out << a.any(); }), line + 2);
  EXPECT_EQ(read_by([&] { out << to_string(a); }), line + 3);
  EXPECT_EQ(read_by([&] { out << repr(a); }), line + 4);
  EXPECT_EQ(out.str(), "a: [1. 1. 1. 1.]\n[1. 1. 1. 1.][1. 1. 1. 1.]array([1., 1., 1., 1.])");
}

TEST(ArrayEventsTest, TheFirstRawPointerIsReportedAsAnEscape) {
  const Array<double> a = ones<double>({4});
  RecordingObserver recorded;
  double x = a(0);
  const uint32_t line = __LINE__ + 1;
  x += *a.data();
  x += a.accessor<1>()(1);
  *a.mutable_data() = x;
  a.span();
  recorded.Stop();
  ASSERT_THAT(recorded.Kinds(), ElementsAre("read", "read", "write"));
  EXPECT_FALSE(recorded.events()[0].escaped);
  EXPECT_TRUE(recorded.events()[1].escaped);
  EXPECT_EQ(recorded.events()[1].line, line);
  EXPECT_FALSE(recorded.events()[2].escaped);
}

TEST(ArrayEventsTest, WritesAndReadsAreHeardOnceUntilACopy) {
  Array<double> a = zeros<double>({4});
  RecordingObserver recorded;
  a(0) = 1;
  a(1) = 2;
  double x = a(0);
  x += a(1);
  EXPECT_EQ(x, 3);
  EXPECT_THAT(recorded.Kinds(), ElementsAre("write", "read"));
  recorded.Clear();
  const Array<double> b = a.copy();
  a(0) = 5;
  EXPECT_EQ(b(0), 1);
  ASSERT_THAT(recorded.Kinds(), ElementsAre("alloc", "copy", "write", "read"));
  EXPECT_EQ(recorded.events()[1].reason, CopyReason::kRequested);
  EXPECT_EQ(recorded.events()[2].buffer, recorded.events()[1].src_buffer);
  EXPECT_EQ(recorded.events()[3].buffer, recorded.events()[1].dst_buffer);
}

TEST(ArrayEventsTest, ReadingAnElementOfAWritableArrayIsNoWrite) {
  Array<double> a = zeros<double>({4});
  RecordingObserver recorded;
  const double x = a(0);
  EXPECT_EQ(x, 0);
  EXPECT_THAT(recorded.Kinds(), ElementsAre("read"));
}

TEST(ArrayEventsTest, ReasonsOfCopies) {
  const Array<double> a = arange(0.0, 12.0).reshape({3, 4});
  const auto reason_of = [](auto&& action) {
    RecordingObserver recorded;
    action();
    recorded.Stop();
    EXPECT_EQ(recorded.Of("copy").size(), 1u);
    return recorded.Of("copy").at(0).reason;
  };
  EXPECT_EQ(reason_of([&] { a.copy(); }), CopyReason::kRequested);
  EXPECT_EQ(reason_of([&] { a.astype<float>(); }), CopyReason::kDtype);
  EXPECT_EQ(reason_of([&] { a.astype<double>(); }), CopyReason::kRequested);
  EXPECT_EQ(reason_of([&] { a.t().reshape({12}); }), CopyReason::kLayout);
  EXPECT_EQ(reason_of([&] { a.t().ravel(); }), CopyReason::kLayout);
  EXPECT_EQ(reason_of([&] { ascontiguousarray(a.t()); }), CopyReason::kLayout);
  EXPECT_EQ(reason_of([&] { a[{0}] = a[{1}]; }), CopyReason::kAssign);
  EXPECT_EQ(reason_of([&] { mask(a, a > 3.0); }), CopyReason::kGather);
  const AnyArray two[] = {a.any(), a.any()};
  RecordingObserver recorded;
  concatenate(two);
  recorded.Stop();
  ASSERT_EQ(recorded.Of("copy").size(), 2u);
  EXPECT_EQ(recorded.Of("copy")[0].reason, CopyReason::kConcat);
}

// The kinds of events of an action, but for what ends.
template <class Action>
std::vector<std::string> Report(Action&& action) {
  RecordingObserver recorded;
  action();
  recorded.Stop();
  std::vector<std::string> kinds;
  for (const RecordedEvent& event : recorded.events()) {
    if (event.kind != "free" && event.kind != "drop") kinds.push_back(event.kind);
  }
  return kinds;
}

TEST(ArrayEventsTest, CopiesAreReportedAsCopies) {
  const Array<double> a = arange(0.0, 12.0).reshape({3, 4});
  const Array<double> b = ones<double>({3, 4});
  EXPECT_THAT(Report([&] { a.copy(); }), ElementsAre("alloc", "copy"));
  EXPECT_THAT(Report([&] { a.flatten(); }), ElementsAre("alloc", "copy"));
  EXPECT_THAT(Report([&] { a.astype<float>(); }), ElementsAre("alloc", "copy"));
  EXPECT_THAT(Report([&] { a.reshape({12}, Copy::kAlways); }), ElementsAre("alloc", "copy"));
  EXPECT_THAT(Report([&] { a.t().ravel(); }), ElementsAre("view", "alloc", "copy"));
  EXPECT_THAT(Report([&] { copyto(a, b); }), ElementsAre("copy"));
  EXPECT_THAT(Report([&] { a[{0}] = b[{1}]; }), ElementsAre("view", "view", "copy"));
  EXPECT_THAT(Report([&] { concatenate({a, b}); }), ElementsAre("alloc", "copy", "copy"));
  EXPECT_THAT(Report([&] { stack({a, b}); }), ElementsAre("alloc", "copy", "copy"));
}

TEST(ArrayEventsTest, ComputationsAreReportedAsOps) {
  const Array<double> a = arange(0.0, 12.0).reshape({3, 4});
  const Array<double> b = ones<double>({3, 4});
  EXPECT_THAT(Report([&] { a + b; }), ElementsAre("alloc", "op"));
  EXPECT_THAT(Report([&] { a + ones<int32_t>({4}); }), ElementsAre("alloc", "alloc", "op"));
  EXPECT_THAT(Report([&] { a += b; }), ElementsAre("op"));
  EXPECT_THAT(Report([&] { sqrt_into(a, b); }), ElementsAre("op"));
  EXPECT_THAT(Report([&] { clip(a, 1, 2); }), ElementsAre("alloc", "op"));
  EXPECT_THAT(Report([&] { where(a > b, a, b); }), ElementsAre("alloc", "op", "alloc", "op"));
  EXPECT_THAT(Report([&] { a.sum(); }), ElementsAre("op"));
  EXPECT_THAT(Report([&] { a.mean({0}); }), ElementsAre("alloc", "op"));
  EXPECT_THAT(Report([&] { cumsum(a, 0); }), ElementsAre("alloc", "op"));
  EXPECT_THAT(Report([&] { argmin(a, 0); }), ElementsAre("alloc", "op"));
  EXPECT_THAT(Report([&] { matmul(a, b.t()); }), ElementsAre("view", "alloc", "op"));
  EXPECT_THAT(Report([&] { a[{0}] = 1.0; }), ElementsAre("view", "write"));
}

TEST(ArrayEventsTest, GathersAndRearrangementsAreCopiesByAnOp) {
  const Array<double> a = arange(0.0, 12.0).reshape({3, 4});
  EXPECT_THAT(Report([&] { take(a, {0, 2}, 0); }), ElementsAre("alloc", "copy", "op"));
  EXPECT_THAT(Report([&] { sort(a, 0); }), ElementsAre("alloc", "copy", "op"));
  EXPECT_THAT(Report([&] { roll(a, 1, 0); }), ElementsAre("alloc", "copy", "op"));
  EXPECT_THAT(Report([&] { tile(a, 2); }), ElementsAre("alloc", "copy", "op"));
}

TEST(ArrayEventsTest, MoreReasonsOfCopies) {
  const Array<double> a = arange(0.0, 16.0).reshape({4, 4});
  const Array<int32_t> i = ones<int32_t>({4, 4});
  const auto reasons_of = [](auto&& action) {
    RecordingObserver recorded;
    action();
    recorded.Stop();
    std::vector<CopyReason> reasons;
    for (const RecordedEvent& event : recorded.Of("copy")) reasons.push_back(event.reason);
    return reasons;
  };
  EXPECT_THAT(reasons_of([&] { matmul(a, i); }), ElementsAre(CopyReason::kDtype));
  EXPECT_THAT(reasons_of([&] { asarray<float>(a); }), ElementsAre(CopyReason::kDtype));
  EXPECT_THAT(reasons_of([&] { outer(a.t(), a); }), ElementsAre());
  EXPECT_THAT(reasons_of([&] { take(a.t(), {1}); }), ElementsAre(CopyReason::kGather));
  EXPECT_THAT(reasons_of([&] { roll(a.t(), 1); }),
              ElementsAre(CopyReason::kLayout, CopyReason::kRequested));
  EXPECT_THAT(reasons_of([&] { tile(a, 2); }), ElementsAre(CopyReason::kBroadcast));
  EXPECT_THAT(reasons_of([&] { repeat(a, 2); }), ElementsAre(CopyReason::kBroadcast));
  EXPECT_THAT(reasons_of([&] {
                stack({a, a});
              }),
              ElementsAre(CopyReason::kConcat, CopyReason::kConcat));
  EXPECT_THAT(reasons_of([&] { copyto(a, i); }), ElementsAre(CopyReason::kAssign));
  EXPECT_THAT(reasons_of([&] { copyto(a, a.t()); }),
              ElementsAre(CopyReason::kOverlap, CopyReason::kAssign));
  EXPECT_THAT(reasons_of([&] { a *= a.t(); }), ElementsAre(CopyReason::kOverlap));
  EXPECT_THAT(reasons_of([&] { negative_into(a[Slice().by(-1)], a); }),
              ElementsAre(CopyReason::kOverlap));
}

TEST(ArrayEventsTest, EveryOperationThatMayTakesOverItsOperand) {
  const Array<double> a = full<double>({8, 9}, 0.5);
  const Array<double> row = full<double>({9}, 0.5);
  const Array<bool> truth = ones<bool>({8, 9});
  // What the first operand needs, and nothing else.
  const auto allocations = [](auto&& expression) {
    RecordingObserver recorded;
    expression();
    recorded.Stop();
    return recorded.Of("alloc").size();
  };
  EXPECT_EQ(allocations([&] { return a + a + a; }), 1u);
  EXPECT_EQ(allocations([&] { return a - (a + row); }), 1u);
  EXPECT_EQ(allocations([&] { return 2 - (a * 2); }), 1u);
  EXPECT_EQ(allocations([&] { return 1.0 / (a * 2.0) % 3.0; }), 1u);
  EXPECT_EQ(allocations([&] { return power(2.0, a * 2.0); }), 1u);
  EXPECT_EQ(allocations([&] { return sqrt(exp(abs(-(a * 2.0)))); }), 1u);
  EXPECT_EQ(allocations([&] { return sqrt(a * a + a * a); }), 2u);
  EXPECT_EQ(allocations([&] { return maximum(row, a + 1.0); }), 1u);
  EXPECT_EQ(allocations([&] { return arctan2(a * 2.0, a); }), 1u);
  EXPECT_EQ(allocations([&] { return clip(a * 2.0, 0, 1); }), 1u);
  EXPECT_EQ(allocations([&] { return where(truth, a * 2.0, row); }), 1u);
  EXPECT_EQ(allocations([&] { return where(truth, 0.0, a * 2.0); }), 1u);
  EXPECT_EQ(allocations([&] { return round(a * 2.0); }), 1u);
  EXPECT_EQ(allocations([&] { return sort(a * 2.0); }), 1u);
  EXPECT_EQ(allocations([&] { return cumsum(a * 2.0, 1); }), 1u);
  EXPECT_EQ(allocations([&] { return ~(truth & truth) | truth; }), 1u);
  EXPECT_EQ(allocations([&] { return (truth == truth) ^ truth; }), 1u);
  EXPECT_EQ(allocations([&] { return a.t() + a.t() + a.t(); }), 1u);  // in Fortran order
  // Near misses: another dtype, another shape, another layout.
  EXPECT_EQ(allocations([&] { return a + a < a; }), 2u);
  EXPECT_EQ(allocations([&] { return row * 2.0 + a; }), 2u);
  EXPECT_EQ(allocations([&] { return (a * 2.0).astype<float>() * 2.0f; }), 2u);
  EXPECT_EQ(allocations([&] { return (a * 2.0).t() + a.t(); }), 2u);  // a view, not the owner
}

TEST(ArrayEventsTest, NoCopyWhereNoneIsNeeded) {
  const Array<double> a = arange(0.0, 12.0).reshape({3, 4});
  RecordingObserver recorded;
  a.astype<double>(Copy::kIfNeeded);
  ascontiguousarray(a);
  asarray<double>(a);
  EXPECT_TRUE(recorded.events().empty());
}

TEST(ArrayEventsTest, GathersTellWhetherASliceWouldDo) {
  const Array<double> a = arange(0.0, 12.0);
  const auto index_of = [&](const Array<int64_t>& positions) {
    RecordingObserver recorded;
    take(a, positions, 0);
    recorded.Stop();
    return recorded.Of("op").at(0).index;
  };
  EXPECT_EQ(index_of(array<int64_t>({3, 4, 5})), GatherIndex::kRun);
  EXPECT_EQ(index_of(array<int64_t>({3, 5, 7})), GatherIndex::kProgression);
  EXPECT_EQ(index_of(array<int64_t>({7, 5, 3})), GatherIndex::kProgression);
  EXPECT_EQ(index_of(array<int64_t>({3, 5, 6})), GatherIndex::kIrregular);
  EXPECT_EQ(index_of(array<int64_t>({3, 3, 3})), GatherIndex::kIrregular);
}

GatherIndex ByDefinition(const std::vector<int64_t>& places) {
  if (places.size() < 2) return GatherIndex::kRun;
  const int64_t step = places[1] - places[0];
  for (size_t i = 2; i < places.size(); ++i) {
    if (places[i] - places[i - 1] != step) return GatherIndex::kIrregular;
  }
  return step == 1 ? GatherIndex::kRun : GatherIndex::kProgression;
}

TEST(ArrayEventsTest, MasksTellWhetherASliceWouldDo) {
  const auto index_of = [](const Array<bool>& chosen) {
    RecordingObserver recorded;
    mask(ones<float>(chosen.size()), chosen);
    recorded.Stop();
    return recorded.Of("op").at(0).index;
  };
  // All masks of twelve, in one piece and with gaps; one of them also as part of a long one.
  for (int64_t bits = 0; bits < 4096; ++bits) {
    Array<bool> whole = zeros<bool>(12);
    Array<bool> wide = ones<bool>(24);
    Array<bool> gaps = wide[Slice().by(2)];
    std::vector<int64_t> places;
    for (int64_t i = 0; i < 12; ++i) {
      const bool is_set = (bits >> i & 1) != 0;
      whole(i) = is_set;
      gaps(i) = is_set;
      if (is_set) places.push_back(i);
    }
    ASSERT_EQ(index_of(whole), ByDefinition(places)) << bits;
    ASSERT_EQ(index_of(gaps), ByDefinition(places)) << bits;
  }
  for (const int64_t step : {1, 3}) {
    Array<bool> chosen = zeros<bool>(2000);
    for (int64_t i = 0; i < 300; ++i) chosen(100 + i * step) = true;
    EXPECT_EQ(index_of(chosen), step == 1 ? GatherIndex::kRun : GatherIndex::kProgression);
    chosen(100 + 299 * step) = false;
    chosen(100 + 300 * step) = true;
    EXPECT_EQ(index_of(chosen), GatherIndex::kIrregular);
  }
}

TEST(ArrayEventsTest, FailedAllocationsAreReported) {
  RecordingObserver recorded;
  EXPECT_THROW(zeros<double>({int64_t{1} << 58}), std::bad_alloc);
  ASSERT_THAT(recorded.Kinds(), ElementsAre("oom"));
  EXPECT_EQ(recorded.events()[0].bytes, int64_t{1} << 61);
}

TEST(ArrayEventsTest, BudgetsRefuseBeforeAnythingHappens) {
  const Array<double> a = ones<double>({100});
  RecordingObserver recorded;
  const NoAllocScope quiet;
  EXPECT_THROW(a + a, BudgetExceeded);
  EXPECT_THROW(a.copy(), BudgetExceeded);
  EXPECT_NO_THROW(a[Slice(0, 5)]);
  EXPECT_NO_THROW(add_into(a, a, a));
  EXPECT_TRUE(recorded.Of("alloc").empty());
  EXPECT_TRUE(recorded.Of("oom").empty());
}

TEST(ArrayEventsTest, ArraysThatBeganUnwatched) {
  const Array<double> a = ones<double>({4});
  RecordingObserver recorded;
  const Array<double> v = a[Slice(0, 2)];
  ASSERT_THAT(recorded.Kinds(), ElementsAre("view"));
  EXPECT_TRUE(IsUnwatched(recorded.events()[0].buffer));
  EXPECT_FALSE(recorded.events()[0].parent);
}

TEST(ArrayEventsTest, RawPointersMakeTheTimesUnknown) {
  RecordingObserver recorded;
  {
    const Array<double> a = ones<double>({4});
    EXPECT_EQ(a(0), 1);
  }
  EXPECT_GT(recorded.Of("free")[0].last_read, 0);
  {
    const Array<double> a = ones<double>({4});
    EXPECT_EQ(a.data()[0], 1);
  }
  EXPECT_EQ(recorded.Of("free")[1].last_read, 0);
}

TEST(ArrayEventsTest, AdoptedMemoryIsExternal) {
  double elements[4] = {};
  RecordingObserver recorded;
  { const Array<double> a = adopt<double>(elements, {4}, nullptr); }
  ASSERT_THAT(recorded.Kinds(), ElementsAre("alloc", "free"));
  EXPECT_EQ(recorded.events()[0].buffer_kind, BufferKind::kExternal);
}

}  // namespace
}  // namespace tidemark
