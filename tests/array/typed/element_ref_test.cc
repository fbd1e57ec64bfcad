// a(i) does what a T& does where it stands; a kept one is a value.
#include "tidemark/array/indexing/element_ref.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <random>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using ::testing::ElementsAre;
using Complex = std::complex<double>;

TEST(ElementRefTest, ComputesInTheCommonTypeAndAssigns) {
  const Array<int32_t> u = array<int32_t>({3, 7, 10});
  u(0) /= 0.5;
  u(1) *= 1.5;
  u(2) -= 0.25;
  EXPECT_THAT(u.span(), ElementsAre(6, 10, 9));
  u(0) %= 4;
  u(1) &= 3;
  u(2) |= 6;
  EXPECT_THAT(u.span(), ElementsAre(2, 2, 15));
  u(2) ^= u(0);
  EXPECT_EQ(u(2)++, 13);
  EXPECT_EQ(--u(0), 1);
  EXPECT_THAT(u.span(), ElementsAre(1, 2, 14));
}

TEST(ElementRefTest, IntegersNeitherTrapNorOverflow) {
  constexpr int32_t kLeast = std::numeric_limits<int32_t>::min();
  const Array<int32_t> a = array<int32_t>({kLeast, kLeast, kLeast, 5});
  a(0) /= -1;
  a(1) -= 1;
  a(2) *= 3;
  EXPECT_THAT(a.span(), ElementsAre(kLeast, std::numeric_limits<int32_t>::max(), kLeast, 5));
  EXPECT_THROW(a(3) /= 0, ValueError);
  EXPECT_THROW(a(3) %= 0, ValueError);
  a(0) %= -1;
  EXPECT_EQ(a(0), 0);
  EXPECT_THROW(a(3) = std::nan(""), ValueError);
  EXPECT_THROW(a(3) = 3e9, ValueError);
  EXPECT_THROW(a(3) /= 0.0, ValueError);  // infinity is no integer
  EXPECT_EQ(a(3), 5);
  const Array<uint8_t> bytes = array<uint8_t>({250, 1});
  bytes(0) += 10;  // as a uint8_t does
  EXPECT_EQ(bytes(0), 4);
  EXPECT_THROW(bytes(1) = 300, ValueError);
  EXPECT_THROW(bytes(1) = -1, ValueError);
  bytes(1) = 2.9;
  EXPECT_EQ(bytes(1), 2);
}

// Against plain variables, for pairs of types.
template <class T, class S>
void ComparesToAVariable(T x, S y) {
  const Array<T> a = full<T>({1}, x);
  T variable = x;
  using Common = decltype(x + y);
  // NOLINTNEXTLINE(bugprone-signed-char-misuse): a number, no character
  const auto by = static_cast<Common>(y);
  a(0) += y;
  variable = static_cast<T>(static_cast<Common>(variable) + by);
  EXPECT_EQ(a(0), variable);
  a(0) *= y;
  variable = static_cast<T>(static_cast<Common>(variable) * by);
  EXPECT_EQ(a(0), variable);
  a(0) -= y;
  variable = static_cast<T>(static_cast<Common>(variable) - by);
  EXPECT_EQ(a(0), variable);
  a(0) /= y;
  variable = static_cast<T>(static_cast<Common>(variable) / by);
  EXPECT_EQ(a(0), variable);
}
TEST(ElementRefTest, EveryPairOfTypesAsAVariableDoes) {
  const auto with = [](auto x) {
    ComparesToAVariable(x, int8_t{3});
    ComparesToAVariable(x, uint8_t{3});
    ComparesToAVariable(x, int16_t{3});
    ComparesToAVariable(x, 3);
    ComparesToAVariable(x, 3u);
    ComparesToAVariable(x, int64_t{3});
    ComparesToAVariable(x, uint64_t{3});
    ComparesToAVariable(x, 1.5f);
    ComparesToAVariable(x, 1.5);
  };
  with(int8_t{5});
  with(uint8_t{5});
  with(int16_t{5});
  with(uint16_t{5});
  with(5);
  with(5u);
  with(int64_t{5});
  with(uint64_t{5});
  with(5.5f);
  with(5.5);
}

