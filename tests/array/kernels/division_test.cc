// Floor division, remainders, powers and shifts.
#include <cmath>
#include <complex>
#include <cstdint>
#include <vector>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

template <class T>
class KernelsIntDivisionTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsIntDivisionTest, IntTypes);

// Rounded down in exact arithmetic; 0 for a zero divisor.
__int128 FloorQuotient(__int128 a, __int128 b) {
  if (b == 0) return 0;
  __int128 quotient = a / b;
  if (quotient * b != a && (a < 0) != (b < 0)) --quotient;
  return quotient;
}

TYPED_TEST(KernelsIntDivisionTest, RoundsDownAndWraps) {
  using T = TypeParam;
  CheckBinary<T>(BinaryOp::kFloorDivide,
                 [](T a, T b) { return static_cast<T>(FloorQuotient(a, b)); });
  CheckBinary<T>(BinaryOp::kMod, [](T a, T b) {
    return b == 0 ? T{0} : static_cast<T>(static_cast<__int128>(a) - FloorQuotient(a, b) * b);
  });
}

TYPED_TEST(KernelsIntDivisionTest, PowersWrap) {
  using T = TypeParam;
  CheckBinary<T, T>(
      BinaryOp::kPower,
      [](T base, T exponent) {
        unsigned __int128 product = 1;
        for (T i = 0; i < exponent; ++i) product *= static_cast<unsigned __int128>(base);
        return static_cast<T>(product);
      },
      [](T a, T b) { return a == b; }, +[] { return static_cast<T>(Random()() % 100); });
}

TYPED_TEST(KernelsIntDivisionTest, ShiftsBeyondTheWidth) {
  using T = TypeParam;
  constexpr T kBits = sizeof(T) * 8;
  const auto count = +[] { return static_cast<T>(static_cast<T>(Random()() % 80) - T{5}); };
  const auto equal = [](T a, T b) { return a == b; };
  CheckBinary<T, T>(
      BinaryOp::kLeftShift,
      [](T a, T b) {
        if (b < 0 || b >= kBits) return T{0};
        return static_cast<T>(static_cast<unsigned __int128>(a) << b);
      },
      equal, count);
  CheckBinary<T, T>(
      BinaryOp::kRightShift,
      [](T a, T b) {
        if (b < 0 || b >= kBits) return static_cast<T>(a < 0 ? -1 : 0);
        return static_cast<T>(static_cast<__int128>(a) >> b);
      },
      equal, count);
}

template <class T>
class KernelsFloatDivisionTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsFloatDivisionTest, FloatTypes);

struct DivModCase {
  double a;
  double b;
  double quotient;
  double remainder;
};

constexpr double kInf = INFINITY;
constexpr double kNaN = NAN;

// Printed by NumPy 1.24.2: numpy.floor_divide(a, b), numpy.remainder(a, b).
constexpr DivModCase kDivMods[] = {
    {0.0, 0.0, kNaN, kNaN},    {0.0, 1.0, 0.0, 0.0},     {0.0, -1.0, -0.0, -0.0},
    {0.0, kInf, 0.0, 0.0},     {0.0, -kInf, -0.0, -0.0}, {0.0, kNaN, kNaN, kNaN},
    {-0.0, 1.0, -0.0, 0.0},    {-0.0, -1.0, 0.0, -0.0},  {-0.0, kInf, -0.0, 0.0},
    {-0.0, -kInf, 0.0, -0.0},  {1.0, 0.0, kInf, kNaN},   {1.0, -0.0, -kInf, kNaN},
    {1.0, 1.0, 1.0, 0.0},      {1.0, -1.0, -1.0, -0.0},  {1.0, 3.5, 0.0, 1.0},
    {1.0, -3.5, -1.0, -2.5},   {1.0, kInf, 0.0, 1.0},    {1.0, -kInf, -1.0, -kInf},
    {-1.0, 0.0, -kInf, kNaN},  {-1.0, -0.0, kInf, kNaN}, {-1.0, 3.5, -1.0, 2.5},
    {-1.0, -3.5, 0.0, -1.0},   {-1.0, kInf, -1.0, kInf}, {-1.0, -kInf, 0.0, -1.0},
    {3.5, 1.0, 3.0, 0.5},      {3.5, -1.0, -4.0, -0.5},  {-3.5, 1.0, -4.0, 0.5},
    {-3.5, -1.0, 3.0, -0.5},   {kInf, 0.0, kInf, kNaN},  {kInf, -0.0, -kInf, kNaN},
    {kInf, 1.0, kNaN, kNaN},   {kInf, kInf, kNaN, kNaN}, {-kInf, 3.5, kNaN, kNaN},
    {-kInf, 0.0, -kInf, kNaN}, {kNaN, 1.0, kNaN, kNaN},  {kNaN, 0.0, kNaN, kNaN},
};

