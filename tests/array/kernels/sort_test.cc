// Sorting, and products of matrices.
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

template <class T>
class KernelsSortTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsSortTest, AllElementTypes);

// NaN last; of complex numbers with a NaN first (x, NaN), then (NaN, x), then (NaN, NaN).
template <class T>
bool SortsBefore(T a, T b) {
  if constexpr (kIsComplexTest<T>) {
    const auto group = [](T z) { return 2 * std::isnan(z.real()) + std::isnan(z.imag()); };
    if (group(a) != group(b)) return group(a) < group(b);
    if (SortsBefore(a.real(), b.real())) return true;
    return !SortsBefore(b.real(), a.real()) && SortsBefore(a.imag(), b.imag());
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::isnan(b) ? !std::isnan(a) : a < b;
  } else {
    return a < b;
  }
}

template <class T>
std::vector<T> ToSort(int64_t n, int kind) {
  std::vector<T> values = RandomValues<T>(n);
  if (kind == 1) std::sort(values.begin(), values.end(), SortsBefore<T>);
  if (kind == 2) {
    std::sort(values.begin(), values.end(), [](T a, T b) { return SortsBefore(b, a); });
  }
  if (kind == 3) std::fill(values.begin(), values.end(), n > 0 ? values[0] : T{});
  return values;
}

TYPED_TEST(KernelsSortTest, SortsAndKeepsEveryElement) {
  using T = TypeParam;
  const DType dtype = kDTypeUnderTest<T>;
  for (const int64_t n : {0, 1, 2, 3, 16, 17, 64, 100, 257, 1000, 30000}) {
    for (const int kind : {0, 1, 2, 3}) {
      const std::vector<T> values = ToSort<T>(n, kind);
      std::vector<int64_t> expected(static_cast<size_t>(n));
      std::iota(expected.begin(), expected.end(), int64_t{0});
      std::stable_sort(expected.begin(), expected.end(), [&](int64_t a, int64_t b) {
        return SortsBefore(values[static_cast<size_t>(a)], values[static_cast<size_t>(b)]);
      });
      const auto* bytes = reinterpret_cast<const std::byte*>(values.data());

      std::vector<int64_t> positions(static_cast<size_t>(n));
      FindArgSort(dtype)(bytes, n, positions.data());
      ASSERT_EQ(positions, expected) << "n=" << n << " kind " << kind;

      Strided<T> sorted(values, 1);
      FindSort(dtype)(sorted.bytes(), n);
      ASSERT_TRUE(sorted.MarginsIntact());
      for (int64_t i = 0; i < n; ++i) {
        const T want = values[static_cast<size_t>(expected[static_cast<size_t>(i)])];
        ASSERT_TRUE(!SortsBefore(sorted.At(i), want) && !SortsBefore(want, sorted.At(i)))
            << "n=" << n << " kind " << kind << " at " << i << ": got " << Show(sorted.At(i))
            << ", expected " << Show(want);
      }
    }
  }
}

template <class T>
class KernelsMatMulTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsMatMulTest, AllElementTypes);

// Small whole numbers: the floating products and sums are exact in every order.
template <class T>
T SmallValue() {
  const int value = static_cast<int>(Random()() % 15) - 7;
  if constexpr (std::is_same_v<T, Byte>) {
    return static_cast<Byte>(value & 1);
  } else if constexpr (kIsComplexTest<T>) {
    return T(static_cast<float>(value), static_cast<float>(value % 3));
  } else {
    return static_cast<T>(value);
  }
}

template <class T>
T MultiplyAdd(T a, T b, T sum) {
  if constexpr (std::is_same_v<T, Byte>) {
    return static_cast<Byte>(static_cast<uint8_t>(sum) |
                             (static_cast<uint8_t>(a) & static_cast<uint8_t>(b)));
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(static_cast<uint64_t>(sum) +
                          static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  } else {
    return sum + a * b;
  }
}

template <class T>
struct Operand {
  Operand(int64_t rows, int64_t columns, int layout) {
    row = layout == 0 ? columns : 1;
    column = layout == 0 ? 1 : rows;
    if (layout == 2) {
      row = 2 * columns + 3;
      column = 2;
    }
    // Layout 3: rows last to first, so that the row stride is negative.
    first = layout == 3 && rows > 0 ? rows - 1 : 0;
    if (layout == 3) {
      row = -1;
      column = rows;
    }
    data.resize(static_cast<size_t>((rows + 1) * (2 * columns + 4)));
    for (T& value : data) value = SmallValue<T>();
  }
  const std::byte* bytes() const { return reinterpret_cast<const std::byte*>(data.data() + first); }
  T At(int64_t r, int64_t c) const {
    return data[static_cast<size_t>(first + r * row + c * column)];
  }

  int64_t row;
  int64_t column;
  int64_t first;
  std::vector<T> data;
};

TYPED_TEST(KernelsMatMulTest, IsTheSumOfProducts) {
  using T = TypeParam;
  constexpr int64_t kSize = sizeof(T);
  struct Sizes {
    int64_t m, n, k;
  };
  for (const Sizes& s : {Sizes{1, 1, 1},
                         {0, 3, 2},
                         {3, 0, 2},
                         {3, 2, 0},
                         {2, 3, 4},
                         {1, 9, 5},
                         {9, 1, 5},
                         {5, 5, 1},
                         {13, 17, 29},
                         {64, 64, 64},
                         {65, 33, 130}}) {
    for (int a_layout = 0; a_layout < 4; ++a_layout) {
      for (int b_layout = 0; b_layout < 4; ++b_layout) {
        const Operand<T> a(s.m, s.k, a_layout);
        const Operand<T> b(s.k, s.n, b_layout);
        std::vector<T> expected;
        for (int64_t i = 0; i < s.m; ++i) {
          for (int64_t j = 0; j < s.n; ++j) {
            T sum{};
            for (int64_t p = 0; p < s.k; ++p) sum = MultiplyAdd(a.At(i, p), b.At(p, j), sum);
            expected.push_back(sum);
          }
        }
        const auto check = [&](auto mat_mul, const std::string& name) {
          // Holds NaNs before: whatever C held must not get into the result.
          std::vector<T> zeros(expected.size());
          if constexpr (!std::is_integral_v<T> && !std::is_enum_v<T>) {
            std::fill(zeros.begin(), zeros.end(), static_cast<T>(NAN));
          }
          Strided<T> c(zeros, 1);
          mat_mul(a.bytes(), a.row * kSize, a.column * kSize, b.bytes(), b.row * kSize,
                  b.column * kSize, c.bytes(), s.m, s.n, s.k);
          ASSERT_TRUE(c.MarginsIntact());
          for (size_t i = 0; i < expected.size(); ++i) {
            ASSERT_EQ(c.At(static_cast<int64_t>(i)), expected[i])
                << name << " " << s.m << "x" << s.k << "x" << s.n << " layouts " << a_layout << " "
                << b_layout;
          }
        };
        for (const NamedTables& named : AllTables()) {
          check(named.tables.mat_mul[Index(kDTypeUnderTest<T>)], named.name);
        }
        check([](auto... arguments) { MatMul(kDTypeUnderTest<T>, arguments...); }, "chosen");
      }
    }
  }
}

}  // namespace
}  // namespace tidemark::kernels
