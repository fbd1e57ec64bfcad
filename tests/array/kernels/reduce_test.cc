// Reductions, positions of extremes, running sums: against one-by-one folds.
#include <cmath>
#include <complex>
#include <cstdint>
#include <vector>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

constexpr int64_t kFoldLengths[] = {1, 2, 7, 8, 15, 16, 17, 63, 64, 65, 200, 1025, 4097, 70001};

template <class T>
class KernelsReduceTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsReduceTest, AllElementTypes);

template <class T>
using AccumulatorOf =
    std::conditional_t<std::is_same_v<T, Byte> || (std::is_integral_v<T> && std::is_signed_v<T>),
                       int64_t, std::conditional_t<std::is_integral_v<T>, uint64_t, T>>;

// Values whose sums are exact in every order: small multiples of 1/4.
template <class T>
std::vector<T> ExactValues(int64_t n) {
  std::vector<T> values;
  for (int64_t i = 0; i < n; ++i) {
    const int small = static_cast<int>(Random()() % 41) - 20;
    if constexpr (kIsComplexTest<T>) {
      values.push_back(T(static_cast<float>(small) / 4, static_cast<float>(small % 7) / 4));
    } else if constexpr (std::is_floating_point_v<T>) {
      values.push_back(static_cast<T>(small) / 4);
    } else if constexpr (std::is_same_v<T, Byte>) {
      values.push_back(static_cast<Byte>(small & 1));
    } else {
      values.push_back(RandomValue<T>());
    }
  }
  return values;
}

template <class A, class T>
A Widen(T value) {
  if constexpr (std::is_same_v<T, Byte>) {
    return static_cast<A>(static_cast<uint8_t>(value));
  } else {
    return static_cast<A>(value);
  }
}

template <class A>
A PlusOf(A a, A b) {
  if constexpr (std::is_integral_v<A>) {
    return static_cast<A>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  } else {
    return a + b;
  }
}

template <class A>
A TimesOf(A a, A b) {
  if constexpr (std::is_integral_v<A>) {
    return static_cast<A>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  } else {
    return a * b;
  }
}

TYPED_TEST(KernelsReduceTest, SumOfExactValuesIsExact) {
  using T = TypeParam;
  using A = AccumulatorOf<T>;
  const DType dtype = kDTypeUnderTest<T>;
  ASSERT_EQ(ReduceAccumulator(ReduceOp::kSum, dtype), kDTypeUnderTest<A>);
  for (const NamedTables& named : AllTables()) {
    const ReduceLoop loop = named.tables.reduce[Index(ReduceOp::kSum)][Index(dtype)];
    for (const int64_t n : kFoldLengths) {
      for (const int64_t step : kSteps) {
        Strided<T> in(ExactValues<T>(n), step);
        A sum = Widen<A>(ExactValues<T>(1)[0]);
        A expected = sum;
        for (int64_t i = 0; i < n; ++i) expected = PlusOf(expected, Widen<A>(in.At(i)));
        loop(in.bytes(), in.stride(), n, reinterpret_cast<std::byte*>(&sum));
        ASSERT_EQ(sum, expected) << named.name << " n=" << n << " step " << step;
      }
    }
  }
}

TYPED_TEST(KernelsReduceTest, ProductOfExactValuesIsExact) {
  using T = TypeParam;
  using A = AccumulatorOf<T>;
  const DType dtype = kDTypeUnderTest<T>;
  for (const NamedTables& named : AllTables()) {
    const ReduceLoop loop = named.tables.reduce[Index(ReduceOp::kProd)][Index(dtype)];
    for (const int64_t n : kFoldLengths) {
      for (const int64_t step : kSteps) {
        std::vector<T> values(static_cast<size_t>(n), static_cast<T>(1));
        // Few factors differ from one, so that floating products stay exact.
        for (int k = 0; k < 9; ++k) {
          if constexpr (!std::is_same_v<T, Byte>) {
            values[Random()() % values.size()] = static_cast<T>(k % 2 == 0 ? 3 : 2);
          }
        }
        Strided<T> in(
            step == 0 ? std::vector<T>(static_cast<size_t>(n), static_cast<T>(1)) : values, step);
        A product = static_cast<A>(5);
        A expected = product;
        for (int64_t i = 0; i < n; ++i) expected = TimesOf(expected, Widen<A>(in.At(i)));
        loop(in.bytes(), in.stride(), n, reinterpret_cast<std::byte*>(&product));
        ASSERT_EQ(product, expected) << named.name << " n=" << n << " step " << step;
      }
    }
  }
}

