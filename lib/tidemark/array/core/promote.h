// The element types of results, known when the program is compiled: NumPy's result_type and what
// its ufuncs and reductions make of an operand, as C++ types.
//
// Used by Array<T> to give its operations their types, by the rules that also hold at run time
// (dtype_rules.h).
//
//   static_assert(std::is_same_v<PromoteT<int32_t, float>, double>);
#ifndef TIDEMARK_ARRAY_CORE_PROMOTE_H_
#define TIDEMARK_ARRAY_CORE_PROMOTE_H_

#include <complex>
#include <cstdint>
#include <type_traits>

#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/element_type.h"

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

}  // namespace array_internal

template <DType kDType>
using CppTypeT = typename array_internal::CppType<kDType>::type;

// A number that may stand beside an array in an operation.
template <class S>
concept ScalarLike = std::is_arithmetic_v<S> || std::is_same_v<S, std::complex<float>> ||
    std::is_same_v<S, std::complex<double>>;

// The type in which a number is kept by itself (Scalar): 64 bits of its kind.
template <ScalarLike S>
using WideNumberT = std::conditional_t<
    !std::is_arithmetic_v<S>, std::complex<double>,
    std::conditional_t<std::is_floating_point_v<S>, double,
                       std::conditional_t<std::is_same_v<S, bool>, bool,
                                          std::conditional_t<std::is_signed_v<S> || sizeof(S) < 8,
                                                             int64_t, uint64_t>>>>;

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

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_CORE_PROMOTE_H_
