// What NumPy makes of the dtypes of operands, as constant expressions.
//
// Used at run time by the operations (operations.h) and at compile time for the types of Array<T>
// (promote.h), so that the two agree. Source: NumPy 1.24.
//
// Threading: pure functions.
//
//   static_assert(array_internal::PromoteDTypes(DType::kInt32, DType::kFloat32) ==
//                 DType::kFloat64);
#ifndef TIDEMARK_ARRAY_CORE_DTYPE_RULES_H_
#define TIDEMARK_ARRAY_CORE_DTYPE_RULES_H_

#include "tidemark/array/core/dtype.h"

namespace tidemark::array_internal {

constexpr bool IsComplexType(DType t) { return t >= DType::kComplex64; }
constexpr bool IsFloatType(DType t) { return t == DType::kFloat32 || t == DType::kFloat64; }
constexpr bool IsUnsignedType(DType t) {
  return t == DType::kUInt8 || t == DType::kUInt16 || t == DType::kUInt32 || t == DType::kUInt64;
}

// The size of a real number that holds the values: the component of a complex number, and for
// integers the float that NumPy deems wide enough.
constexpr int RealSize(DType t) {
  if (t == DType::kFloat64 || t == DType::kComplex128) return 8;
  if (t >= DType::kInt32 && t <= DType::kUInt64) return 8;
  return 4;
}

constexpr int IntegerSize(DType t) {
  if (t <= DType::kUInt8) return 1;
  if (t <= DType::kUInt16) return 2;
  return t <= DType::kUInt32 ? 4 : 8;
}

constexpr DType SignedOfSize(int size) {
  if (size == 1) return DType::kInt8;
  if (size == 2) return DType::kInt16;
  return size == 4 ? DType::kInt32 : DType::kInt64;
}

// numpy.result_type of two arrays.
constexpr DType PromoteDTypes(DType a, DType b) {
  if (a == b || b == DType::kBool) return a;
  if (a == DType::kBool) return b;
  const int real = RealSize(a) > RealSize(b) ? RealSize(a) : RealSize(b);
  if (IsComplexType(a) || IsComplexType(b)) {
    return real == 8 ? DType::kComplex128 : DType::kComplex64;
  }
  if (IsFloatType(a) || IsFloatType(b)) return real == 8 ? DType::kFloat64 : DType::kFloat32;
  if (IsUnsignedType(a) == IsUnsignedType(b)) return IntegerSize(a) > IntegerSize(b) ? a : b;
  const DType u = IsUnsignedType(a) ? a : b;
  const DType s = IsUnsignedType(a) ? b : a;
  if (IntegerSize(s) > IntegerSize(u)) return s;
  return IntegerSize(u) == 8 ? DType::kFloat64 : SignedOfSize(2 * IntegerSize(u));
}

// bool < integer < float < complex.
constexpr int KindOrder(DType t) {
  if (t == DType::kBool) return 0;
  if (IsComplexType(t)) return 3;
  return IsFloatType(t) ? 2 : 1;
}
constexpr bool IsIntegerType(DType t) { return KindOrder(t) == 1; }

// Of an array and a scalar: the array's dtype, unless the scalar's kind is higher.
constexpr DType ScalarDType(DType array, DType scalar) {
  if (KindOrder(scalar) <= KindOrder(array)) return array;
  if (KindOrder(scalar) == 3) {
    return array == DType::kFloat32 ? DType::kComplex64 : DType::kComplex128;
  }
  return KindOrder(scalar) == 2 ? DType::kFloat64 : DType::kInt64;
}

// Of true division; of sqrt, exp, ...; of sum and prod; of abs, var and std.
constexpr DType DivideDType(DType t) { return KindOrder(t) < 2 ? DType::kFloat64 : t; }
constexpr DType MathDType(DType t) {
  if (KindOrder(t) >= 2) return t;
  return RealSize(t) == 8 ? DType::kFloat64 : DType::kFloat32;
}
constexpr DType SumDType(DType t) {
  if (KindOrder(t) >= 2) return t;
  return IsUnsignedType(t) ? DType::kUInt64 : DType::kInt64;
}
constexpr DType RealDType(DType t) {
  if (t == DType::kComplex64) return DType::kFloat32;
  return t == DType::kComplex128 ? DType::kFloat64 : t;
}

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_CORE_DTYPE_RULES_H_
