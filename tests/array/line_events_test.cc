// What observers hear of functions that take an array's elements one after the other: of an array
// that lies otherwise no copy in order, and no memory but the result's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <complex>
#include <utility>
#include <vector>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

AnyArray Matrix() { return reshape(arange(24.0).any(), {4, 6}); }

// The same 24 elements transposed, backwards, and as every second column of more.
std::vector<AnyArray> OtherwiseLaid() {
  const AnyArray wide = reshape(arange(48.0).any(), {4, 12});
  return {transpose(Matrix()), flip(Matrix()), basic_index(wide, {Slice(), Slice().by(2)})};
}

TEST(LineEventsTest, OuterMultipliesWhereTheElementsLie) {
  const AnyArray u = arange(3.0).any();
  for (const AnyArray& a : OtherwiseLaid()) {
    for (const auto& [left, right] : {std::pair(a, u), std::pair(u, a), std::pair(a, a)}) {
      RecordingObserver recorded;
      const AnyArray product = outer(left, right);
      recorded.Stop();
      EXPECT_THAT(recorded.Of("copy"), IsEmpty());
      EXPECT_EQ(recorded.Of("alloc").size(), 1u);
      const AnyArray expected = outer(flatten(left), flatten(right));
      EXPECT_TRUE(array_equal(product, expected));
      EXPECT_THAT(Dims(product.strides()), Dims(expected.strides()));
    }
  }
  const AnyArray backwards = flip(u);
  RecordingObserver recorded;
  EXPECT_TRUE(outer(backwards, u).is_c_contiguous());
  recorded.Stop();
  EXPECT_THAT(recorded.Of("copy"), IsEmpty());
}

TEST(LineEventsTest, VdotSeesOneOperandInTheShapeOfTheOther) {
  const AnyArray line = arange(24.0).any();
  for (const AnyArray& a : OtherwiseLaid()) {
    const AnyArray expected = vdot(flatten(a), line);
    RecordingObserver recorded;
    EXPECT_TRUE(array_equal(vdot(a, line), expected));
    EXPECT_TRUE(array_equal(vdot(line, a), expected));
    recorded.Stop();
    EXPECT_THAT(recorded.Of("copy"), IsEmpty());
  }
}

TEST(LineEventsTest, TakeWithoutAnAxisCopiesWhatItTakes) {
  std::vector<int64_t> positions(1100);
  for (size_t i = 0; i < positions.size(); ++i)
    positions[i] = static_cast<int64_t>(i * 7 % 48) - 24;
  for (const AnyArray& a : OtherwiseLaid()) {
    const AnyArray expected = take(flatten(a), positions);
    RecordingObserver recorded;
    const AnyArray taken = take(a, positions);
    recorded.Stop();
    EXPECT_TRUE(array_equal(taken, expected));
    EXPECT_THAT(recorded.Kinds(), ElementsAre("alloc", "copy", "op"));
    EXPECT_EQ(recorded.Of("copy")[0].reason, CopyReason::kGather);
    EXPECT_EQ(recorded.Of("copy")[0].bytes, 8800);
    EXPECT_THROW(take(a, std::vector<int64_t>{24}), IndexError);
    EXPECT_THROW(take(a, std::vector<int64_t>{-25}), IndexError);
  }
}

// The imaginary parts lie half an element of the buffer apart.
TEST(LineEventsTest, TakeOfPartsOfElements) {
  const AnyArray z = full(DType::kComplex128, {2, 2}, Scalar(std::complex<double>(1, 2)));
  EXPECT_TRUE(array_equal(take(transpose(imag(z)), std::vector<int64_t>{3, 0}),
                          full(DType::kFloat64, {2}, Scalar(2.0))));
}

TEST(LineEventsTest, MeshgridWalksTheAxesThatThereAre) {
  for (const AnyArray& a : OtherwiseLaid()) {
    const AnyArray given[] = {a, arange(2.0).any()};
    const AnyArray lines[] = {flatten(a), arange(2.0).any()};
    for (const GridIndexing indexing : {GridIndexing::kXY, GridIndexing::kIJ}) {
      RecordingObserver recorded;
      const std::vector<AnyArray> grids = meshgrid(given, indexing);
      recorded.Stop();
      const std::vector<AnyArray> expected = meshgrid(lines, indexing);
      EXPECT_TRUE(array_equal(grids[0], expected[0]));
      EXPECT_TRUE(array_equal(grids[1], expected[1]));
      ASSERT_THAT(recorded.Kinds(), ElementsAre("alloc", "copy", "op", "alloc", "copy", "op"));
      EXPECT_EQ(recorded.Of("copy")[0].reason, CopyReason::kBroadcast);
    }
  }
}

// NumPy keeps positions beside the result; these take none.
TEST(LineEventsTest, PermutationAndChoiceMakeTheResultOnly) {
  using random::AnyGenerator;
  const auto check = [](const char* op, const AnyArray& a, auto draw) {
    AnyGenerator rng(3);
    RecordingObserver recorded;
    const uint32_t line = __LINE__ + 1;
    const AnyArray result = draw(rng, a, SourceLocation::Current());
    recorded.Stop();
    ASSERT_THAT(recorded.Kinds(), ElementsAre("alloc", "copy", "op")) << op;
    EXPECT_EQ(recorded.Of("alloc")[0].op, op);
    EXPECT_EQ(recorded.Of("copy")[0].op, op);
    EXPECT_EQ(recorded.Of("copy")[0].reason, CopyReason::kGather);
    for (const auto& event : recorded.events()) EXPECT_EQ(event.line, line);
  };
  for (const AnyArray& a : {Matrix(), arange(5.0).any(), transpose(Matrix())}) {
    check("permutation", a, [](AnyGenerator& rng, const AnyArray& rows, SourceLocation site) {
      return rng.permutation(rows, site);
    });
    check("choice", a, [](AnyGenerator& rng, const AnyArray& rows, SourceLocation site) {
      return rng.choice(rows, {2, 3}, site);
    });
    AnyGenerator first(3);
    AnyGenerator again(3);
    EXPECT_TRUE(array_equal(first.permutation(a), take(a, again.permutation(a.extent(0)), 0)));
    EXPECT_TRUE(array_equal(first.choice(a, {7}), take(a, again.integers(0, a.extent(0), {7}), 0)));
  }
}

// numpy.random.Generator(Philox(key=1)).permutation(np.zeros((2, 2, 2), 'i4').T).strides
TEST(LineEventsTest, PermutationLiesAsASelectionOfRows) {
  const AnyArray turned = transpose(full(DType::kInt32, {2, 2, 2}, Scalar(0)));
  EXPECT_EQ(Dims(random::AnyGenerator(1).permutation(turned).strides()), Dims({16, 4, 8}));
}

TEST(LineEventsTest, UniqueCountsNeedsNoPositions) {
  const AnyArray a = (arange(0.0, 6000.0) % 7.0).any();
  RecordingObserver recorded;
  const UniqueCounts found = unique_counts(a);
  recorded.Stop();
  ASSERT_THAT(recorded.Kinds(), ElementsAre("alloc", "alloc", "alloc", "op", "free"));
  EXPECT_EQ(recorded.events()[0].bytes, 48000);
  EXPECT_EQ(to_string(found.counts), "[858 857 857 857 857 857 857]");
  EXPECT_EQ(unique_counts(full(DType::kFloat64, {0}, Scalar(1.0))).counts.size(), 0);
}

}  // namespace
}  // namespace tidemark
