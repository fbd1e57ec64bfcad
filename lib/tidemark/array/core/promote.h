// The element types of results, known when the program is compiled: NumPy's result_type and what
// its ufuncs and reductions make of an operand, as C++ types.
//
// Used by Array<T> to give its operations their types; agrees with ResultType (dtype.h) and with
// the loops that are chosen at run time.
//
//   static_assert(std::is_same_v<PromoteT<int32_t, float>, double>);
#ifndef TIDEMARK_ARRAY_CORE_PROMOTE_H_
#define TIDEMARK_ARRAY_CORE_PROMOTE_H_

#include <complex>
#include <cstdint>
#include <type_traits>

#include "tidemark/array/core/dtype.h"

namespace tidemark {

namespace array_internal {

template <DType kDType>
struct CppType;
// clang-format off
template <> struct CppType<DType::kBool> { using type = bool; };
template <> struct CppType<DType::kInt8> { using type = int8_t; };
template <> struct CppType<DType::kUInt8> { using type = uint8_t; };
template <> struct CppType<DType::kInt16> { using type = int16_t; };
template <> struct CppType<DType::kUInt16> { using type = uint16_t; };
template <> struct CppType<DType::kInt32> { using type = int32_t; };
template <> struct CppType<DType::kUInt32> { using type = uint32_t; };
template <> struct CppType<DType::kInt64> { using type = int64_t; };
template <> struct CppType<DType::kUInt64> { using type = uint64_t; };
template <> struct CppType<DType::kFloat32> { using type = float; };
template <> struct CppType<DType::kFloat64> { using type = double; };
template <> struct CppType<DType::kComplex64> { using type = std::complex<float>; };
template <> struct CppType<DType::kComplex128> { using type = std::complex<double>; };
// clang-format on

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

constexpr DType ScalarDType(DType array, DType scalar) {
  if (KindOrder(scalar) <= KindOrder(array)) return array;
  if (KindOrder(scalar) == 3) {
    return array == DType::kFloat32 ? DType::kComplex64 : DType::kComplex128;
  }
  return KindOrder(scalar) == 2 ? DType::kFloat64 : DType::kInt64;
}

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

}  // namespace array_internal

template <DType kDType>
using CppTypeT = typename array_internal::CppType<kDType>::type;

// A number that may stand beside an array in an operation.
template <class S>
concept ScalarLike = std::is_arithmetic_v<S> || std::is_same_v<S, std::complex<float>> ||
    std::is_same_v<S, std::complex<double>>;

// Of two arrays; of an array and a scalar; of true division; of sqrt, exp, ...; of sum and prod; of
// mean; of abs, var and std.
template <class T, class U>
using PromoteT = CppTypeT<array_internal::PromoteDTypes(kDTypeOf<T>, kDTypeOf<U>)>;
template <class T, class S>
using WithScalarT = CppTypeT<array_internal::ScalarDType(kDTypeOf<T>, kDTypeOf<S>)>;
template <class T>
using DivideT = CppTypeT<array_internal::DivideDType(kDTypeOf<T>)>;
template <class T>
using MathT = CppTypeT<array_internal::MathDType(kDTypeOf<T>)>;
template <class T>
using SumT = CppTypeT<array_internal::SumDType(kDTypeOf<T>)>;
template <class T>
using MeanT = DivideT<T>;
template <class T>
using RealT = CppTypeT<array_internal::RealDType(kDTypeOf<T>)>;
// floor_divide, mod and power of bools are int8.
template <class T>
using IntegerOpT = std::conditional_t<std::is_same_v<T, bool>, int8_t, T>;

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_CORE_PROMOTE_H_
