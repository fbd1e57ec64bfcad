// Powers with one exponent for all, against pow of the C library and repeated multiplication.
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <vector>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

// Equal in kind and sign, and no further apart than a few units in the last place.
template <class R>
bool NearlySame(R a, R b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::signbit(a) != std::signbit(b)) return false;
  if (std::isinf(a) || std::isinf(b) || a == 0 || b == 0) return a == b;
  return std::abs(a - b) <=
         4 * std::numeric_limits<R>::epsilon() * std::abs(b) + std::numeric_limits<R>::denorm_min();
}

template <class R>
class KernelsFloatPowerTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsFloatPowerTest, FloatTypes);

TYPED_TEST(KernelsFloatPowerTest, OneExponentForAll) {
  using R = TypeParam;
  const R exponents[] = {0,  -R(0),  1, 2,    3,     4,        -1,        R(0.5), R(-0.5),
                         -2, R(1.5), 7, 1000, -1000, INFINITY, -INFINITY, NAN};
  for (const NamedTables& named : AllTables()) {
    const BinaryLoop power = named.tables.binary[Index(BinaryOp::kPower)][Index(kDTypeOf<R>)];
    for (const R exponent : exponents) {
      for (const int64_t n : {1, 2, 3, 8, 17, 600}) {
        for (const int64_t step : {1, 2, -1}) {
          std::vector<R> values = SpecialFloats<R>();
          while (static_cast<int64_t>(values.size()) < n) values.push_back(RandomValue<R>());
          values.resize(static_cast<size_t>(n));
          Strided<R> in(values, step);
          Strided<R> out(std::vector<R>(static_cast<size_t>(n)), step == 1 ? 1 : 3);
          const auto* const b = reinterpret_cast<const std::byte*>(&exponent);
          power(in.bytes(), in.stride(), b, 0, out.bytes(), out.stride(), n);
          ASSERT_TRUE(out.MarginsIntact());
          Strided<R> in_place = in;
          power(in_place.bytes(), in.stride(), b, 0, in_place.bytes(), in.stride(), n);
          for (int64_t i = 0; i < n; ++i) {
            ASSERT_TRUE(NearlySame(out.At(i), std::pow(in.At(i), exponent)))
                << named.name << " " << Show(in.At(i)) << " ** " << Show(exponent) << ": got "
                << Show(out.At(i)) << ", expected " << Show(std::pow(in.At(i), exponent));
            ASSERT_TRUE(Same(in_place.At(i), out.At(i))) << "in place";
          }
        }
      }
    }
  }
}

// Squares and cubes of whole numbers are whole numbers, whatever the machine.
TYPED_TEST(KernelsFloatPowerTest, SmallWholeNumbersAreExact) {
  using R = TypeParam;
  for (const int exponent : {2, 3}) {
    std::vector<R> bases;
    for (int i = -100; i <= 100; ++i) bases.push_back(static_cast<R>(i));
    std::vector<R> out(bases.size());
    const auto e = static_cast<R>(exponent);
    FindBinary(BinaryOp::kPower, kDTypeOf<R>)(reinterpret_cast<const std::byte*>(bases.data()),
                                              sizeof(R), reinterpret_cast<const std::byte*>(&e), 0,
                                              reinterpret_cast<std::byte*>(out.data()), sizeof(R),
                                              static_cast<int64_t>(bases.size()));
    for (size_t i = 0; i < out.size(); ++i) {
      EXPECT_EQ(out[i], exponent == 2 ? bases[i] * bases[i] : bases[i] * bases[i] * bases[i]);
    }
  }
}

template <class T>
class KernelsIntPowerTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsIntPowerTest, IntTypes);

TYPED_TEST(KernelsIntPowerTest, OneExponentForAll) {
  using T = TypeParam;
  const BinaryLoop power = FindBinary(BinaryOp::kPower, kDTypeOf<T>);
  for (const int exponent : {0, 1, 2, 3, 4, 5, 6, 7, 8, 31, 63, 64, 100, 127}) {
    for (const int64_t n : {1, 2, 9, 3000}) {
      Strided<T> in(RandomValues<T>(n), n == 9 ? -2 : 1);
      Strided<T> out(std::vector<T>(static_cast<size_t>(n)), n == 9 ? 3 : 1);
      const auto e = static_cast<T>(exponent);
      const auto* const b = reinterpret_cast<const std::byte*>(&e);
      power(in.bytes(), in.stride(), b, 0, out.bytes(), out.stride(), n);
      ASSERT_TRUE(out.MarginsIntact());
      for (int64_t i = 0; i < n; ++i) {
        uint64_t expected = 1;
        for (int k = 0; k < exponent; ++k) expected *= static_cast<uint64_t>(in.At(i));
        ASSERT_EQ(out.At(i), static_cast<T>(expected)) << Show(in.At(i)) << " ** " << exponent;
      }
      power(in.bytes(), in.stride(), b, 0, in.bytes(), in.stride(), n);
      for (int64_t i = 0; i < n; ++i) ASSERT_EQ(in.At(i), out.At(i)) << "in place";
    }
  }
}

TEST(KernelsComplexPowerTest, SquaresAreProducts) {
  using C = std::complex<double>;
  const std::vector<C> z = {{1, 2}, {0, 0}, {-3, 0.5}, {0, -1}};
  const C two = {2, 0};
  std::vector<C> out(z.size());
  FindBinary(BinaryOp::kPower, DType::kComplex128)(
      reinterpret_cast<const std::byte*>(z.data()), sizeof(C),
      reinterpret_cast<const std::byte*>(&two), 0, reinterpret_cast<std::byte*>(out.data()),
      sizeof(C), 4);
  EXPECT_EQ(out, (std::vector<C>{{-3, 4}, {0, 0}, {8.75, -3}, {-1, 0}}));
}

}  // namespace
}  // namespace tidemark::kernels
