#include "tidemark/array/random/random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using random::Generator;
using random::PhiloxStream;
using ::testing::ElementsAre;

template <class T>
std::vector<T> Listed(const Array<T>& a) {
  return {a.span().begin(), a.span().end()};
}

// Philox(key=7 + (9 << 64), counter=2**64 - 1 + (1 << 64) + (2 << 128) + (3 << 192)).random_raw(8)
// of NumPy 1.24.2: the counter carries.
TEST(PhiloxTest, GivesTheWordsOfNumPy) {
  PhiloxStream stream({.key = {7, 9}, .counter = {UINT64_MAX, 1, 2, 3}});
  for (const uint64_t word : std::initializer_list<uint64_t>{
           0x023ec64c852e5725, 0xc0d47c464dbe5ac9, 0x93abd55541678f49, 0x6e8cbe4aa289ff39,
           0x701ce9f4c14e8a0e, 0xba207094750b65f0, 0x406e883f6e57268b, 0xc0914951a36b8390}) {
    EXPECT_EQ(stream.Next64(), word);
  }
}

TEST(PhiloxTest, AdvancesByBlocks) {
  PhiloxStream walked({.key = {1, 0}, .counter = {}});
  PhiloxStream advanced({.key = {1, 0}, .counter = {}});
  for (int i = 0; i < 12; ++i) walked.Next64();
  advanced.Next64();  // the first block is begun
  advanced.Advance(2);
  EXPECT_EQ(walked.Next64(), advanced.Next64());
}

// One after the other from Generator(Philox(key=42)) of NumPy 1.24.2.
TEST(GeneratorTest, GivesTheNumbersOfNumPy) {
  Generator rng(42);
  EXPECT_THAT(Listed(rng.random({3})),
              ElementsAre(0.8201981478608876, 0.18924562408645496, 0.8676608148821462));
  EXPECT_THAT(Listed(rng.random<float>({3})),
              ElementsAre(0.47187983989715576f, 0.3945814371109009f, 0.3818952441215515f));
  EXPECT_THAT(Listed(rng.integers(0, 100, {5})), ElementsAre(36, 62, 43, 15, 19));
  EXPECT_THAT(Listed(rng.integers(INT64_MIN, INT64_MAX, {2}, Endpoint::kIncluded)),
              ElementsAre(-8075095221371494374, 6950695672977315747));
  EXPECT_THAT(Listed(rng.integers(0, int64_t{1} << 40, {2})),
              ElementsAre(843367190072, 384772573962));
  EXPECT_THAT(Listed(rng.permutation(6)), ElementsAre(0, 3, 4, 5, 1, 2));
  EXPECT_THAT(Listed(rng.uniform({2}, -1, 1)),
              ElementsAre(-0.20596890624756736, 0.9731141761621482));
  Array<int64_t> m = arange(12).reshape({4, 3});
  rng.shuffle(m);
  EXPECT_EQ(to_string(m), "[[ 9 10 11]\n [ 3  4  5]\n [ 6  7  8]\n [ 0  1  2]]");
}

TEST(GeneratorTest, ASeedIsAStream) {
  Generator a(1);
  Generator again(1);
  Generator other(2);
  const std::vector<double> first = Listed(a.normal({100}));
  EXPECT_EQ(first, Listed(again.normal({100})));
  EXPECT_NE(first, Listed(other.normal({100})));
  EXPECT_NE(first, Listed(a.normal({100})));
}

// The i-th number is the same however many are drawn at a time.
TEST(GeneratorTest, DoesNotDependOnHowManyAreDrawnAtATime) {
  const auto in_parts = [](auto draw) {
    Generator whole(5);
    Generator parts(5);
    const auto all = Listed(draw(whole, 60));
    auto joined = Listed(draw(parts, 1));
    for (const int count : {2, 0, 7, 50}) {
      for (const auto x : Listed(draw(parts, count))) joined.push_back(x);
    }
    EXPECT_EQ(all, joined);
  };
  in_parts([](Generator& rng, int n) { return rng.random({n}); });
  in_parts([](Generator& rng, int n) { return rng.random<float>({n}); });
  in_parts([](Generator& rng, int n) { return rng.normal({n}); });
  in_parts([](Generator& rng, int n) { return rng.integers(0, 1000, {n}); });
}

struct Moments {
  double mean = 0;
  double variance = 0;
  double fourth = 0;
};

template <class T>
Moments MomentsOf(const std::vector<T>& x) {
  Moments m;
  const auto n = static_cast<double>(x.size());
  for (const T v : x) m.mean += static_cast<double>(v) / n;
  for (const T v : x) {
    const double d = static_cast<double>(v) - m.mean;
    m.variance += d * d / n;
    m.fourth += d * d * d * d / n;
  }
  return m;
}

