// Operations on the bits of bools and integers.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

template <class T>
struct BitwiseAnd {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> a, Stored<T> b) { return static_cast<Stored<T>>(a & b); }
};

template <class T>
struct BitwiseOr {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> a, Stored<T> b) { return static_cast<Stored<T>>(a | b); }
};

template <class T>
struct BitwiseXor {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> a, Stored<T> b) { return static_cast<Stored<T>>(a ^ b); }
};

template <class T>
struct Invert {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> a) { return static_cast<Stored<T>>(kIsBool<T> ? (a ^ 1) : ~a); }
};

// A count outside [0, bits) shifts everything out, a negative one too.
template <class T>
struct LeftShift {
  using Input = T;
  using Output = T;
  static T Do(T a, T b) {
    using U = std::make_unsigned_t<T>;
    using Wide = typename Wrapping<T>::Wide;
    constexpr U kBits = sizeof(T) * 8;
    const U count = static_cast<U>(b);
    // The masked count keeps the shift defined in the branch that is not taken.
    const Wide shifted = static_cast<Wide>(static_cast<Wide>(a) << (count & (kBits - 1)));
    return count < kBits ? static_cast<T>(shifted) : T{0};
  }
};

template <class T>
struct RightShift {
  using Input = T;
  using Output = T;
  static T Do(T a, T b) {
    using U = std::make_unsigned_t<T>;
    constexpr U kBits = sizeof(T) * 8;
    const U count = static_cast<U>(b);
    const T shifted = static_cast<T>(a >> (count & (kBits - 1)));
    return count < kBits ? shifted : (a < 0 ? static_cast<T>(-1) : T{0});
  }
};

}  // namespace

void SetBitwise(LoopTables& tables) {
  SetBinary<BinaryOp::kBitwiseAnd, Shared<BitwiseAnd, ToUnsigned>::Of>(tables, BoolAndInts{});
  SetBinary<BinaryOp::kBitwiseOr, Shared<BitwiseOr, ToUnsigned>::Of>(tables, BoolAndInts{});
  SetBinary<BinaryOp::kBitwiseXor, Shared<BitwiseXor, ToUnsigned>::Of>(tables, BoolAndInts{});
  SetBinary<BinaryOp::kLeftShift, Shared<LeftShift, ToUnsigned>::Of>(tables, Ints{});
  SetBinary<BinaryOp::kRightShift, RightShift>(tables, Ints{});
  SetUnary<UnaryOp::kInvert, Shared<Invert, ToUnsigned>::Of>(tables, BoolAndInts{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
