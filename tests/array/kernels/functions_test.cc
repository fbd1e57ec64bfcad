// Rounding exactly, transcendental functions within 4 ulp of the same function in long double.
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <vector>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

constexpr long double kPi = 3.14159265358979323846264338327950288L;

template <class T>
class KernelsFunctionsTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsFunctionsTest, FloatTypes);

TYPED_TEST(KernelsFunctionsTest, RoundingAndRootsAreExact) {
  using T = TypeParam;
  CheckUnary<T>(UnaryOp::kFloor, [](T a) { return std::floor(a); });
  CheckUnary<T>(UnaryOp::kCeil, [](T a) { return std::ceil(a); });
  CheckUnary<T>(UnaryOp::kTrunc, [](T a) { return std::trunc(a); });
  CheckUnary<T>(UnaryOp::kRint, [](T a) { return std::nearbyint(a); });
  CheckUnary<T>(UnaryOp::kSqrt, [](T a) { return std::sqrt(a); });
}

// Distance in units of the last place of the exact value.
template <class T>
long double UlpsApart(T got, long double exact) {
  const T rounded = static_cast<T>(exact);
  if (std::isnan(rounded) || std::isnan(got)) {
    return std::isnan(rounded) && std::isnan(got) ? 0 : 1e9L;
  }
  if (std::isinf(rounded) || std::isinf(got)) {
    return rounded == got ? 0 : 1e9L;
  }
  if (rounded == 0 && got == 0) return std::signbit(rounded) == std::signbit(got) ? 0 : 1e9L;
  const T away = std::nextafter(std::abs(rounded), std::numeric_limits<T>::infinity());
  const long double unit =
      static_cast<long double>(away) - std::abs(static_cast<long double>(rounded));
  return std::abs(static_cast<long double>(got) - exact) / unit;
}

template <class T>
std::vector<T> Arguments() {
  std::vector<T> values = SpecialFloats<T>();
  for (int exponent = -40; exponent <= 37; ++exponent) {
    for (const double digit : {1.0, 1.7, 2.9, 4.3, 6.1, 8.8}) {
      const T value = static_cast<T>(digit * std::pow(10.0, exponent));
      values.push_back(value);
      values.push_back(-value);
    }
  }
  // Around the bounds of exp and its gradual underflow, of tanh, and around multiples of pi / 2.
  for (double x = -760; x <= 760; x += 0.37) values.push_back(static_cast<T>(x));
  for (double x = -110; x <= -80; x += 0.011) values.push_back(static_cast<T>(x));
  for (double x = 80; x <= 95; x += 0.011) values.push_back(static_cast<T>(x));
  for (double x = 0; x <= 12; x += 0.003) values.push_back(static_cast<T>(x));
  for (int k = 1; k < 300; ++k) values.push_back(static_cast<T>(k * 1.5707963267948966));
  for (double x = 0.9; x <= 1.1; x += 0.0007) values.push_back(static_cast<T>(x));
  return values;
}

TYPED_TEST(KernelsFunctionsTest, TranscendentalsWithinFourUlps) {
  using T = TypeParam;
  using Function = long double (*)(long double);
  struct Case {
    UnaryOp op;
    const char* name;
    Function exact;
  };
  const Case cases[] = {
      {UnaryOp::kExp, "exp", [](long double x) { return std::exp(x); }},
      {UnaryOp::kLog, "log", [](long double x) { return std::log(x); }},
      {UnaryOp::kSin, "sin", [](long double x) { return std::sin(x); }},
      {UnaryOp::kCos, "cos", [](long double x) { return std::cos(x); }},
      {UnaryOp::kTan, "tan", [](long double x) { return std::tan(x); }},
      {UnaryOp::kTanh, "tanh", [](long double x) { return std::tanh(x); }},
      {UnaryOp::kExp2, "exp2", [](long double x) { return std::exp2(x); }},
      {UnaryOp::kExpM1, "expm1", [](long double x) { return std::expm1(x); }},
      {UnaryOp::kLog2, "log2", [](long double x) { return std::log2(x); }},
      {UnaryOp::kLog10, "log10", [](long double x) { return std::log10(x); }},
      {UnaryOp::kLog1P, "log1p", [](long double x) { return std::log1p(x); }},
      {UnaryOp::kCbrt, "cbrt", [](long double x) { return std::cbrt(x); }},
      {UnaryOp::kArcSin, "arcsin", [](long double x) { return std::asin(x); }},
      {UnaryOp::kArcCos, "arccos", [](long double x) { return std::acos(x); }},
      {UnaryOp::kArcTan, "arctan", [](long double x) { return std::atan(x); }},
      {UnaryOp::kSinH, "sinh", [](long double x) { return std::sinh(x); }},
      {UnaryOp::kCosH, "cosh", [](long double x) { return std::cosh(x); }},
      {UnaryOp::kArcSinH, "arcsinh", [](long double x) { return std::asinh(x); }},
      {UnaryOp::kArcCosH, "arccosh", [](long double x) { return std::acosh(x); }},
      {UnaryOp::kArcTanH, "arctanh", [](long double x) { return std::atanh(x); }},
      {UnaryOp::kDegrees, "degrees", [](long double x) { return x * 180 / kPi; }},
      {UnaryOp::kRadians, "radians", [](long double x) { return x * kPi / 180; }}};
  const std::vector<T> values = Arguments<T>();
  const int64_t n = static_cast<int64_t>(values.size());
  for (const NamedTables& named : AllTables()) {
    for (const Case& c : cases) {
      const UnaryLoop loop = named.tables.unary[Index(c.op)][Index(kDTypeOf<T>)];
      for (const int64_t step : {1, 2}) {
        Strided<T> in(values, step);
        Strided<T> out(std::vector<T>(values.size()), step);
        loop(in.bytes(), in.stride(), out.bytes(), out.stride(), n);
        ASSERT_TRUE(out.MarginsIntact());
        for (int64_t i = 0; i < n; ++i) {
          const long double exact = c.exact(static_cast<long double>(in.At(i)));
          ASSERT_LE(UlpsApart(out.At(i), exact), 4)
              << named.name << " " << c.name << "(" << Show(in.At(i)) << ") gave "
              << Show(out.At(i));
        }
      }
    }
  }
}

