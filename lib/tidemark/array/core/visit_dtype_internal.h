// A function template called with the C++ type of a dtype's elements.
//
// Used by loops that are written here and there for all dtypes and are not worth a kernel.
//
//   VisitDType(dtype, [&]<class T>(std::type_identity<T>) { Fill<T>(data, count); });
#ifndef TIDEMARK_ARRAY_CORE_VISIT_DTYPE_INTERNAL_H_
#define TIDEMARK_ARRAY_CORE_VISIT_DTYPE_INTERNAL_H_

#include <complex>
#include <cstdint>
#include <type_traits>

#include "tidemark/array/core/dtype.h"

namespace tidemark::array_internal {

template <class Visit>
void VisitDType(DType dtype, Visit&& visit) {
  switch (dtype) {
    case DType::kBool:
      return visit(std::type_identity<bool>());
    case DType::kInt8:
      return visit(std::type_identity<int8_t>());
    case DType::kUInt8:
      return visit(std::type_identity<uint8_t>());
    case DType::kInt16:
      return visit(std::type_identity<int16_t>());
    case DType::kUInt16:
      return visit(std::type_identity<uint16_t>());
    case DType::kInt32:
      return visit(std::type_identity<int32_t>());
    case DType::kUInt32:
      return visit(std::type_identity<uint32_t>());
    case DType::kInt64:
      return visit(std::type_identity<int64_t>());
    case DType::kUInt64:
      return visit(std::type_identity<uint64_t>());
    case DType::kFloat32:
      return visit(std::type_identity<float>());
    case DType::kFloat64:
      return visit(std::type_identity<double>());
    case DType::kComplex64:
      return visit(std::type_identity<std::complex<float>>());
    case DType::kComplex128:
      return visit(std::type_identity<std::complex<double>>());
  }
}

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_CORE_VISIT_DTYPE_INTERNAL_H_