template <class T>
bool IsNanNumber(T a) {
  return !(a == a);
}

template <class T>
bool Before(T a, T b) {
  if constexpr (kIsComplexTest<T>) {
    return a.real() != b.real() ? a.real() < b.real() : a.imag() < b.imag();
  } else {
    return a < b;
  }
}

// With no NaN, with a few, with many.
template <class T>
std::vector<T> WithSomeNans(int64_t n) {
  std::vector<T> values = RandomValues<T>(n);
  if constexpr (kIsComplexTest<T> || std::is_floating_point_v<T>) {
    const uint64_t kind = Random()() % 3;
    for (T& value : values) {
      if (IsNanNumber(value) && kind != 2) value = static_cast<T>(1);
    }
    if (kind == 1) values[Random()() % values.size()] = static_cast<T>(NAN);
  }
  return values;
}

TYPED_TEST(KernelsReduceTest, ExtremesAndTheirFirstPositions) {
  using T = TypeParam;
  const DType dtype = kDTypeUnderTest<T>;
  for (const NamedTables& named : AllTables()) {
    for (const bool largest : {false, true}) {
      const ReduceLoop loop =
          named.tables.reduce[Index(largest ? ReduceOp::kMax : ReduceOp::kMin)][Index(dtype)];
      const ArgLoop arg = (largest ? named.tables.arg_max : named.tables.arg_min)[Index(dtype)];
      for (const int64_t n : kFoldLengths) {
        for (const int64_t step : kSteps) {
          Strided<T> in(WithSomeNans<T>(n), step);
          int64_t position = 0;
          for (int64_t i = 1; i < n && !IsNanNumber(in.At(position)); ++i) {
            const T best = in.At(position);
            const bool better = largest ? Before(best, in.At(i)) : Before(in.At(i), best);
            if (IsNanNumber(in.At(i)) || better) position = i;
          }
          ASSERT_EQ(arg(in.bytes(), in.stride(), n), position)
              << named.name << " n=" << n << " step " << step << " largest " << largest;
          T best = in.At(0);
          loop(in.bytes(), in.stride(), n, reinterpret_cast<std::byte*>(&best));
          ASSERT_TRUE(best == in.At(position) ||
                      (IsNanNumber(best) && IsNanNumber(in.At(position))))
              << named.name << " n=" << n << " step " << step << " largest " << largest << " got "
              << Show(best);
        }
      }
    }
  }
}

TYPED_TEST(KernelsReduceTest, AnyAndAll) {
  using T = TypeParam;
  const DType dtype = kDTypeUnderTest<T>;
  for (const NamedTables& named : AllTables()) {
    for (const bool all : {false, true}) {
      const ReduceLoop loop =
          named.tables.reduce[Index(all ? ReduceOp::kAll : ReduceOp::kAny)][Index(dtype)];
      for (const int64_t n : kFoldLengths) {
        for (const int64_t step : {1, 2, -1}) {
          for (const bool exception : {false, true}) {
            std::vector<T> values(static_cast<size_t>(n), static_cast<T>(all ? 1 : 0));
            if (exception) values[Random()() % values.size()] = static_cast<T>(all ? 0 : 1);
            Strided<T> in(values, step);
            Byte result = static_cast<Byte>(all ? 1 : 0);
            loop(in.bytes(), in.stride(), n, reinterpret_cast<std::byte*>(&result));
            ASSERT_EQ(result == Byte{1}, all != exception) << named.name << " n=" << n;
          }
        }
      }
    }
  }
}

