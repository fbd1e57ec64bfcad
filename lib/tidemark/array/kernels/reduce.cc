// Sums, products, extremes, any and all.
#include <cstddef>
#include <cstdint>

#include "tidemark/array/kernels/loops.h"
#include "tidemark/array/kernels/vector_lanes.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

// What one step of each reduction is: Do(accumulator, element).
template <class T>
struct Sum {
  using Input = T;
  using Output = Accumulator<T>;
  static Output Do(Output total, Stored<T> value) {
    return AddValues<Output>(total, static_cast<Output>(value));
  }
};

template <class T>
struct Product {
  using Input = T;
  using Output = Accumulator<T>;
  static Output Do(Output total, Stored<T> value) {
    return MultiplyValues<Output>(total, static_cast<Output>(value));
  }
};

template <class T>
struct Smallest {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> best, Stored<T> value) { return MinimumValues<T>(best, value); }
};

template <class T>
struct Largest {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> best, Stored<T> value) { return MaximumValues<T>(best, value); }
};

template <class T>
struct Any {
  using Input = T;
  using Output = bool;
  static constexpr uint8_t kDecided = 1;
  static uint8_t Do(uint8_t so_far, Stored<T> value) {
    return static_cast<uint8_t>(so_far | IsTrueValue<T>(value));
  }
};

template <class T>
struct All {
  using Input = T;
  using Output = bool;
  static constexpr uint8_t kDecided = 0;
  static uint8_t Do(uint8_t so_far, Stored<T> value) {
    return static_cast<uint8_t>(so_far & IsTrueValue<T>(value));
  }
};

// One after the other; the compiler vectorises this for integers.
template <class Op>
void ReducePlain(const std::byte* in, int64_t in_stride, int64_t n, std::byte* accumulator) {
  using T = typename Op::Input;
  using A = typename Op::Output;
  Running<A> total = *As<A>(accumulator);
  if (in_stride == sizeof(Stored<T>)) {
    const In<T> x = As<T>(static_cast<const std::byte*>(in));
    for (int64_t i = 0; i < n; ++i) total = Op::Do(total, x[i]);
  } else {
    for (int64_t i = 0; i < n; ++i) {
      total = Op::Do(total, *As<T>(in));
      in += in_stride;
    }
  }
  *As<A>(accumulator) = total;
}

// So many rows at a time: then the accumulators are read and written only once for all of them.
constexpr int64_t kRowsAtOnce = 8;

template <class Op, int kRows>
void FoldRows(const std::byte* in, int64_t row_pitch, Out<typename Op::Output> r, int64_t n) {
  using T = typename Op::Input;
  In<T> x[kRows];
  for (int k = 0; k < kRows; ++k) x[k] = As<T>(in + k * row_pitch);
  TIDEMARK_INDEPENDENT_OF_ANY_TYPE
  for (int64_t i = 0; i < n; ++i) {
    Running<typename Op::Output> total = r[i];
#pragma GCC unroll 8
    for (int k = 0; k < kRows; ++k) total = Op::Do(total, x[k][i]);
    r[i] = total;
  }
}

template <class Op>
void ReduceRows(const std::byte* in, int64_t row_pitch, int64_t rows, int64_t in_stride,
                std::byte* accumulators, int64_t accumulator_stride, int64_t n) {
  using T = typename Op::Input;
  using A = typename Op::Output;
  if (in_stride == sizeof(Stored<T>) && accumulator_stride == sizeof(Stored<A>)) {
    for (; rows >= kRowsAtOnce; rows -= kRowsAtOnce) {
      FoldRows<Op, kRowsAtOnce>(in, row_pitch, As<A>(accumulators), n);
      in += kRowsAtOnce * row_pitch;
    }
    for (; rows > 0; --rows, in += row_pitch) {
      FoldRows<Op, 1>(in, row_pitch, As<A>(accumulators), n);
    }
    return;
  }
  for (; rows > 0; --rows, in += row_pitch) {
    for (int64_t i = 0; i < n; ++i) {
      const Out<A> r = As<A>(accumulators + i * accumulator_stride);
      *r = Op::Do(*r, *As<T>(in + i * in_stride));
    }
  }
}

// Eight accumulators over elements that lie apart; a tree above blocks of 128.
template <class R>
R StridedPairwiseSum(const std::byte* in, int64_t stride, int64_t n) {
  if (n > 128) {
    const int64_t half = n / 2 / 8 * 8;
    return StridedPairwiseSum<R>(in, stride, half) +
           StridedPairwiseSum<R>(in + half * stride, stride, n - half);
  }
  R sums[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int j = 0; j < 8; ++j) sums[j] += *As<R>(in + (i + j) * stride);
  }
  for (int j = 0; i + j < n; ++j) sums[j] += *As<R>(in + (i + j) * stride);
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

