// Positions: of the extremes, of what is true, and among sorted elements.
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <vector>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

constexpr int64_t kAroundBlocks[] = {1,   2,   31,   32,   33,   63,   64,   65,   511,
                                     512, 513, 1023, 1024, 1025, 2047, 4096, 4097, 9000};

template <class T>
class KernelsSearchTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsSearchTest, AllElementTypes);

// The first NaN, else the first of those that no other is before (or behind).
template <class T>
int64_t FirstExtreme(Strided<T>& in, int64_t n, bool largest) {
  const auto is_nan = [](T value) { return !Same(value, value) || value != value; };
  const auto before = [](T a, T b) {
    if constexpr (kIsComplexTest<T>) {
      return a.real() < b.real() || (a.real() == b.real() && a.imag() < b.imag());
    } else {
      return a < b;
    }
  };
  int64_t best = 0;
  for (int64_t i = 0; i < n; ++i) {
    if (is_nan(in.At(i))) return i;
    if (largest ? before(in.At(best), in.At(i)) : before(in.At(i), in.At(best))) best = i;
  }
  return best;
}

TYPED_TEST(KernelsSearchTest, TheFirstExtremeWins) {
  using T = TypeParam;
  for (const NamedTables& named : AllTables()) {
    for (const int64_t n : kAroundBlocks) {
      for (const int64_t step : {1, 2, -1}) {
        for (int round = 0; round < 4; ++round) {
          // Few different values in some rounds: then there are ties in several blocks.
          std::vector<T> values(static_cast<size_t>(n), RandomValue<T>());
          if (round > 0) {
            const std::vector<T> few = RandomValues<T>(3);
            for (T& value : values) value = round == 1 ? few[Random()() % 3] : RandomValue<T>();
          }
          Strided<T> in(values, step);
          for (const bool largest : {false, true}) {
            const auto& loops = largest ? named.tables.arg_max : named.tables.arg_min;
            ASSERT_EQ(loops[Index(kDTypeUnderTest<T>)](in.bytes(), in.stride(), n),
                      FirstExtreme(in, n, largest))
                << named.name << " n=" << n << " step " << step << " largest " << largest;
          }
        }
      }
    }
  }
}

TEST(KernelsArgExtremeTest, EveryPlaceCanWin) {
  constexpr int64_t kLength = 1100;
  for (const NamedTables& named : AllTables()) {
    const auto at = [&](const std::vector<double>& values) {
      return named.tables.arg_max[Index(DType::kFloat64)](
          reinterpret_cast<const std::byte*>(values.data()), 8, kLength);
    };
    for (int64_t place = 0; place < kLength; ++place) {
      std::vector<double> values(kLength, -0.0);
      values.back() = 0.0;  // equal to the others
      ASSERT_EQ(at(values), 0);
      values[static_cast<size_t>(place)] = 1;
      ASSERT_EQ(at(values), place) << named.name;
      values[static_cast<size_t>(place)] = NAN;
      values.back() = NAN;
      values.front() = INFINITY;
      ASSERT_EQ(at(values), place == 0 ? kLength - 1 : place) << named.name;
    }
  }
}

// Sorted as Sort does it, values among them and others; also in both directions of memory.
TYPED_TEST(KernelsSearchTest, SearchCountsWhatIsBefore) {
  using T = TypeParam;
  const DType dtype = kDTypeUnderTest<T>;
  const ArgSortLoop order = FindArgSort(dtype);
  const auto before = [&](T a, T b) {
    const T pair[] = {b, a};
    int64_t positions[2];
    order(reinterpret_cast<const std::byte*>(pair), 2, positions);
    return positions[0] == 1;
  };
  for (const int64_t extent : {0, 1, 2, 3, 7, 8, 9, 100}) {
    std::vector<T> elements = RandomValues<T>(extent);
    FindSort(dtype)(reinterpret_cast<std::byte*>(elements.data()), extent);
    for (const int64_t n : {0, 1, 15, 16, 17, 50}) {
      for (const int64_t step : {1, 2, -1, 0}) {
        std::vector<T> wanted = RandomValues<T>(n);
        for (size_t i = 0; i < wanted.size() && extent > 0; i += 2) {
          wanted[i] = elements[Random()() % elements.size()];
        }
        Strided<T> sorted(elements, step == 0 ? 1 : step);
        Strided<T> values(wanted, step);
        Strided<int64_t> out(std::vector<int64_t>(static_cast<size_t>(n)), step == 1 ? 1 : 2);
        for (const bool right : {false, true}) {
          FindSearch(dtype)(sorted.bytes(), sorted.stride(), extent, right, values.bytes(),
                            values.stride(), out.bytes(), out.stride(), n);
          ASSERT_TRUE(out.MarginsIntact());
          for (int64_t i = 0; i < n; ++i) {
            int64_t expected = 0;
            for (const T& element : elements) {
              const bool counts =
                  right ? !before(values.At(i), element) : before(element, values.At(i));
              expected += counts ? 1 : 0;
            }
            ASSERT_EQ(out.At(i), expected)
                << "of " << extent << " right " << right << " value " << Show(values.At(i));
          }
        }
      }
    }
  }
}

TEST(KernelsTruePositionsTest, FindsWhatIsTrueAndNotMore) {
  for (const NamedTables& named : AllTables()) {
    for (const int64_t n : {0, 1, 7, 8, 9, 16, 23, 64, 1000}) {
      for (const uint64_t one_in : {1, 2, 9, 100}) {
        std::vector<std::byte> mask;
        std::vector<int64_t> expected;
        for (int64_t i = 0; i < n; ++i) {
          const bool is_true = Random()() % one_in == 0;
          mask.push_back(std::byte{is_true});
          if (is_true) expected.push_back(i + 1000);
        }
        for (const size_t less : {0, 1, 5}) {
          if (less > expected.size()) continue;
          std::vector<int64_t> out(expected.size() + 1, -1);
          const auto wanted = static_cast<int64_t>(expected.size() - less);
          ASSERT_EQ(named.tables.true_positions(mask.data(), n, 1000, out.data(), wanted), wanted);
          for (size_t i = 0; i < out.size(); ++i) {
            ASSERT_EQ(out[i], i < expected.size() - less ? expected[i] : -1) << named.name << i;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace tidemark::kernels