TYPED_TEST(KernelsReduceTest, RowsAreFoldedElementByElement) {
  using T = TypeParam;
  const DType dtype = kDTypeUnderTest<T>;
  for (const NamedTables& named : AllTables()) {
    for (const ReduceOp op : {ReduceOp::kSum, ReduceOp::kProd, ReduceOp::kMin, ReduceOp::kMax,
                              ReduceOp::kAny, ReduceOp::kAll}) {
      const int64_t size = ItemSize(ReduceAccumulator(op, dtype));
      const ReduceRowsLoop loop = named.tables.reduce_rows[Index(op)][Index(dtype)];
      for (const int64_t n : kLengths) {
        for (const int64_t rows : {0, 1, 7, 17}) {
          for (const int64_t step : kSteps) {
            Strided<T> in(ExactValues<T>(n * rows), step);
            // Each element folded by itself gives the expected accumulators.
            std::vector<std::byte> expected(static_cast<size_t>(n * size) + 1);
            std::vector<std::byte> spread(static_cast<size_t>(2 * n * size) + 1);
            for (int64_t i = 0; i < n * size; i += size) {
              expected[static_cast<size_t>(i)] = std::byte{op == ReduceOp::kAll};
              spread[static_cast<size_t>(2 * i)] = std::byte{op == ReduceOp::kAll};
            }
            std::vector<std::byte> row = expected;
            for (int64_t i = 0; i < n * rows; ++i) {
              named.tables.reduce[Index(op)][Index(dtype)](
                  reinterpret_cast<std::byte*>(&in.At(i)), 0, 1,
                  expected.data() + static_cast<size_t>(i % n * size));
            }
            const int64_t pitch = n * in.stride();
            loop(in.bytes(), pitch, rows, in.stride(), row.data(), size, n);
            ASSERT_EQ(row, expected)
                << named.name << " op " << Index(op) << " n=" << n << " rows=" << rows;
            loop(in.bytes(), pitch, rows, in.stride(), spread.data(), 2 * size, n);
            for (int64_t i = 0; i < n; ++i) {
              ASSERT_EQ(std::memcmp(spread.data() + 2 * i * size, expected.data() + i * size,
                                    static_cast<size_t>(size)),
                        0);
            }
          }
        }
      }
    }
  }
}

TYPED_TEST(KernelsReduceTest, RunningSumsAndProducts) {
  using T = TypeParam;
  using A = AccumulatorOf<T>;
  const DType dtype = kDTypeUnderTest<T>;
  for (const bool product : {false, true}) {
    const ScanLoop loop = product ? FindCumProd(dtype) : FindCumSum(dtype);
    for (const int64_t n : {0, 1, 2, 7, 131}) {
      for (const int64_t step : kSteps) {
        for (const int64_t out_step : {1, 2, -1}) {
          Strided<T> in(product && !std::is_integral_v<A>
                            ? std::vector<T>(static_cast<size_t>(n), static_cast<T>(1))
                            : ExactValues<T>(n),
                        step);
          Strided<A> out(std::vector<A>(static_cast<size_t>(n)), out_step);
          loop(in.bytes(), in.stride(), out.bytes(), out.stride(), n);
          A running = static_cast<A>(product ? 1 : 0);
          for (int64_t i = 0; i < n; ++i) {
            const A value = Widen<A>(in.At(i));
            running = product ? TimesOf(running, value) : PlusOf(running, value);
            ASSERT_EQ(out.At(i), running) << "n=" << n << " step " << step << " at " << i;
          }
          ASSERT_TRUE(out.MarginsIntact());
        }
      }
    }
  }
}

// 0.1 cannot be written in binary: a plain sum of ten million of them is off by 1e-4 and more.
TEST(KernelsSumTest, ErrorGrowsWithTheLogarithm) {
  for (const NamedTables& named : AllTables()) {
    for (const int64_t step : {1, 2}) {
      const std::vector<double> tenths(1000000, 0.1);
      Strided<double> in(tenths, step);
      double sum = 0;
      named.tables.reduce[Index(ReduceOp::kSum)][Index(DType::kFloat64)](
          in.bytes(), in.stride(), 1000000, reinterpret_cast<std::byte*>(&sum));
      EXPECT_NEAR(sum, 100000.0, 1e-9) << named.name << " step " << step;
      double plain = 0;
      for (const double tenth : tenths) plain += tenth;
      EXPECT_GT(std::abs(plain - 100000.0), 1e-7);  // else the test shows nothing
    }
  }
}

// Lanes and tree are the same for all, so the bits are.
TEST(KernelsSumTest, DoesNotDependOnTheInstructionSet) {
  for (const int64_t n : {10, 100, 1000, 100003}) {
    std::vector<double> values;
    for (int64_t i = 0; i < n; ++i) values.push_back(std::sin(static_cast<double>(i)) * 1e3);
    std::vector<double> sums;
    for (const NamedTables& named : AllTables()) {
      double sum = 0;
      named.tables.reduce[Index(ReduceOp::kSum)][Index(DType::kFloat64)](
          reinterpret_cast<std::byte*>(values.data()), 8, n, reinterpret_cast<std::byte*>(&sum));
      sums.push_back(sum);
    }
    for (const double sum : sums) EXPECT_EQ(sum, sums[0]);
  }
}

}  // namespace
}  // namespace tidemark::kernels
