// Arithmetic against 128-bit integers, plain floating expressions and textbook complex formulas.
#include <cmath>
#include <complex>
#include <cstdint>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

template <class T>
class KernelsIntArithmeticTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsIntArithmeticTest, IntTypes);

// Exact, then cut to the width of T: wraparound by definition.
template <class T>
T Cut(unsigned __int128 value) {
  return static_cast<T>(value);
}

TYPED_TEST(KernelsIntArithmeticTest, WrapsAround) {
  using T = TypeParam;
  using Wide = unsigned __int128;
  CheckBinary<T>(BinaryOp::kAdd, [](T a, T b) { return Cut<T>(Wide(a) + Wide(b)); });
  CheckBinary<T>(BinaryOp::kSubtract, [](T a, T b) { return Cut<T>(Wide(a) - Wide(b)); });
  CheckBinary<T>(BinaryOp::kMultiply, [](T a, T b) { return Cut<T>(Wide(a) * Wide(b)); });
  CheckUnary<T>(UnaryOp::kNegative, [](T a) { return Cut<T>(-Wide(a)); });
  CheckUnary<T>(UnaryOp::kSquare, [](T a) { return Cut<T>(Wide(a) * Wide(a)); });
  CheckUnary<T>(UnaryOp::kAbs, [](T a) { return a < 0 ? Cut<T>(-Wide(a)) : a; });
  CheckUnary<T>(UnaryOp::kPositive, [](T a) { return a; });
  CheckUnary<T>(UnaryOp::kConjugate, [](T a) { return a; });
  CheckUnary<T>(UnaryOp::kSign, [](T a) { return static_cast<T>(a > 0 ? 1 : a == 0 ? 0 : -1); });
}

template <class T>
class KernelsFloatArithmeticTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsFloatArithmeticTest, FloatTypes);

TYPED_TEST(KernelsFloatArithmeticTest, FollowsIeee) {
  using T = TypeParam;
  CheckBinary<T>(BinaryOp::kAdd, [](T a, T b) { return a + b; });
  CheckBinary<T>(BinaryOp::kSubtract, [](T a, T b) { return a - b; });
  CheckBinary<T>(BinaryOp::kMultiply, [](T a, T b) { return a * b; });
  CheckBinary<T>(BinaryOp::kDivide, [](T a, T b) { return a / b; });
  CheckUnary<T>(UnaryOp::kNegative, [](T a) { return -a; });
  CheckUnary<T>(UnaryOp::kSquare, [](T a) { return a * a; });
  CheckUnary<T>(UnaryOp::kAbs, [](T a) { return std::abs(a); });
  CheckUnary<T>(UnaryOp::kSign, [](T a) {
    if (std::isnan(a)) return a;
    return a > 0 ? T{1} : a < 0 ? T{-1} : T{0};
  });
}

template <class T>
class KernelsComplexArithmeticTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsComplexArithmeticTest, ComplexTypes);

// Each operation rounded by itself: volatile keeps the compiler from fusing two into one.
template <class R>
R Rounded(R value) {
  volatile R rounded = value;
  return rounded;
}

template <class C>
C ReferenceQuotient(C a, C b) {
  using R = typename C::value_type;
  if (b.real() == 0 && b.imag() == 0) {
    return {a.real() / std::abs(b.real()), a.imag() / std::abs(b.real())};
  }
  // i * conj swaps the parts: dividing by the larger imaginary part is the same formula.
  const bool by_real = std::abs(b.real()) >= std::abs(b.imag());
  const R large = by_real ? b.real() : b.imag();
  const R small = by_real ? b.imag() : b.real();
  const R ratio = Rounded(small / large);
  const R scale = Rounded(R{1} / Rounded(large + Rounded(small * ratio)));
  const R re = by_real ? Rounded(a.real() + Rounded(a.imag() * ratio))
                       : Rounded(Rounded(a.real() * ratio) + a.imag());
  const R im = by_real ? Rounded(a.imag() - Rounded(a.real() * ratio))
                       : Rounded(Rounded(a.imag() * ratio) - a.real());
  return {Rounded(re * scale), Rounded(im * scale)};
}