TEST(ElementRefTest, AKeptOneIsTheValueOfThen) {
  const Array<double> a = array<double>({1, 2});
  auto t = a(0);
  a(0) = a(1);
  a(1) = t;
  EXPECT_THAT(a.span(), ElementsAre(2, 1));
  const auto before = a(0);
  a(0) = 7;
  EXPECT_EQ(before, 2);
  EXPECT_EQ(t, 1);
  EXPECT_EQ(t + before, 3);
  auto gone = array<double>({5, 6})(1);
  EXPECT_EQ(gone, 6);
  double copied = gone;
  EXPECT_EQ(copied, 6);
}

TEST(ElementRefTest, MakesArraysAsItsNumberDoes) {
  const Array<int32_t> n = array<int32_t>({1, 3});
  const Array<double> a = array<double>({0.5, 2});
  EXPECT_THAT(arange(n(1)).span(), ElementsAre(0, 1, 2));
  EXPECT_THAT(arange(n(0), n(1), n(0)).span(), ElementsAre(1, 2));
  EXPECT_THAT(arange(a(0), a(1)).span(), ElementsAre(0.5, 1.5));
  EXPECT_THAT(full({2}, a(0)).span(), ElementsAre(0.5, 0.5));
  static_assert(std::is_same_v<decltype(full({2}, n(0))), Array<int64_t>>);
  EXPECT_THROW(full<uint8_t>({2}, array<int>({300})(0)), ValueError);
}

// Moved from it is that value too: `return t` of a function may move.
TEST(ElementRefTest, AKeptOneIsTheValueOfThenWhereItIsMovedFrom) {
  const Array<double> a = array<double>({1, 2});
  auto t = a(0);
  auto pair = std::pair(a(0), a(1));
  a(0) = 7;
  std::vector<double> values;
  values.push_back(std::move(t));
  values.push_back(std::get<0>(std::move(pair)));
  EXPECT_THAT(values, ElementsAre(1, 1));
  const auto returned = [](Array<double> of) -> double {
    auto kept = of(0);
    of(0) = 9;
    return kept;
  };
  EXPECT_EQ(returned(a), 7);
  EXPECT_EQ(a(0) = 4, 4);
  EXPECT_EQ(++a(0), 5);
}
// It cannot be written through.
template <class E>
concept AssignsKept = requires(E& e) {
  e = 1.0;
};
template <class E>
concept AddsToKept = requires(E& e) {
  e += 1.0;
};
static_assert(!AssignsKept<ElementRef<double>>);
static_assert(!AddsToKept<ElementRef<double>>);
static_assert(AssignsKept<double>);

TEST(ElementRefTest, StandsBesideArraysAndInFunctions) {
  const Array<double> a = array<double>({1, 2, 3});
  EXPECT_THAT((a * a(1)).span(), ElementsAre(2, 4, 6));
  EXPECT_THAT((a(2) - a).span(), ElementsAre(2, 1, 0));
  EXPECT_THAT(maximum(a, a(1)).span(), ElementsAre(2, 2, 3));
  EXPECT_THAT((a < a(2)).span(), ElementsAre(true, true, false));
  a += a(0);
  EXPECT_THAT(a.span(), ElementsAre(2, 3, 4));
  EXPECT_EQ(std::max(a(0), 2.5), 2.5);
  EXPECT_EQ(std::min(a(0), a(1)), 2);
  EXPECT_EQ(std::max(1.0, a(2)), 4);
  EXPECT_EQ(std::clamp(a(2), 0.0, 1.0), 1);
  EXPECT_EQ(std::abs(a(0)) + std::pow(a(0), 2) + std::sqrt(a(2)), 8);
  EXPECT_EQ(-a(0) + +a(1), 1);
  EXPECT_TRUE(a(0) < a(1) && a(0) != 3);
  EXPECT_THAT(clip(a, a(0), a(1)).span(), ElementsAre(2, 3, 3));
  EXPECT_THAT(where(a > a(0), a(1), a(2)).span(), ElementsAre(4, 3, 3));
  std::vector<double> list{a(0), a(1)};
  list.push_back(a(2));
  EXPECT_THAT(list, ElementsAre(2, 3, 4));
  swap(a(0), a(2));
  EXPECT_THAT(a.span(), ElementsAre(4, 3, 2));
  const auto twice = [](auto x) { return x * 2; };
  EXPECT_EQ(twice(a(0)), 8);
  std::ostringstream text;
  text << a(0) << ' ' << std::as_const(a)(1);
  EXPECT_EQ(text.str(), "4 3");
}