template <class T>
void FloatSum(const std::byte* in, int64_t in_stride, int64_t n, std::byte* accumulator) {
  using R = RealOf<T>;
  const bool contiguous = in_stride == sizeof(T);
  const Out<T> total = As<T>(accumulator);
  if constexpr (kIsComplex<T>) {
    EvenOdd<R> sum;
    if (contiguous) {
      sum = PairwiseSum<R>(As<R>(in), 2 * n);
    } else {
      sum = {StridedPairwiseSum<R>(in, in_stride, n),
             StridedPairwiseSum<R>(in + sizeof(R), in_stride, n)};
    }
    *total = {total->re + sum.even, total->im + sum.odd};
  } else if (contiguous) {
    const EvenOdd<R> sum = PairwiseSum<R>(As<R>(in), n);
    *total += sum.even + sum.odd;
  } else {
    *total += StridedPairwiseSum<R>(in, in_stride, n);
  }
}

// Eight products, joined at the end.
template <class T>
void FloatProduct(const std::byte* in, int64_t in_stride, int64_t n, std::byte* accumulator) {
  T products[8];
  for (T& product : products) {
    if constexpr (kIsComplex<T>) {
      product = {1, 0};
    } else {
      product = 1;
    }
  }
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int j = 0; j < 8; ++j) {
      products[j] = MultiplyValues<T>(products[j], *As<T>(in + (i + j) * in_stride));
    }
  }
  T total = *As<T>(accumulator);
  for (int half = 4; i > 0 && half > 0; half /= 2) {
    for (int j = 0; j < half; ++j) {
      products[j] = MultiplyValues<T>(products[j], products[j + half]);
    }
  }
  if (i > 0) total = MultiplyValues<T>(total, products[0]);
  for (; i < n; ++i) total = MultiplyValues<T>(total, *As<T>(in + i * in_stride));
  *As<T>(accumulator) = total;
}

template <class T, bool kLargest>
void FloatExtreme(const std::byte* in, int64_t in_stride, int64_t n, std::byte* accumulator) {
  if (n <= 0) return;
  using Step = std::conditional_t<kLargest, Largest<T>, Smallest<T>>;
  if (in_stride == sizeof(T)) {
    *As<T>(accumulator) = Step::Do(*As<T>(accumulator), ExtremeOf<T, kLargest>(As<T>(in), n));
  } else {
    ReducePlain<Step>(in, in_stride, n, accumulator);
  }
}

// any and all stop at the first block that decides.
template <class Op>
void ReduceUntilDecided(const std::byte* in, int64_t in_stride, int64_t n, std::byte* accumulator) {
  constexpr int64_t kBlock = 1024;
  for (int64_t i = 0; i < n; i += kBlock) {
    if (*As<bool>(accumulator) == Op::kDecided) return;
    ReducePlain<Op>(in + i * in_stride, in_stride, n - i < kBlock ? n - i : kBlock, accumulator);
  }
}

template <template <class> class Op, class... T>
void SetReduce(LoopTables& tables, ReduceOp op, Types<T...>) {
  ((tables.reduce[Index(op)][Index(kDTypeFor<T>)] = &ReducePlain<Op<T>>), ...);
  ((tables.reduce_rows[Index(op)][Index(kDTypeFor<T>)] = &ReduceRows<Op<T>>), ...);
}

template <template <class> class Op, class... T>
void SetUntilDecided(LoopTables& tables, ReduceOp op, Types<T...>) {
  ((tables.reduce[Index(op)][Index(kDTypeFor<T>)] = &ReduceUntilDecided<Op<T>>), ...);
  ((tables.reduce_rows[Index(op)][Index(kDTypeFor<T>)] = &ReduceRows<Op<T>>), ...);
}

template <class... T>
void SetFloatFolds(LoopTables& tables, Types<T...>) {
  ((tables.reduce[Index(ReduceOp::kSum)][Index(kDTypeFor<T>)] = &FloatSum<T>), ...);
  ((tables.reduce[Index(ReduceOp::kProd)][Index(kDTypeFor<T>)] = &FloatProduct<T>), ...);
}

template <class... T>
void SetFloatExtremes(LoopTables& tables, Types<T...>) {
  ((tables.reduce[Index(ReduceOp::kMin)][Index(kDTypeFor<T>)] = &FloatExtreme<T, false>), ...);
  ((tables.reduce[Index(ReduceOp::kMax)][Index(kDTypeFor<T>)] = &FloatExtreme<T, true>), ...);
}

}  // namespace

void SetReductions(LoopTables& tables) {
  SetReduce<Shared<Sum, ToAccumulated>::Of>(tables, ReduceOp::kSum, AllTypes{});
  SetReduce<Shared<Product, ToAccumulated>::Of>(tables, ReduceOp::kProd, AllTypes{});
  SetReduce<Smallest>(tables, ReduceOp::kMin, Numbers{});
  SetReduce<Largest>(tables, ReduceOp::kMax, Numbers{});
  SetReduce<All>(tables, ReduceOp::kMin, Types<bool>{});
  SetReduce<Any>(tables, ReduceOp::kMax, Types<bool>{});
  SetUntilDecided<Shared<Any, ToUnsigned>::Of>(tables, ReduceOp::kAny, AllTypes{});
  SetUntilDecided<Shared<All, ToUnsigned>::Of>(tables, ReduceOp::kAll, AllTypes{});
  SetFloatFolds(tables, Inexact{});
  SetFloatExtremes(tables, Floats{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
