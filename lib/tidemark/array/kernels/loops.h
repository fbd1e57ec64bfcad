// The shapes of loops: an operation on values, made into a function over pointers and strides.
//
// An operation is a struct with the element types Input and Output and a static function Do. The
// fast ways (everything contiguous; one operand a single value) are loops that the compiler
// vectorises. Operands and result are disjoint or in place, so no iteration depends on another:
// TIDEMARK_INDEPENDENT says so to the compiler. For clang it is an order to make vectors: where
// that cannot be done for every type, there is TIDEMARK_INDEPENDENT_OF_ANY_TYPE.
#ifndef TIDEMARK_ARRAY_KERNELS_LOOPS_H_
#define TIDEMARK_ARRAY_KERNELS_LOOPS_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/array/kernels/element.h"
#include "tidemark/array/kernels/loop_tables.h"

#if defined(__clang__)
#define TIDEMARK_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#define TIDEMARK_INDEPENDENT_OF_ANY_TYPE
#else
#define TIDEMARK_INDEPENDENT _Pragma("GCC ivdep")
#define TIDEMARK_INDEPENDENT_OF_ANY_TYPE _Pragma("GCC ivdep")
#endif

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {

template <class Op>
void RunBinary(const std::byte* a, int64_t a_stride, const std::byte* b, int64_t b_stride,
               std::byte* out, int64_t out_stride, int64_t n) {
  using T = typename Op::Input;
  using R = typename Op::Output;
  constexpr int64_t kIn = sizeof(Stored<T>);
  if (out_stride == sizeof(Stored<R>)) {
    const Out<R> r = As<R>(out);
    const In<T> x = As<T>(a);
    const In<T> y = As<T>(b);
    if (a_stride == kIn && b_stride == kIn) {
      TIDEMARK_INDEPENDENT
      for (int64_t i = 0; i < n; ++i) r[i] = Op::Do(x[i], y[i]);
      return;
    }
    if (a_stride == 0 && b_stride == kIn && n > 0) {
      const Stored<T> value = *x;
      TIDEMARK_INDEPENDENT
      for (int64_t i = 0; i < n; ++i) r[i] = Op::Do(value, y[i]);
      return;
    }
    if (a_stride == kIn && b_stride == 0 && n > 0) {
      const Stored<T> value = *y;
      TIDEMARK_INDEPENDENT
      for (int64_t i = 0; i < n; ++i) r[i] = Op::Do(x[i], value);
      return;
    }
  }
  for (int64_t i = 0; i < n; ++i) {
    *As<R>(out) = Op::Do(*As<T>(a), *As<T>(b));
    a += a_stride;
    b += b_stride;
    out += out_stride;
  }
}

template <class Op>
void RunUnary(const std::byte* in, int64_t in_stride, std::byte* out, int64_t out_stride,
              int64_t n) {
  using T = typename Op::Input;
  using R = typename Op::Output;
  if (in_stride == sizeof(Stored<T>) && out_stride == sizeof(Stored<R>)) {
    const In<T> x = As<T>(in);
    const Out<R> r = As<R>(out);
    TIDEMARK_INDEPENDENT
    for (int64_t i = 0; i < n; ++i) r[i] = Op::Do(x[i]);
    return;
  }
  for (int64_t i = 0; i < n; ++i) {
    *As<R>(out) = Op::Do(*As<T>(in));
    in += in_stride;
    out += out_stride;
  }
}

// For operations that cost far more than the loop around them.
template <class Op>
void RunBinaryPlain(const std::byte* a, int64_t a_stride, const std::byte* b, int64_t b_stride,
                    std::byte* out, int64_t out_stride, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    *As<typename Op::Output>(out) = Op::Do(*As<typename Op::Input>(a), *As<typename Op::Input>(b));
    a += a_stride;
    b += b_stride;
    out += out_stride;
  }
}

template <class Op>
void RunUnaryPlain(const std::byte* in, int64_t in_stride, std::byte* out, int64_t out_stride,
                   int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    *As<typename Op::Output>(out) = Op::Do(*As<typename Op::Input>(in));
    in += in_stride;
    out += out_stride;
  }
}

// Enters a loop of Op<T> in the tables for each T of a list; the operation's row (operations.h) has
// to name its dtype.
template <BinaryOp kOp, template <class> class Op, class... T>
void SetBinary(LoopTables& tables, Types<T...>) {
  static_assert((HasLoop(kOp, kDTypeFor<T>) && ...));
  ((tables.binary[Index(kOp)][Index(kDTypeFor<T>)] = &RunBinary<Op<T>>), ...);
}
template <BinaryOp kOp, template <class> class Op, class... T>
void SetBinaryPlain(LoopTables& tables, Types<T...>) {
  static_assert((HasLoop(kOp, kDTypeFor<T>) && ...));
  ((tables.binary[Index(kOp)][Index(kDTypeFor<T>)] = &RunBinaryPlain<Op<T>>), ...);
}
template <UnaryOp kOp, template <class> class Op, class... T>
void SetUnary(LoopTables& tables, Types<T...>) {
  static_assert((HasLoop(kOp, kDTypeFor<T>) && ...));
  ((tables.unary[Index(kOp)][Index(kDTypeFor<T>)] = &RunUnary<Op<T>>), ...);
}
template <UnaryOp kOp, template <class> class Op, class... T>
void SetUnaryPlain(LoopTables& tables, Types<T...>) {
  static_assert((HasLoop(kOp, kDTypeFor<T>) && ...));
  ((tables.unary[Index(kOp)][Index(kDTypeFor<T>)] = &RunUnaryPlain<Op<T>>), ...);
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA

#endif  // TIDEMARK_ARRAY_KERNELS_LOOPS_H_