TEST(ElementRefTest, IsAPosition) {
  const Array<int64_t> at = array<int64_t>({2, 0});
  const Array<double> a = array<double>({1, 2, 3});
  EXPECT_EQ(a(at(0)), 3);
  EXPECT_EQ((a[{at(1)}]).item(), 1);
  EXPECT_THAT((a[Slice(at(1), at(0))]).span(), ElementsAre(1, 2));
  const Array<uint8_t> small = array<uint8_t>({1});
  EXPECT_EQ(a(small(0)), 2);
  const Array<double> m = arange(0.0, 9.0).reshape(3, 3);
  EXPECT_EQ(m(at(0), at(0)), 8);
}

TEST(ElementRefTest, ComplexElementsAreNumbers) {
  const Array<Complex> z = array<Complex>({Complex(3, 4), Complex(1, -1)});
  EXPECT_EQ(std::abs(z(0)), 5);
  EXPECT_EQ(z(0).real() + z(0).imag(), 7);
  EXPECT_EQ(z(0) * 2.0 + z(1), Complex(7, 7));
  EXPECT_EQ(2 * z(1), Complex(2, -2));
  EXPECT_EQ(z(0) / Complex(0, 1), Complex(4, -3));
  EXPECT_EQ(-z(0), Complex(-3, -4));
  EXPECT_EQ(std::conj(z(0)), Complex(3, -4));
  EXPECT_TRUE(z(0) == Complex(3, 4) && z(0) != z(1));
  z(0) *= Complex(0, 1);
  z(1) = 2;
  z(1) += 0.5;
  EXPECT_THAT(z.span(), ElementsAre(Complex(-4, 3), Complex(2.5, 0)));
  std::ostringstream text;
  text << z(0);
  EXPECT_EQ(text.str(), "(-4,3)");
  const Array<std::complex<float>> narrow = zeros<std::complex<float>>({1});
  static_assert(std::is_same_v<decltype(narrow(0) * 2.0), std::complex<float>>);
}

TEST(ElementRefTest, PositionsThatWouldWrapAreOutOfBounds) {
  const Array<double> a = array<double>({1, 2, 3});
  const size_t zero = 0;
  EXPECT_THROW(static_cast<void>(a(zero - 1)), IndexError);
  EXPECT_THROW(a[{zero - 1}], IndexError);
  EXPECT_THROW(static_cast<void>(a.reshape(1, 3)(0, zero - 1)), IndexError);
  EXPECT_EQ(a(-1), 3);
  EXPECT_EQ(a[Slice(0, zero - 1)].size(), 3);  // a bound beyond the end, as any
  try {
    static_cast<void>(a(zero - 1));
  } catch (const IndexError& e) {
    EXPECT_THAT(e.what(), ::testing::HasSubstr("index 18446744073709551615 is out of bounds"));
  }
}

TEST(ElementRefTest, OnlyAssigningIsAWrite) {
  struct Accesses {
    bool read;
    bool written;
    bool operator==(const Accesses&) const = default;
  };
  const auto of = [](auto&& body) {
    RecordingObserver recorded;
    {
      const Array<double> a = zeros<double>({2});
      body(a);
    }
    recorded.Stop();
    const auto end = recorded.Of("free").at(0);
    return Accesses{end.last_read != 0, end.last_write != 0};
  };
  const Accesses read{true, false};
  using A = const Array<double>&;
  EXPECT_EQ(of([](A) {}), (Accesses{false, false}));
  EXPECT_EQ(of([](A a) { static_cast<void>(double{a(0)}); }), read);
  EXPECT_EQ(of([](A a) { EXPECT_EQ(a(0), 0); }), read);
  EXPECT_EQ(of([](A a) { static_cast<void>(std::max(a(0), 1.0)); }), read);
  EXPECT_EQ(of([](A a) { a(0) = 1; }), (Accesses{false, true}));
  EXPECT_EQ(of([](A a) { a(0) += 1; }), (Accesses{true, true}));
}

}  // namespace
}  // namespace tidemark
