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
  SetBinary<BinaryOp::kEqual, Shared<Equal, ToUnsigned>::Of>(tables, AllTypes{});
  SetBinary<BinaryOp::kNotEqual, Shared<NotEqual, ToUnsigned>::Of>(tables, AllTypes{});
  SetBinary<BinaryOp::kLess, Less>(tables, AllTypes{});
  SetBinary<BinaryOp::kLessEqual, LessEqual>(tables, AllTypes{});
  SetBinary<BinaryOp::kGreater, Greater>(tables, AllTypes{});
  SetBinary<BinaryOp::kGreaterEqual, GreaterEqual>(tables, AllTypes{});
  SetBinary<BinaryOp::kMinimum, Minimum>(tables, AllTypes{});
  SetBinary<BinaryOp::kMaximum, Maximum>(tables, AllTypes{});
  SetBinary<BinaryOp::kLogicalAnd, Shared<LogicalAnd, ToUnsigned>::Of>(tables, AllTypes{});
  SetBinary<BinaryOp::kLogicalOr, Shared<LogicalOr, ToUnsigned>::Of>(tables, AllTypes{});
  SetBinary<BinaryOp::kLogicalXor, Shared<LogicalXor, ToUnsigned>::Of>(tables, AllTypes{});
  SetUnary<UnaryOp::kLogicalNot, Shared<LogicalNot, ToUnsigned>::Of>(tables, AllTypes{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
