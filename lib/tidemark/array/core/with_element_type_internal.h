// A function template called with the C++ type of a dtype's elements.
//
// Used by loops that are written here and there for all dtypes and are not worth a kernel.
//
//   WithElementType(view.dtype, [&]<class T>() { ... LoadElement<T>(address) ... });
#ifndef TIDEMARK_ARRAY_CORE_WITH_ELEMENT_TYPE_INTERNAL_H_
#define TIDEMARK_ARRAY_CORE_WITH_ELEMENT_TYPE_INTERNAL_H_

#include <complex>
#include <cstdint>

#include "tidemark/array/core/dtype.h"

namespace tidemark::array_internal {

// Calls function.template operator()<T>() and gives what it gives.
template <class Function>
auto WithElementType(DType dtype, Function&& function) {
  switch (dtype) {
    case DType::kBool:
      return function.template operator()<bool>();
    case DType::kInt8:
      return function.template operator()<int8_t>();
    case DType::kUInt8:
      return function.template operator()<uint8_t>();
    case DType::kInt16:
      return function.template operator()<int16_t>();
    case DType::kUInt16:
      return function.template operator()<uint16_t>();
    case DType::kInt32:
      return function.template operator()<int32_t>();
    case DType::kUInt32:
      return function.template operator()<uint32_t>();
    case DType::kInt64:
      return function.template operator()<int64_t>();
    case DType::kUInt64:
      return function.template operator()<uint64_t>();
    case DType::kFloat32:
      return function.template operator()<float>();
    case DType::kFloat64:
      return function.template operator()<double>();
    case DType::kComplex64:
      return function.template operator()<std::complex<float>>();
    case DType::kComplex128:
      break;
  }
  return function.template operator()<std::complex<double>>();
}

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_CORE_WITH_ELEMENT_TYPE_INTERNAL_H_