// Within five standard errors of 100,000 numbers.
TEST(GeneratorTest, MomentsOfUniformAndNormal) {
  Generator rng(2024);
  const Moments uniform = MomentsOf(Listed(rng.uniform({100000}, -3, 5)));
  EXPECT_NEAR(uniform.mean, 1, 0.037);
  EXPECT_NEAR(uniform.variance, 64.0 / 12, 0.08);
  const Moments normal = MomentsOf(Listed(rng.normal({100000}, 2, 3)));
  EXPECT_NEAR(normal.mean, 2, 0.048);
  EXPECT_NEAR(normal.variance, 9, 0.21);
  EXPECT_NEAR(normal.fourth / (normal.variance * normal.variance), 3, 0.08);
  const Moments narrow = MomentsOf(Listed(rng.normal<float>({100000})));
  EXPECT_NEAR(narrow.variance, 1, 0.023);
}

// Chi-square of 20 cells: 99.99 % of samples are below 52.4 (19 degrees of freedom).
double ChiSquare(const std::vector<int64_t>& cells, double expected) {
  double sum = 0;
  for (const int64_t count : cells) {
    sum += (static_cast<double>(count) - expected) * (static_cast<double>(count) - expected) /
           expected;
  }
  return sum;
}

TEST(GeneratorTest, EveryNumberIsAsLikely) {
  Generator rng(99);
  std::vector<int64_t> cells(20);
  for (const int64_t x : Listed(rng.integers(-7, 13, {100000}))) {
    ++cells.at(static_cast<size_t>(x + 7));
  }
  EXPECT_LT(ChiSquare(cells, 5000), 52.4);
  std::fill(cells.begin(), cells.end(), 0);
  // Each of the 20 cells is a twentieth of the normal distribution, by its distribution function.
  for (const double x : Listed(rng.normal({100000}))) {
    const double below = 0.5 * std::erfc(-x / std::sqrt(2.0));
    ++cells.at(std::min<size_t>(19, static_cast<size_t>(below * 20)));
  }
  EXPECT_LT(ChiSquare(cells, 5000), 52.4);
  std::vector<int64_t> places(20);
  for (int i = 0; i < 20000; ++i) {
    const std::vector<int64_t> order = Listed(rng.permutation(20));
    ++places.at(static_cast<size_t>(std::find(order.begin(), order.end(), 3) - order.begin()));
  }
  EXPECT_LT(ChiSquare(places, 1000), 52.4);
}

TEST(GeneratorTest, HostileRanges) {
  Generator rng(3);
  EXPECT_THROW(rng.integers(5, 5, {1}), ValueError);
  EXPECT_EQ(rng.integers(6, 5, {0}).size(), 0);  // as NumPy, which looks for no number then
  EXPECT_THROW(rng.integers(6, 5, {1}, Endpoint::kIncluded), ValueError);
  EXPECT_THAT(Listed(rng.integers(5, 5, {2}, Endpoint::kIncluded)), ElementsAre(5, 5));
  EXPECT_THAT(Listed(rng.integers(INT64_MAX - 1, INT64_MAX, {1})), ElementsAre(INT64_MAX - 1));
  EXPECT_THROW(rng.integers(uint64_t{0}, UINT64_MAX, {1}), ValueError);
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_THROW(rng.uniform({1}, 0, infinity), ValueError);
  EXPECT_THROW(rng.uniform({1}, -1.7e308, 1.7e308), ValueError);
  EXPECT_THROW(rng.uniform({1}, 1, 0), ValueError);
  EXPECT_THROW(rng.normal({1}, 0, -1), ValueError);
  EXPECT_THROW(rng.normal({1}, 0, std::nan("")), ValueError);
  EXPECT_THROW(rng.any().random(DType::kInt32, {1}), DTypeError);
  EXPECT_EQ(rng.random({0, 3}).size(), 0);
  EXPECT_THROW(rng.random({-1}), ValueError);
}

TEST(GeneratorTest, ShufflesWhatIsThere) {
  Generator rng(8);
  Array<int64_t> a = arange(50);
  rng.shuffle(a[Slice().by(-2)]);
  std::vector<int64_t> sorted = Listed(a);
  EXPECT_NE(sorted, Listed(arange(50)));
  EXPECT_EQ(sorted[0], 0);  // not in the view
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, Listed(arange(50)));
  AnyArray fixed = arange(3).any();
  fixed.make_read_only();
  EXPECT_THROW(rng.any().shuffle(fixed), ReadOnlyError);
  EXPECT_THROW(rng.any().shuffle(zeros(DType::kInt8, Dims{})), ShapeError);
  EXPECT_THROW(rng.choice(zeros<double>({0}), {1}), ValueError);
  EXPECT_EQ(rng.choice(zeros<double>({0}), {0}).size(), 0);
  for (const double x : Listed(rng.choice(array<double>({1, 2}), {20}))) {
    EXPECT_TRUE(x == 1 || x == 2);
  }
}

}  // namespace
}  // namespace tidemark
