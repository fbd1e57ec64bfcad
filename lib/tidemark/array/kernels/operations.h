// The elementwise operations and reductions: one table row each, with its name, its loops and the
// dtypes that come of it.
//
// Named by everything that computes. The rows give the enums, the counts, the names (op_names.h),
// the dtypes at run time (elementwise.h) and at compile time (operators.h), the functions of
// Array<T> (array_math.h, array_reduce.h), and which entries of the loop tables a kernel has to
// fill. To add an operation: its row here, its kernel, a test, the README.
//
// Units: none. Threading: constants and pure functions.
//
//   static_assert(kernels::BinaryOutput(kernels::BinaryOp::kLess, DType::kInt8) == DType::kBool);
#ifndef TIDEMARK_ARRAY_KERNELS_OPERATIONS_H_
#define TIDEMARK_ARRAY_KERNELS_OPERATIONS_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "tidemark/array/core/dtype.h"
#include "tidemark/array/core/dtype_rules.h"

namespace tidemark::kernels {

// What an operation makes of the dtype of its loop.
enum class OpClass : uint8_t {
  kValue,       // the result has the loop's dtype
  kMagnitude,   // the same, but of complex numbers the real type
  kPredicate,   // bool
  kComparison,  // bool; an integer scalar that the array's dtype cannot hold is compared exactly
};

// How NumPy chooses the loop from the operands' dtypes.
enum class LoopRule : uint8_t {
  kFirstSafe,       // the first to whose dtype the promoted one casts safely
  kNoBools,         // the same, but bools alone are refused rather than cast to int8
  kExactInDouble,   // the same, but bools and integers of any size are computed in float64
  kFloatsPromoted,  // each operand is cast to a float first; these are promoted
};

// Sets of dtypes, one bit each.
using DTypeSet = uint32_t;
constexpr DTypeSet Bit(DType dtype) { return DTypeSet{1} << static_cast<int>(dtype); }
inline constexpr DTypeSet kFloats = Bit(DType::kFloat32) | Bit(DType::kFloat64);
inline constexpr DTypeSet kInexact = kFloats | Bit(DType::kComplex64) | Bit(DType::kComplex128);
inline constexpr DTypeSet kAllTypes = (DTypeSet{1} << kDTypeCount) - 1;
inline constexpr DTypeSet kNumbers = kAllTypes & ~Bit(DType::kBool);
inline constexpr DTypeSet kInts = kNumbers & ~kInexact;
inline constexpr DTypeSet kBoolAndInts = kAllTypes & ~kInexact;
inline constexpr DTypeSet kIntsAndFloats = kInts | kFloats;
inline constexpr DTypeSet kDoubles = Bit(DType::kFloat64) | Bit(DType::kComplex128);

// clang-format off
#define TIDEMARK_BINARY_OPS(ROW)                                                             \
  /*  enumerator     NumPy's name   class        loops           rule */                     \
  ROW(kAdd,          add,           kValue,      kAllTypes,      kFirstSafe) /* bools: or */  \
  ROW(kSubtract,     subtract,      kValue,      kNumbers,       kNoBools)                   \
  ROW(kMultiply,     multiply,      kValue,      kAllTypes,      kFirstSafe) /* bools: and */ \
  ROW(kDivide,       divide,        kValue,      kInexact,       kExactInDouble)             \
  /* Integers: toward minus infinity, 0 for a zero divisor. */                               \
  ROW(kFloorDivide,  floor_divide,  kValue,      kIntsAndFloats, kFirstSafe)                 \
  /* The sign of the divisor; integers: 0 for a zero divisor. */                             \
  ROW(kMod,          mod,           kValue,      kIntsAndFloats, kFirstSafe)                 \
  /* Integers wrap; the executor rejects negative integer exponents. */                      \
  ROW(kPower,        power,         kValue,      kNumbers,       kFirstSafe)                 \
  ROW(kMinimum,      minimum,       kValue,      kAllTypes,      kFirstSafe) /* NaN wins */  \
  ROW(kMaximum,      maximum,       kValue,      kAllTypes,      kFirstSafe) /* NaN wins */  \
  ROW(kEqual,        equal,         kComparison, kAllTypes,      kFirstSafe)                 \
  ROW(kNotEqual,     not_equal,     kComparison, kAllTypes,      kFirstSafe)                 \
  ROW(kLess,         less,          kComparison, kAllTypes,      kFirstSafe)                 \
  ROW(kLessEqual,    less_equal,    kComparison, kAllTypes,      kFirstSafe)                 \
  ROW(kGreater,      greater,       kComparison, kAllTypes,      kFirstSafe)                 \
  ROW(kGreaterEqual, greater_equal, kComparison, kAllTypes,      kFirstSafe)                 \
  ROW(kLogicalAnd,   logical_and,   kPredicate,  kAllTypes,      kFirstSafe)                 \
  ROW(kLogicalOr,    logical_or,    kPredicate,  kAllTypes,      kFirstSafe)                 \
  ROW(kLogicalXor,   logical_xor,   kPredicate,  kAllTypes,      kFirstSafe)                 \
  ROW(kBitwiseAnd,   bitwise_and,   kValue,      kBoolAndInts,   kFirstSafe)                 \
  ROW(kBitwiseOr,    bitwise_or,    kValue,      kBoolAndInts,   kFirstSafe)                 \
  ROW(kBitwiseXor,   bitwise_xor,   kValue,      kBoolAndInts,   kFirstSafe)                 \
  ROW(kLeftShift,    left_shift,    kValue,      kInts,          kFirstSafe)                 \
  ROW(kRightShift,   right_shift,   kValue,      kInts,          kFirstSafe)                 \
  /* The sign of the dividend; integers: 0 for a zero divisor. */                            \
  ROW(kFmod,         fmod,          kValue,      kIntsAndFloats, kFirstSafe)                 \
  ROW(kFmin,         fmin,          kValue,      kAllTypes,      kFirstSafe) /* NaN loses */ \
  ROW(kFmax,         fmax,          kValue,      kAllTypes,      kFirstSafe) /* NaN loses */ \
  ROW(kGcd,          gcd,           kValue,      kInts,          kNoBools)                   \
  ROW(kLcm,          lcm,           kValue,      kInts,          kNoBools)                   \
  ROW(kFloatPower,   float_power,   kValue,      kDoubles,       kFirstSafe)                 \
  ROW(kArcTan2,      arctan2,       kValue,      kFloats,        kFloatsPromoted)            \
  ROW(kHypot,        hypot,         kValue,      kFloats,        kFloatsPromoted)            \
  ROW(kCopySign,     copysign,      kValue,      kFloats,        kFloatsPromoted)            \
  ROW(kNextAfter,    nextafter,     kValue,      kFloats,        kFloatsPromoted)            \
  ROW(kLogAddExp,    logaddexp,     kValue,      kFloats,        kFloatsPromoted)            \
  ROW(kLogAddExp2,   logaddexp2,    kValue,      kFloats,        kFloatsPromoted)            \
  ROW(kHeaviside,    heaviside,     kValue,      kFloats,        kFloatsPromoted)

#define TIDEMARK_UNARY_OPS(ROW)                                                          \
  /*  enumerator   NumPy's name class       loops         rule */                        \
  ROW(kNegative,   negative,    kValue,     kNumbers,     kNoBools)                      \
  ROW(kPositive,   positive,    kValue,     kNumbers,     kNoBools)                      \
  ROW(kAbs,        abs,         kMagnitude, kAllTypes,    kFirstSafe)                    \
  ROW(kSqrt,       sqrt,        kValue,     kInexact,     kFirstSafe)                    \
  ROW(kExp,        exp,         kValue,     kInexact,     kFirstSafe)                    \
  ROW(kLog,        log,         kValue,     kInexact,     kFirstSafe)                    \
  ROW(kSin,        sin,         kValue,     kInexact,     kFirstSafe)                    \
  ROW(kCos,        cos,         kValue,     kInexact,     kFirstSafe)                    \
  ROW(kTan,        tan,         kValue,     kInexact,     kFirstSafe)                    \
  ROW(kTanh,       tanh,        kValue,     kInexact,     kFirstSafe)                    \
  ROW(kExp2,       exp2,        kValue,     kInexact,     kFirstSafe)                    \
  ROW(kExpM1,      expm1,       kValue,     kInexact,     kFirstSafe)                    \
  ROW(kLog2,       log2,        kValue,     kInexact,     kFirstSafe)                    \
  ROW(kLog10,      log10,       kValue,     kInexact,     kFirstSafe)                    \
  ROW(kLog1P,      log1p,       kValue,     kInexact,     kFirstSafe)                    \
  ROW(kCbrt,       cbrt,        kValue,     kFloats,      kFirstSafe)                    \
  ROW(kArcSin,     arcsin,      kValue,     kInexact,     kFirstSafe)                    \
  ROW(kArcCos,     arccos,      kValue,     kInexact,     kFirstSafe)                    \
  ROW(kArcTan,     arctan,      kValue,     kInexact,     kFirstSafe)                    \
  ROW(kSinH,       sinh,        kValue,     kInexact,     kFirstSafe)                    \
  ROW(kCosH,       cosh,        kValue,     kInexact,     kFirstSafe)                    \
  ROW(kArcSinH,    arcsinh,     kValue,     kInexact,     kFirstSafe)                    \
  ROW(kArcCosH,    arccosh,     kValue,     kInexact,     kFirstSafe)                    \
  ROW(kArcTanH,    arctanh,     kValue,     kInexact,     kFirstSafe)                    \
  ROW(kDegrees,    degrees,     kValue,     kFloats,      kFirstSafe)                    \
  ROW(kRadians,    radians,     kValue,     kFloats,      kFirstSafe)                    \
  ROW(kReciprocal, reciprocal,  kValue,     kNumbers,     kFirstSafe)                    \
  ROW(kFabs,       fabs,        kValue,     kFloats,      kFirstSafe)                    \
  ROW(kFloor,      floor,       kValue,     kFloats,      kFirstSafe)                    \
  ROW(kCeil,       ceil,        kValue,     kFloats,      kFirstSafe)                    \
  ROW(kTrunc,      trunc,       kValue,     kFloats,      kFirstSafe)                    \
  ROW(kRint,       rint,        kValue,     kInexact,     kFirstSafe) /* halves: even */ \
  ROW(kSign,       sign,        kValue,     kNumbers,     kNoBools)                      \
  ROW(kSquare,     square,      kValue,     kNumbers,     kFirstSafe)                    \
  ROW(kConjugate,  conjugate,   kValue,     kNumbers,     kFirstSafe)                    \
  ROW(kIsNan,      isnan,       kPredicate, kAllTypes,    kFirstSafe)                    \
  ROW(kIsInf,      isinf,       kPredicate, kAllTypes,    kFirstSafe)                    \
  ROW(kIsFinite,   isfinite,    kPredicate, kAllTypes,    kFirstSafe)                    \
  ROW(kSignBit,    signbit,     kPredicate, kFloats,      kFirstSafe)                    \
  ROW(kLogicalNot, logical_not, kPredicate, kAllTypes,    kFirstSafe)                    \
  ROW(kInvert,     invert,      kValue,     kBoolAndInts, kFirstSafe) /* bools: not */
// clang-format on

enum class BinaryOp : uint8_t {
#define TIDEMARK_ENUMERATOR(op, ...) op,
  TIDEMARK_BINARY_OPS(TIDEMARK_ENUMERATOR)
};
enum class UnaryOp : uint8_t { TIDEMARK_UNARY_OPS(TIDEMARK_ENUMERATOR) };

// The dtype in which a reduction accumulates.
enum class AccumulatorRule : uint8_t {
  kWide,  // bools and signed integers: int64, unsigned: uint64, others: their own
  kOwn,
  kBool,
};
// The value with which it begins.
enum class FoldStart : uint8_t { kZero, kOne, kFirstElement };

// clang-format off
#define TIDEMARK_REDUCE_OPS(ROW)                                 \
  /*  enumerator name  accumulator start */                      \
  ROW(kSum,      sum,  kWide,      kZero)                        \
  ROW(kProd,     prod, kWide,      kOne)                         \
  ROW(kMin,      min,  kOwn,       kFirstElement) /* NaN wins */ \
  ROW(kMax,      max,  kOwn,       kFirstElement) /* NaN wins */ \
  ROW(kAny,      any,  kBool,      kZero)                        \
  ROW(kAll,      all,  kBool,      kOne)
// clang-format on

enum class ReduceOp : uint8_t {
  TIDEMARK_REDUCE_OPS(TIDEMARK_ENUMERATOR)
#undef TIDEMARK_ENUMERATOR
};

// The rows as data, in the order of the enumerators.
struct ElementwiseTraits {
  const char* name;
  DTypeSet loops;  // the dtypes for which there is a loop
  OpClass op_class;
  LoopRule rule;
};
struct ReduceTraits {
  const char* name;
  AccumulatorRule accumulator;
  FoldStart start;
};
#define TIDEMARK_TRAITS(op, name, op_class, loops, rule) \
  {#name, loops, OpClass::op_class, LoopRule::rule},
inline constexpr ElementwiseTraits kBinaryTraits[] = {TIDEMARK_BINARY_OPS(TIDEMARK_TRAITS)};
inline constexpr ElementwiseTraits kUnaryTraits[] = {TIDEMARK_UNARY_OPS(TIDEMARK_TRAITS)};
#undef TIDEMARK_TRAITS
#define TIDEMARK_TRAITS(op, name, accumulator, start) \
  {#name, AccumulatorRule::accumulator, FoldStart::start},
inline constexpr ReduceTraits kReduceTraits[] = {TIDEMARK_REDUCE_OPS(TIDEMARK_TRAITS)};
#undef TIDEMARK_TRAITS

inline constexpr int kBinaryOpCount =
    static_cast<int>(sizeof(kBinaryTraits) / sizeof(kBinaryTraits[0]));
inline constexpr int kUnaryOpCount =
    static_cast<int>(sizeof(kUnaryTraits) / sizeof(kUnaryTraits[0]));
inline constexpr int kReduceOpCount =
    static_cast<int>(sizeof(kReduceTraits) / sizeof(kReduceTraits[0]));

constexpr const ElementwiseTraits& TraitsOf(BinaryOp op) noexcept {
  return kBinaryTraits[static_cast<size_t>(op)];
}
constexpr const ElementwiseTraits& TraitsOf(UnaryOp op) noexcept {
  return kUnaryTraits[static_cast<size_t>(op)];
}
constexpr const ReduceTraits& TraitsOf(ReduceOp op) noexcept {
  return kReduceTraits[static_cast<size_t>(op)];
}

template <class Op>
constexpr bool HasLoop(Op op, DType dtype) noexcept {
  return (TraitsOf(op).loops & Bit(dtype)) != 0;
}

namespace internal {
// The dtype of what a loop of `dtype` writes.
constexpr DType OutputOf(OpClass op_class, DType dtype) noexcept {
  switch (op_class) {
    case OpClass::kValue:
      return dtype;
    case OpClass::kMagnitude:
      return array_internal::RealDType(dtype);
    case OpClass::kPredicate:
    case OpClass::kComparison:
      break;
  }
  return DType::kBool;
}
}  // namespace internal

// The dtype of what FindBinary(op, dtype) and FindUnary(op, dtype) (kernels.h) write.
constexpr DType BinaryOutput(BinaryOp op, DType dtype) noexcept {
  return internal::OutputOf(TraitsOf(op).op_class, dtype);
}
constexpr DType UnaryOutput(UnaryOp op, DType dtype) noexcept {
  return internal::OutputOf(TraitsOf(op).op_class, dtype);
}

// The promoted dtype of two arrays.
constexpr DType PromoteOperands(BinaryOp op, DType a, DType b) noexcept {
  if (TraitsOf(op).rule != LoopRule::kFloatsPromoted) return array_internal::PromoteDTypes(a, b);
  return array_internal::PromoteDTypes(array_internal::MathDType(a), array_internal::MathDType(b));
}

// The dtype of the loop that NumPy takes for operands of the promoted dtype `dtype`; none where it
// has none. 8-bit integers and bools go to float32 where NumPy goes to float16, which is not one of
// ours.
template <class Op>
constexpr std::optional<DType> LoopDType(Op op, DType dtype) noexcept {
  const LoopRule rule = TraitsOf(op).rule;
  if (rule == LoopRule::kNoBools && dtype == DType::kBool) return std::nullopt;
  if (rule == LoopRule::kExactInDouble) dtype = array_internal::DivideDType(dtype);
  if (HasLoop(op, dtype)) return dtype;
  // The order of the enumerators is NumPy's order of loops.
  for (int i = 1; i < kDTypeCount; ++i) {
    const DType candidate = static_cast<DType>(i);
    const bool is_safe = array_internal::PromoteDTypes(dtype, candidate) == candidate;
    if (is_safe && HasLoop(op, candidate)) return candidate;
  }
  return std::nullopt;
}

// The dtype of the result for operands of the promoted dtype `dtype`: what the static types of
// Array<T> say. Where there is no loop, which is found out at run time, it counts as its own.
constexpr DType ResultDType(BinaryOp op, DType dtype) noexcept {
  return BinaryOutput(op, LoopDType(op, dtype).value_or(dtype));
}
constexpr DType ResultDType(UnaryOp op, DType dtype) noexcept {
  return UnaryOutput(op, LoopDType(op, dtype).value_or(dtype));
}

// The dtype of a reduction's accumulator and result.
constexpr DType ReduceAccumulator(ReduceOp op, DType dtype) noexcept {
  switch (TraitsOf(op).accumulator) {
    case AccumulatorRule::kWide:
      return array_internal::SumDType(dtype);
    case AccumulatorRule::kOwn:
      return dtype;
    case AccumulatorRule::kBool:
      break;
  }
  return DType::kBool;
}

}  // namespace tidemark::kernels

#endif  // TIDEMARK_ARRAY_KERNELS_OPERATIONS_H_