TYPED_TEST(KernelsComplexArithmeticTest, FollowsTheTextbookAndSmith) {
  using T = TypeParam;
  using R = typename T::value_type;
  CheckBinary<T>(BinaryOp::kAdd,
                 [](T a, T b) { return T(a.real() + b.real(), a.imag() + b.imag()); });
  CheckBinary<T>(BinaryOp::kSubtract,
                 [](T a, T b) { return T(a.real() - b.real(), a.imag() - b.imag()); });
  const auto product = [](T a, T b) {
    return T(Rounded(Rounded(a.real() * b.real()) - Rounded(a.imag() * b.imag())),
             Rounded(Rounded(a.real() * b.imag()) + Rounded(a.imag() * b.real())));
  };
  CheckBinary<T>(BinaryOp::kMultiply, product);
  CheckUnary<T>(UnaryOp::kSquare, [&](T a) { return product(a, a); });
  CheckBinary<T>(BinaryOp::kDivide, ReferenceQuotient<T>);
  CheckUnary<T>(UnaryOp::kNegative, [](T a) { return T(-a.real(), -a.imag()); });
  CheckUnary<T>(UnaryOp::kConjugate, [](T a) { return std::conj(a); });
  CheckUnary<T>(UnaryOp::kSign, [](T a) {
    if (std::isnan(a.real()) || std::isnan(a.imag())) return T(NAN, 0);
    const R decides = a.real() != 0 ? a.real() : a.imag();
    return T(decides > 0 ? R{1} : decides < 0 ? R{-1} : R{0}, 0);
  });
}

TEST(KernelsBoolArithmeticTest, SumIsOrAndProductIsAnd) {
  const auto raw = [](Byte b) { return static_cast<uint8_t>(b); };
  CheckBinary<Byte>(BinaryOp::kAdd, [&](Byte a, Byte b) { return Byte(raw(a) | raw(b)); });
  CheckBinary<Byte>(BinaryOp::kMultiply, [&](Byte a, Byte b) { return Byte(raw(a) & raw(b)); });
  CheckUnary<Byte>(UnaryOp::kAbs, [](Byte a) { return a; });
}

// NumPy has no such loops: its ufunc.types does not list them.
TEST(KernelsPresenceTest, NoLoopWhereNumPyHasNone) {
  for (const BinaryOp op : {BinaryOp::kSubtract, BinaryOp::kDivide, BinaryOp::kFloorDivide,
                            BinaryOp::kMod, BinaryOp::kPower, BinaryOp::kLeftShift}) {
    EXPECT_EQ(FindBinary(op, DType::kBool), nullptr);
  }
  for (const UnaryOp op : {UnaryOp::kNegative, UnaryOp::kSign, UnaryOp::kSquare, UnaryOp::kFloor}) {
    EXPECT_EQ(FindUnary(op, DType::kBool), nullptr);
  }
  EXPECT_EQ(FindBinary(BinaryOp::kDivide, DType::kInt64), nullptr);
  EXPECT_EQ(FindBinary(BinaryOp::kFloorDivide, DType::kComplex128), nullptr);
  EXPECT_EQ(FindBinary(BinaryOp::kBitwiseAnd, DType::kFloat64), nullptr);
  EXPECT_EQ(FindUnary(UnaryOp::kFloor, DType::kInt32), nullptr);
  EXPECT_EQ(FindUnary(UnaryOp::kSqrt, DType::kInt32), nullptr);
  EXPECT_EQ(FindUnary(UnaryOp::kInvert, DType::kFloat32), nullptr);
  EXPECT_NE(FindUnary(UnaryOp::kRint, DType::kComplex64), nullptr);
}

}  // namespace
}  // namespace tidemark::kernels
