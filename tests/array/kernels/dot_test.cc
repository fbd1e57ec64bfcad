// Sums of products, against sums in the order of the elements.
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <vector>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

template <class T>
class KernelsDotTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsDotTest, AllElementTypes);

// Of all lengths around those at which the loops change their way.
constexpr int64_t kDotLengths[] = {0,  1,   2,   3,   7,   8,   15,  16,   17,   31,  64,
                                   65, 127, 128, 129, 511, 512, 513, 1030, 2049, 5000};

// Small whole numbers: their products and sums are exact in every type that is not narrow.
template <class T>
std::vector<T> WholeNumbers(int64_t n) {
  std::vector<T> values;
  const auto next = [] { return static_cast<int>(Random()() % 15) - 7; };
  for (int64_t i = 0; i < n; ++i) {
    if constexpr (std::is_same_v<T, Byte>) {
      values.push_back(RandomValue<Byte>());
    } else if constexpr (kIsComplexTest<T>) {
      using R = typename T::value_type;
      const auto re = static_cast<R>(next());
      values.push_back({re, static_cast<R>(next())});
    } else {
      values.push_back(static_cast<T>(next()));
    }
  }
  return values;
}

template <class T>
T SumOfProducts(Strided<T>& a, Strided<T>& b, int64_t n) {
  if constexpr (std::is_same_v<T, Byte>) {
    bool any = false;
    for (int64_t i = 0; i < n; ++i) any |= a.At(i) == Byte{1} && b.At(i) == Byte{1};
    return static_cast<Byte>(any);
  } else if constexpr (std::is_integral_v<T>) {
    uint64_t sum = 0;
    for (int64_t i = 0; i < n; ++i) {
      sum += static_cast<uint64_t>(a.At(i)) * static_cast<uint64_t>(b.At(i));
    }
    return static_cast<T>(sum);
  } else {
    T sum = 0;
    for (int64_t i = 0; i < n; ++i) sum += a.At(i) * b.At(i);
    return sum;
  }
}

TYPED_TEST(KernelsDotTest, IsTheSumOfTheProducts) {
  using T = TypeParam;
  for (const NamedTables& named : AllTables()) {
    const auto dot = named.tables.dot[Index(kDTypeUnderTest<T>)];
    for (const int64_t n : kDotLengths) {
      for (const int64_t a_step : kSteps) {
        for (const int64_t b_step : kSteps) {
          Strided<T> a(WholeNumbers<T>(n), a_step);
          Strided<T> b(WholeNumbers<T>(n), b_step);
          Strided<T> out(std::vector<T>(1), 1);
          dot(a.bytes(), a.stride(), b.bytes(), b.stride(), out.bytes(), n);
          ASSERT_TRUE(out.MarginsIntact());
          ASSERT_EQ(out.At(0), SumOfProducts(a, b, n))
              << named.name << " n=" << n << " steps " << a_step << " " << b_step;
        }
      }
    }
  }
}

TEST(KernelsDotOfFloatsTest, EveryPlaceCountsAndSpecialValuesCarryThrough) {
  constexpr int64_t kLength = 700;
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  for (const NamedTables& named : AllTables()) {
    const auto dot = named.tables.dot[Index(DType::kFloat64)];
    for (int64_t place = 0; place < kLength; ++place) {
      std::vector<double> a(kLength, 1);
      std::vector<double> b(kLength, 1);
      const auto at = static_cast<size_t>(place);
      const auto product = [&] {
        double sum = 0;
        dot(reinterpret_cast<const std::byte*>(a.data()), 8,
            reinterpret_cast<const std::byte*>(b.data()), 8, reinterpret_cast<std::byte*>(&sum),
            kLength);
        return sum;
      };
      a[at] = 3;
      ASSERT_EQ(product(), kLength + 2) << named.name << " " << place;
      a[at] = INFINITY;
      ASSERT_EQ(product(), INFINITY) << named.name << " " << place;
      b[at] = 0;
      ASSERT_TRUE(std::isnan(product())) << named.name << " " << place;
      a[at] = 1;
      b[at] = kNan;
      ASSERT_TRUE(std::isnan(product())) << named.name << " " << place;
    }
  }
}

TEST(KernelsDotOfFloatsTest, DoesNotDependOnTheInstructionSet) {
  for (const int64_t n : kDotLengths) {
    const std::vector<double> a = RandomValues<double>(n);
    std::vector<double> b;
    for (int64_t i = 0; i < n; ++i) b.push_back(1.0 / static_cast<double>(i + 3));
    std::vector<double> sums;
    for (const NamedTables& named : AllTables()) {
      double sum = 0;
      named.tables.dot[Index(DType::kFloat64)](reinterpret_cast<const std::byte*>(a.data()), 8,
                                               reinterpret_cast<const std::byte*>(b.data()), 8,
                                               reinterpret_cast<std::byte*>(&sum), n);
      sums.push_back(sum);
    }
    for (const double sum : sums) EXPECT_TRUE(Same(sum, sums.front())) << n;
  }
}

// A times x and x times A, by rows, by columns, and where neither lies together.
TYPED_TEST(KernelsDotTest, MatricesTimesVectors) {
  using T = TypeParam;
  constexpr int64_t kSize = sizeof(T);
  struct Layout {
    int64_t row;
    int64_t column;
  };
  for (const int64_t rows : {1, 2, 5, 33}) {
    for (const int64_t columns : {1, 3, 8, 40}) {
      for (const Layout layout : {Layout{columns, 1}, Layout{1, rows}, Layout{2 * columns + 1, 2},
                                  Layout{0, 1}, Layout{1, 0}}) {
        for (const int64_t step : {1, 2, -1}) {
          Strided<T> a(WholeNumbers<T>(2 * rows * (columns + 1) + 2 * columns), 1);
          Strided<T> x(WholeNumbers<T>(columns), step);
          std::vector<T> product(static_cast<size_t>(rows), T{});
          const DType dtype = kDTypeUnderTest<T>;
          const auto check = [&](const char* which) {
            for (int64_t i = 0; i < rows; ++i) {
              std::vector<T> line;
              for (int64_t j = 0; j < columns; ++j) {
                line.push_back(a.At(i * layout.row + j * layout.column));
              }
              Strided<T> contiguous(line, 1);
              ASSERT_EQ(product[static_cast<size_t>(i)], SumOfProducts(contiguous, x, columns))
                  << which << " " << rows << "x" << columns << " strides " << layout.row << " "
                  << layout.column << " step " << step;
            }
          };
          auto* const out = reinterpret_cast<std::byte*>(product.data());
          MatMul(dtype, a.bytes(), layout.row * kSize, layout.column * kSize, x.bytes(), x.stride(),
                 99, out, rows, 1, columns);
          check("A x");
          product.assign(product.size(), T{});
          MatMul(dtype, x.bytes(), 99, x.stride(), a.bytes(), layout.column * kSize,
                 layout.row * kSize, out, 1, rows, columns);
          check("x A");
        }
      }
    }
  }
}

}  // namespace
}  // namespace tidemark::kernels