// Every length, so that each way of handling the rest behind whole vectors is taken, in place.
TYPED_TEST(KernelsFunctionsTest, TranscendentalsOfEveryLength) {
  using T = TypeParam;
  for (const NamedTables& named : AllTables()) {
    const UnaryLoop exp = named.tables.unary[Index(UnaryOp::kExp)][Index(kDTypeOf<T>)];
    for (int64_t n = 0; n < 70; ++n) {
      std::vector<T> values;
      for (int64_t i = 0; i < n; ++i) values.push_back(static_cast<T>(i) / 8);
      Strided<T> data(values, 1);
      exp(data.bytes(), data.stride(), data.bytes(), data.stride(), n);
      for (int64_t i = 0; i < n; ++i) {
        ASSERT_LE(UlpsApart(data.At(i), std::exp(static_cast<long double>(i) / 8)), 4)
            << named.name << " n=" << n;
      }
      ASSERT_TRUE(data.MarginsIntact());
    }
  }
}

template <class T>
class KernelsComplexFunctionsTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsComplexFunctionsTest, ComplexTypes);

TYPED_TEST(KernelsComplexFunctionsTest, AreThoseOfTheCLibrary) {
  using T = TypeParam;
  using R = typename T::value_type;
  CheckUnary<T>(UnaryOp::kSqrt, [](T a) { return std::sqrt(a); });
  CheckUnary<T>(UnaryOp::kExp, [](T a) { return std::exp(a); });
  CheckUnary<T>(UnaryOp::kLog, [](T a) { return std::log(a); });
  CheckUnary<T>(UnaryOp::kSin, [](T a) { return std::sin(a); });
  CheckUnary<T>(UnaryOp::kCos, [](T a) { return std::cos(a); });
  CheckUnary<T>(UnaryOp::kTan, [](T a) { return std::tan(a); });
  CheckUnary<T>(UnaryOp::kTanh, [](T a) { return std::tanh(a); });
  CheckUnary<T>(UnaryOp::kArcSin, [](T a) { return std::asin(a); });
  CheckUnary<T>(UnaryOp::kArcTanH, [](T a) { return std::atanh(a); });
  CheckUnary<T>(UnaryOp::kCosH, [](T a) { return std::cosh(a); });
  CheckUnary<T>(UnaryOp::kRint,
                [](T a) { return T(std::nearbyint(a.real()), std::nearbyint(a.imag())); });
  const DType dtype = kDTypeOf<T>;
  EXPECT_EQ(UnaryOutput(UnaryOp::kAbs, dtype), kDTypeOf<R>);
  CheckUnaryLoop<T, R>(
      [&](const LoopTables& tables) { return tables.unary[Index(UnaryOp::kAbs)][Index(dtype)]; },
      [](T a) { return std::hypot(a.real(), a.imag()); },
      [](R got, R want) {
        return Same(got, want) || UlpsApart(got, static_cast<long double>(want)) <= 2;
      });
}

}  // namespace
}  // namespace tidemark::kernels
