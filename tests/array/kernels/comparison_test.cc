// Comparisons, minimum and maximum, logic, bits, and the questions about finiteness.
#include <cmath>
#include <complex>
#include <cstdint>
#include <optional>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

template <class T>
class KernelsComparisonTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsComparisonTest, AllElementTypes);

template <class T>
bool HasNan(T a) {
  if constexpr (kIsComplexTest<T>) {
    return std::isnan(a.real()) || std::isnan(a.imag());
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::isnan(a);
  } else {
    return false;
  }
}

template <class T>
bool IsNonzero(T a) {
  return a != T{};
}

// -1, 0, 1, or nothing where the two cannot be ordered.
template <class T>
std::optional<int> Order(T a, T b) {
  if constexpr (kIsComplexTest<T>) {
    const std::optional<int> by_real = Order(a.real(), b.real());
    const std::optional<int> by_imag = Order(a.imag(), b.imag());
    // A NaN in an imaginary part leaves nothing to compare.
    if (!by_real || !by_imag) return std::nullopt;
    return *by_real != 0 ? by_real : by_imag;
  } else {
    if (HasNan(a) || HasNan(b)) return std::nullopt;
    return a < b ? -1 : b < a ? 1 : 0;
  }
}

Byte AsByte(bool value) { return static_cast<Byte>(value ? 1 : 0); }

TYPED_TEST(KernelsComparisonTest, OrdersAsNumPy) {
  using T = TypeParam;
  const auto check = [](BinaryOp op, auto predicate) {
    CheckBinary<T, Byte>(op, [&](T a, T b) { return AsByte(predicate(Order(a, b))); });
  };
  using O = std::optional<int>;
  check(BinaryOp::kEqual, [](O o) { return o == 0; });
  check(BinaryOp::kNotEqual, [](O o) { return o != 0; });
  check(BinaryOp::kLess, [](O o) { return o == -1; });
  check(BinaryOp::kLessEqual, [](O o) { return o && *o <= 0; });
  check(BinaryOp::kGreater, [](O o) { return o == 1; });
  check(BinaryOp::kGreaterEqual, [](O o) { return o && *o >= 0; });
}

TYPED_TEST(KernelsComparisonTest, NanWinsMinimumAndMaximum) {
  using T = TypeParam;
  for (const bool largest : {false, true}) {
    CheckBinary<T, T>(
        largest ? BinaryOp::kMaximum : BinaryOp::kMinimum,
        [&](T a, T b) {
          if (HasNan(a)) return a;
          if (HasNan(b)) return b;
          return (Order(a, b) == (largest ? 1 : -1)) ? a : b;
        },
        [](T a, T b) { return Same(a, b) || a == b; });
  }
}

TYPED_TEST(KernelsComparisonTest, LogicTakesWhatIsNotZeroForTrue) {
  using T = TypeParam;
  CheckBinary<T, Byte>(BinaryOp::kLogicalAnd,
                       [](T a, T b) { return AsByte(IsNonzero(a) && IsNonzero(b)); });
  CheckBinary<T, Byte>(BinaryOp::kLogicalOr,
                       [](T a, T b) { return AsByte(IsNonzero(a) || IsNonzero(b)); });
  CheckBinary<T, Byte>(BinaryOp::kLogicalXor,
                       [](T a, T b) { return AsByte(IsNonzero(a) != IsNonzero(b)); });
  CheckUnary<T, Byte>(UnaryOp::kLogicalNot, [](T a) { return AsByte(!IsNonzero(a)); });
}

template <class T>
bool HasInf(T a) {
  if constexpr (kIsComplexTest<T>) {
    return std::isinf(a.real()) || std::isinf(a.imag());
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::isinf(a);
  } else {
    return false;
  }
}

TYPED_TEST(KernelsComparisonTest, Finiteness) {
  using T = TypeParam;
  CheckUnary<T, Byte>(UnaryOp::kIsNan, [](T a) { return AsByte(HasNan(a)); });
  CheckUnary<T, Byte>(UnaryOp::kIsInf, [](T a) { return AsByte(HasInf(a)); });
  CheckUnary<T, Byte>(UnaryOp::kIsFinite, [](T a) { return AsByte(!HasNan(a) && !HasInf(a)); });
}

template <class T>
class KernelsBitwiseTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsBitwiseTest, IntTypes);

TYPED_TEST(KernelsBitwiseTest, BitByBit) {
  using T = TypeParam;
  const auto by_bits = [](auto of_bits) {
    return [of_bits](T a, T b) {
      uint64_t bits = 0;
      for (unsigned i = 0; i < 8 * sizeof(T); ++i) {
        const bool x = ((static_cast<uint64_t>(a) >> i) & 1) != 0;
        const bool y = ((static_cast<uint64_t>(b) >> i) & 1) != 0;
        bits |= static_cast<uint64_t>(of_bits(x, y)) << i;
      }
      return static_cast<T>(bits);
    };
  };
  CheckBinary<T>(BinaryOp::kBitwiseAnd, by_bits([](bool x, bool y) { return x && y; }));
  CheckBinary<T>(BinaryOp::kBitwiseOr, by_bits([](bool x, bool y) { return x || y; }));
  CheckBinary<T>(BinaryOp::kBitwiseXor, by_bits([](bool x, bool y) { return x != y; }));
  CheckUnary<T>(UnaryOp::kInvert,
                [](T a) { return static_cast<T>(-1 - static_cast<__int128>(a)); });
}

TEST(KernelsBoolBitwiseTest, InvertIsNot) {
  CheckUnary<Byte>(UnaryOp::kInvert, [](Byte a) { return AsByte(a == Byte{0}); });
  CheckBinary<Byte>(BinaryOp::kBitwiseXor, [](Byte a, Byte b) { return AsByte(a != b); });
}

}  // namespace
}  // namespace tidemark::kernels
