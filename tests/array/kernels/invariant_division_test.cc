// Floor division and remainders by one divisor, against the definition.
#include <cstdint>
#include <limits>
#include <vector>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

// NOLINTBEGIN(bugprone-signed-char-misuse): elements of int8_t are numbers, not characters
// The largest whole number q with q b <= a (b > 0) or q b >= ... (b < 0), wrapped; 0 for b = 0.
template <class T>
T Quotient(T a, T b) {
  if (b == 0) return 0;
  const auto x = static_cast<__int128>(a);
  const auto y = static_cast<__int128>(b);
  __int128 quotient = x / y;
  if (x % y != 0 && (x < 0) != (y < 0)) --quotient;
  return static_cast<T>(quotient);
}

template <class T>
T Remainder(T a, T b) {
  if (b == 0) return 0;
  const auto y = static_cast<__int128>(b);
  const __int128 remainder = static_cast<__int128>(a) % y;
  return static_cast<T>(remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder);
}
// NOLINTEND(bugprone-signed-char-misuse)

template <class T>
void CheckDivisor(const std::vector<T>& dividends, T divisor) {
  const auto n = static_cast<int64_t>(dividends.size());
  std::vector<T> out(dividends.size());
  for (const NamedTables& named : AllTables()) {
    for (const bool remainder : {false, true}) {
      const auto& loops = remainder ? named.tables.mod_by : named.tables.floor_divide_by;
      loops[Index(kDTypeUnderTest<T>)](reinterpret_cast<const std::byte*>(dividends.data()),
                                       sizeof(T), reinterpret_cast<const std::byte*>(&divisor),
                                       reinterpret_cast<std::byte*>(out.data()), sizeof(T), n);
      for (size_t i = 0; i < out.size(); ++i) {
        const T a = dividends[i];
        const T expected = remainder ? Remainder(a, divisor) : Quotient(a, divisor);
        ASSERT_EQ(out[i], expected)
            << named.name << " " << Show(a) << (remainder ? " % " : " // ") << Show(divisor);
      }
    }
  }
}

template <class T>
class KernelsInvariantDivisionTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsInvariantDivisionTest, IntTypes);

// Where rounding goes wrong if it does: beside multiples, powers of two and the ends.
template <class T>
std::vector<T> Edges(T divisor) {
  using L = std::numeric_limits<T>;
  std::vector<T> edges;
  const auto around = [&](__int128 value) {
    for (int by = -2; by <= 2; ++by) edges.push_back(static_cast<T>(value + by));
  };
  around(0);
  around(L::min());
  around(L::max());
  for (size_t bit = 0; bit < 8 * sizeof(T); ++bit) around(static_cast<__int128>(1) << bit);
  if (divisor != 0) {
    // NOLINTNEXTLINE(bugprone-signed-char-misuse): a number, no character
    const __int128 d = divisor;
    around(L::max() / d * d);
    around(L::min() / d * d);
    for (int i = 0; i < 20; ++i) around(static_cast<T>(Random()()) / d * d);
  }
  return edges;
}

TYPED_TEST(KernelsInvariantDivisionTest, RoundsDown) {
  using T = TypeParam;
  using L = std::numeric_limits<T>;
  std::vector<T> divisors;
  for (int d = -130; d <= 130; ++d) divisors.push_back(static_cast<T>(d));
  for (size_t bit = 0; bit < 8 * sizeof(T); ++bit) {
    for (int by = -1; by <= 1; ++by) {
      const auto near = static_cast<T>((uint64_t{1} << bit) + static_cast<uint64_t>(by));
      divisors.push_back(near);
      divisors.push_back(static_cast<T>(0 - static_cast<uint64_t>(near)));
    }
  }
  divisors.insert(divisors.end(),
                  {L::min(), L::max(), static_cast<T>(L::max() / 2), static_cast<T>(L::max() / 3)});
  for (int i = 0; i < 300; ++i) divisors.push_back(static_cast<T>(Random()() >> (Random()() % 64)));
  for (const T divisor : divisors) {
    std::vector<T> dividends = Edges(divisor);
    for (int i = 0; i < 60; ++i) dividends.push_back(RandomValue<T>());
    ASSERT_NO_FATAL_FAILURE(CheckDivisor(dividends, divisor));
  }
}

template <class T>
void CheckAllOfEightBits() {
  std::vector<T> all;
  for (int value = 0; value < 256; ++value) all.push_back(static_cast<T>(value));
  for (const T divisor : all) ASSERT_NO_FATAL_FAILURE(CheckDivisor(all, divisor));
}

TEST(KernelsInvariantDivisionOfBytesTest, AllPairs) {
  CheckAllOfEightBits<int8_t>();
  CheckAllOfEightBits<uint8_t>();
}

TEST(KernelsInvariantDivisionOfWordsTest, AllDividendsOfAFewDivisors) {
  std::vector<uint16_t> all;
  std::vector<int16_t> all_signed;
  for (int value = 0; value < 65536; ++value) {
    all.push_back(static_cast<uint16_t>(value));
    all_signed.push_back(static_cast<int16_t>(value));
  }
  for (const int divisor : {2, 3, 7, 10, 641, 255, 32767, 32769, 65535, 43691}) {
    ASSERT_NO_FATAL_FAILURE(CheckDivisor(all, static_cast<uint16_t>(divisor)));
    ASSERT_NO_FATAL_FAILURE(CheckDivisor(all_signed, static_cast<int16_t>(divisor)));
  }
}

}  // namespace
}  // namespace tidemark::kernels
