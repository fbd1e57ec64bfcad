// Powers whose exponent is one number for all elements: a few exponents are a multiplication or two.
//
// The loops here choose; what computes is in the tables: multiplication, square roots, and for all
// other exponents the loop over pairs.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

// Elements that are computed in several steps, a piece at a time on the stack.
template <class T>
inline constexpr int64_t kPiece = 2048 / static_cast<int64_t>(sizeof(T));

struct Strided {
  const std::byte* in;
  int64_t in_stride;
  std::byte* out;
  int64_t out_stride;
  int64_t n;
};

// step(in, buffer, out, count) for one piece after the other; `in` may be `out`.
template <class T, class Step>
void InPieces(const Strided& s, Step&& step) {
  alignas(64) std::byte buffer[kPiece<T> * sizeof(T)];
  for (int64_t i = 0; i < s.n; i += kPiece<T>) {
    const int64_t count = s.n - i < kPiece<T> ? s.n - i : kPiece<T>;
    step(s.in + i * s.in_stride, static_cast<std::byte*>(buffer), s.out + i * s.out_stride, count);
  }
}

template <class T>
void Fill(const Strided& s, T value) {
  for (int64_t i = 0; i < s.n; ++i) *As<T>(s.out + i * s.out_stride) = value;
}

UnaryLoop UnaryFor(UnaryOp op, DType dtype) { return Tables().unary[Index(op)][Index(dtype)]; }
BinaryLoop BinaryFor(BinaryOp op, DType dtype) { return Tables().binary[Index(op)][Index(dtype)]; }

// As pow has it: the root of minus zero is zero, that of minus infinity is infinity.
template <class R>
void RootLoop(const Strided& s) {
  constexpr DType kDType = kDTypeFor<R>;
  constexpr int64_t kSize = sizeof(R);
  constexpr R kMinusInfinity = -static_cast<R>(__builtin_inf());
  const auto add = BinaryFor(BinaryOp::kAdd, kDType);
  const auto root = UnaryFor(UnaryOp::kSqrt, kDType);
  const R zero = 0;
  const auto* const zeros = reinterpret_cast<const std::byte*>(&zero);
  InPieces<R>(s, [&](const std::byte* in, std::byte* buffer, std::byte* out, int64_t count) {
    add(in, s.in_stride, zeros, 0, buffer, kSize, count);
    const Out<R> x = As<R>(buffer);
    for (int64_t i = 0; i < count; ++i) x[i] = x[i] == kMinusInfinity ? -kMinusInfinity : x[i];
    root(buffer, kSize, out, s.out_stride, count);
  });
}

// False where the exponent is none of those that are quick.
template <class R>
bool FloatByKnown(const Strided& s, R exponent) {
  constexpr DType kDType = kDTypeFor<R>;
  constexpr int64_t kSize = sizeof(R);
  const R one = 1;
  if (exponent == R{2}) {
    UnaryFor(UnaryOp::kSquare, kDType)(s.in, s.in_stride, s.out, s.out_stride, s.n);
  } else if (exponent == R{1}) {
    UnaryFor(UnaryOp::kPositive, kDType)(s.in, s.in_stride, s.out, s.out_stride, s.n);
  } else if (exponent == R{0}) {
    Fill<R>(s, one);
  } else if (exponent == R{-1}) {
    BinaryFor(BinaryOp::kDivide, kDType)(reinterpret_cast<const std::byte*>(&one), 0, s.in,
                                         s.in_stride, s.out, s.out_stride, s.n);
  } else if (exponent == R{0.5}) {
    RootLoop<R>(s);
  } else if (exponent == R{3}) {
    const auto square = UnaryFor(UnaryOp::kSquare, kDType);
    const auto multiply = BinaryFor(BinaryOp::kMultiply, kDType);
    InPieces<R>(s, [&](const std::byte* in, std::byte* buffer, std::byte* out, int64_t count) {
      square(in, s.in_stride, buffer, kSize, count);
      multiply(in, s.in_stride, buffer, kSize, out, s.out_stride, count);
    });
  } else {
    return false;
  }
  return true;
}

// By squaring, all elements of a piece at once.
template <class T>
void IntegerByKnown(const Strided& s, T exponent) {
  constexpr DType kDType = kDTypeFor<T>;
  constexpr int64_t kSize = sizeof(T);
  const auto square = UnaryFor(UnaryOp::kSquare, kDType);
  if (exponent == 2) return square(s.in, s.in_stride, s.out, s.out_stride, s.n);
  if (exponent == 0) return Fill<T>(s, 1);
  const auto copy = UnaryFor(UnaryOp::kPositive, kDType);
  const auto multiply = BinaryFor(BinaryOp::kMultiply, kDType);
  InPieces<T>(s, [&](const std::byte* in, std::byte* base, std::byte* out, int64_t count) {
    // The result is the base for as long as no bit of the exponent was set.
    bool started = false;
    copy(in, s.in_stride, base, kSize, count);
    for (T left = exponent;;) {
      if ((left & 1) != 0 && started) {
        multiply(out, s.out_stride, base, kSize, out, s.out_stride, count);
      } else if ((left & 1) != 0) {
        copy(base, kSize, out, s.out_stride, count);
        started = true;
      }
      left = static_cast<T>(left >> 1);
      if (left == 0) return;
      square(base, kSize, base, kSize, count);
    }
  });
}

template <class T>
bool ByKnownExponent(const Strided& s, T exponent) {
  if constexpr (kIsFloat<T>) {
    return FloatByKnown<T>(s, exponent);
  } else if constexpr (kIsComplex<T>) {
    return false;
  } else {
    if (exponent < 0) return false;
    IntegerByKnown<T>(s, exponent);
    return true;
  }
}

template <class T>
void RunPower(const std::byte* a, int64_t a_stride, const std::byte* b, int64_t b_stride,
              std::byte* out, int64_t out_stride, int64_t n) {
  const Strided s = {a, a_stride, out, out_stride, n};
  if (n > 1 && b_stride == 0 && ByKnownExponent<T>(s, *As<T>(b))) return;
  Tables().power_of_pairs[Index(kDTypeFor<T>)](a, a_stride, b, b_stride, out, out_stride, n);
}

template <BinaryOp kOp, class... T>
void SetPower(LoopTables& tables, Types<T...>) {
  static_assert((HasLoop(kOp, kDTypeFor<T>) && ...));
  ((tables.binary[Index(kOp)][Index(kDTypeFor<T>)] = &RunPower<T>), ...);
}

}  // namespace

void SetPowers(LoopTables& tables) {
  SetPower<BinaryOp::kPower>(tables, Numbers{});
  SetPower<BinaryOp::kFloatPower>(tables, Types<double, Complex128>{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