TYPED_TEST(KernelsFloatDivisionTest, DivModAsNumPyPrintsIt) {
  using T = TypeParam;
  for (const DivModCase& c : kDivMods) {
    const T a = static_cast<T>(c.a);
    const T b = static_cast<T>(c.b);
    T quotient = 0;
    T remainder = 0;
    const auto bytes = [](T& value) { return reinterpret_cast<std::byte*>(&value); };
    T a_copy = a;
    T b_copy = b;
    FindBinary(BinaryOp::kFloorDivide, kDTypeOf<T>)(bytes(a_copy), 0, bytes(b_copy), 0,
                                                    bytes(quotient), 0, 1);
    FindBinary(BinaryOp::kMod, kDTypeOf<T>)(bytes(a_copy), 0, bytes(b_copy), 0, bytes(remainder), 0,
                                            1);
    EXPECT_TRUE(Same(quotient, static_cast<T>(c.quotient)))
        << c.a << " // " << c.b << " gave " << quotient;
    EXPECT_TRUE(Same(remainder, static_cast<T>(c.remainder)))
        << c.a << " % " << c.b << " gave " << remainder;
  }
}

// For finite operands the remainder is exact: fmod, moved to the divisor's side of zero.
TYPED_TEST(KernelsFloatDivisionTest, RemainderLiesBetweenZeroAndTheDivisor) {
  using T = TypeParam;
  CheckBinary<T>(BinaryOp::kMod, [](T a, T b) {
    const T rest = std::fmod(a, b);
    if (std::isnan(rest)) return rest;
    if (rest == 0) return std::copysign(T{0}, b);
    return std::signbit(rest) == std::signbit(b) ? rest : rest + b;
  });
}

TYPED_TEST(KernelsFloatDivisionTest, PowersAreTheLibrarys) {
  using T = TypeParam;
  CheckBinary<T, T>(
      BinaryOp::kPower, [](T a, T b) { return std::pow(a, b); },
      [](T a, T b) {
        return Same(a, b) || std::abs(a - b) <= 4 * std::abs(std::nextafter(b, T{0}) - b);
      });
}

TEST(KernelsComplexPowerTest, SmallIntegerExponentsAreProducts) {
  using C = std::complex<double>;
  struct Case {
    C base;
    C exponent;
    C power;
  };
  // Printed by NumPy 1.24.2.
  const Case cases[] = {{{1, 2}, {2, 0}, {-3, 4}},        {{1, 2}, {3, 0}, {-11, -2}},
                        {{2, 1}, {-2, 0}, {0.12, -0.16}}, {{0, 0.5}, {-3, 0}, {-0.0, 8}},
                        {{3, 4}, {0, 0}, {1, 0}},         {{0, 0}, {0, 0}, {1, 0}},
                        {{0, 0}, {2, 0}, {0, 0}},         {{0, 0}, {-1, 0}, {NAN, NAN}},
                        {{0, 0}, {0, 1}, {NAN, NAN}},     {{5, -7}, {1, 0}, {5, -7}}};
  for (Case c : cases) {
    C power;
    FindBinary(BinaryOp::kPower, DType::kComplex128)(reinterpret_cast<std::byte*>(&c.base), 0,
                                                     reinterpret_cast<std::byte*>(&c.exponent), 0,
                                                     reinterpret_cast<std::byte*>(&power), 0, 1);
    EXPECT_TRUE(Same(power, c.power)) << c.base << " ** " << c.exponent << " gave " << power;
  }
}

}  // namespace
}  // namespace tidemark::kernels
