// Comparisons, minimum and maximum, and logic.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

template <class T>
struct Equal {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a, Stored<T> b) {
    if constexpr (kIsComplex<T>) {
      return static_cast<uint8_t>((a.re == b.re) & (a.im == b.im));
    } else {
      return a == b;
    }
  }
};

template <class T>
struct NotEqual {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a, Stored<T> b) {
    return static_cast<uint8_t>(Equal<T>::Do(a, b) ^ 1);
  }
};

template <class T>
struct Less {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a, Stored<T> b) { return LessValue<T>(a, b); }
};

template <class T>
struct LessEqual {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a, Stored<T> b) { return LessEqualValue<T>(a, b); }
};

template <class T>
struct Greater {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a, Stored<T> b) { return LessValue<T>(b, a); }
};

template <class T>
struct GreaterEqual {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a, Stored<T> b) { return LessEqualValue<T>(b, a); }
};

template <class T>
struct Minimum {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> a, Stored<T> b) { return MinimumValues<T>(a, b); }
};

template <class T>
struct Maximum {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> a, Stored<T> b) { return MaximumValues<T>(a, b); }
};

template <class T>
struct LogicalAnd {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a, Stored<T> b) {
    return static_cast<uint8_t>(IsTrueValue<T>(a) & IsTrueValue<T>(b));
  }
};

template <class T>
struct LogicalOr {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a, Stored<T> b) {
    return static_cast<uint8_t>(IsTrueValue<T>(a) | IsTrueValue<T>(b));
  }
};

template <class T>
struct LogicalXor {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a, Stored<T> b) {
    return static_cast<uint8_t>(IsTrueValue<T>(a) ^ IsTrueValue<T>(b));
  }
};

template <class T>
struct LogicalNot {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a) { return static_cast<uint8_t>(IsTrueValue<T>(a) ^ 1); }
};

}  // namespace

void SetComparison(LoopTables& tables) {
  SetBinary<Equal>(tables, BinaryOp::kEqual, AllTypes{});
  SetBinary<NotEqual>(tables, BinaryOp::kNotEqual, AllTypes{});
  SetBinary<Less>(tables, BinaryOp::kLess, AllTypes{});
  SetBinary<LessEqual>(tables, BinaryOp::kLessEqual, AllTypes{});
  SetBinary<Greater>(tables, BinaryOp::kGreater, AllTypes{});
  SetBinary<GreaterEqual>(tables, BinaryOp::kGreaterEqual, AllTypes{});
  SetBinary<Minimum>(tables, BinaryOp::kMinimum, AllTypes{});
  SetBinary<Maximum>(tables, BinaryOp::kMaximum, AllTypes{});
  SetBinary<LogicalAnd>(tables, BinaryOp::kLogicalAnd, AllTypes{});
  SetBinary<LogicalOr>(tables, BinaryOp::kLogicalOr, AllTypes{});
  SetBinary<LogicalXor>(tables, BinaryOp::kLogicalXor, AllTypes{});
  SetUnary<LogicalNot>(tables, UnaryOp::kLogicalNot, AllTypes{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
