// Remainders, extremes without NaN, divisors, signs: exactly, against C's library and plain loops.
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

template <class T>
class KernelsNumberFunctionsTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsNumberFunctionsTest, FloatTypes);

TYPED_TEST(KernelsNumberFunctionsTest, AreThoseOfTheCLibrary) {
  using T = TypeParam;
  CheckBinary<T>(BinaryOp::kFmod, [](T a, T b) { return std::fmod(a, b); });
  CheckBinary<T>(BinaryOp::kCopySign, [](T a, T b) { return std::copysign(a, b); });
  CheckBinary<T>(BinaryOp::kNextAfter, [](T a, T b) { return std::nextafter(a, b); });
  CheckBinary<T>(BinaryOp::kHypot, [](T a, T b) { return std::hypot(a, b); });
  CheckBinary<T>(BinaryOp::kArcTan2, [](T a, T b) { return std::atan2(a, b); });
  CheckUnary<T>(UnaryOp::kFabs, [](T a) { return std::abs(a); });
  CheckUnary<T>(UnaryOp::kReciprocal, [](T a) { return T{1} / a; });
  CheckUnary<T, Byte>(UnaryOp::kSignBit, [](T a) { return Byte{std::signbit(a)}; });
  // Of two equal zeros either may win.
  const auto equal = [](T got, T want) { return got == want || Same(got, want); };
  CheckBinary<T, T>(
      BinaryOp::kFmin, [](T a, T b) { return std::fmin(a, b); }, equal);
  CheckBinary<T, T>(
      BinaryOp::kFmax, [](T a, T b) { return std::fmax(a, b); }, equal);
}

TYPED_TEST(KernelsNumberFunctionsTest, SumsOfExponentialsDoNotOverflow) {
  using T = TypeParam;
  const BinaryLoop sum = FindBinary(BinaryOp::kLogAddExp, kDTypeOf<T>);
  const BinaryLoop sum2 = FindBinary(BinaryOp::kLogAddExp2, kDTypeOf<T>);
  const BinaryLoop step = FindBinary(BinaryOp::kHeaviside, kDTypeOf<T>);
  const auto of = [](BinaryLoop loop, T a, T b) {
    T result;
    loop(reinterpret_cast<const std::byte*>(&a), 0, reinterpret_cast<const std::byte*>(&b), 0,
         reinterpret_cast<std::byte*>(&result), 0, 1);
    return result;
  };
  const T infinity = std::numeric_limits<T>::infinity();
  EXPECT_FLOAT_EQ(static_cast<float>(of(sum, 1, 2)), std::log(std::exp(1.0f) + std::exp(2.0f)));
  EXPECT_FLOAT_EQ(static_cast<float>(of(sum2, 3, 1)), std::log2(10.0f));
  EXPECT_EQ(of(sum, 10000, 0), 10000);
  EXPECT_EQ(of(sum2, 0, 10000), 10000);
  EXPECT_EQ(of(sum2, 5, 5), 6);
  EXPECT_EQ(of(sum, -infinity, -infinity), -infinity);
  EXPECT_TRUE(std::isnan(of(sum, std::nan(""), 1)));
  EXPECT_EQ(of(step, -3, 7), 0);
  EXPECT_EQ(of(step, 0, 7), 7);
  EXPECT_EQ(of(step, 3, 7), 1);
  EXPECT_TRUE(std::isnan(of(step, std::nan(""), 1)));
}

template <class T>
class KernelsDivisorsTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsDivisorsTest, IntTypes);

TYPED_TEST(KernelsDivisorsTest, OfIntegers) {
  using T = TypeParam;
  using U = std::make_unsigned_t<T>;
  const auto size = [](T a) { return static_cast<U>(a < 0 ? U{0} - static_cast<U>(a) : a); };
  const auto divisor = [&](T a, T b) { return static_cast<T>(std::gcd(size(a), size(b))); };
  CheckBinary<T>(BinaryOp::kGcd, divisor);
  CheckBinary<T>(BinaryOp::kLcm, [&](T a, T b) {
    const U d = std::gcd(size(a), size(b));
    if (d == 0) return T{0};
    return static_cast<T>(static_cast<uint64_t>(size(a) / d) * static_cast<uint64_t>(size(b)));
  });
  CheckBinary<T>(BinaryOp::kFmod, [](T a, T b) {
    if (b == 0 || (std::is_signed_v<T> && b == static_cast<T>(-1))) return T{0};
    return static_cast<T>(a % b);
  });
  CheckBinary<T>(BinaryOp::kFmin, [](T a, T b) { return a < b ? a : b; });
  CheckBinary<T>(BinaryOp::kFmax, [](T a, T b) { return a < b ? b : a; });
  // Of 0 what NumPy 1.24.2 gives on x86-64.
  CheckUnary<T>(UnaryOp::kReciprocal, [](T a) {
    if (a == 0) return std::is_signed_v<T> && sizeof(T) >= 4 ? std::numeric_limits<T>::min() : T{0};
    return static_cast<T>(1 / a);
  });
}

}  // namespace
}  // namespace tidemark::kernels
