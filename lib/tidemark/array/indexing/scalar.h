// One number of any kind, given where an array could stand: the 2.5 of `a * 2.5`.
//
// Made implicitly by users; read by elementwise operations and assignments. It keeps the widest
// type of its kind (bool, 64-bit integers, double, complex<double>); what an operation makes of it
// depends on the array: a scalar never changes an array's dtype unless its kind is higher.
//
// This is the one place that converts numbers to elements. No number wraps around: an integer that
// a dtype cannot hold is an error, whether it is computed with (ScalarOperandType), assigned
// (AssignTo) or limits something (clip).
//
// Threading: immutable values. Errors: ValueError, DTypeError, as stated below.
//
//   Scalar(300).Fits(DType::kUInt8);                              // false
//   ScalarOperandType("add", DType::kUInt8, Scalar(300));         // throws ValueError
#ifndef TIDEMARK_ARRAY_INDEXING_SCALAR_H_
#define TIDEMARK_ARRAY_INDEXING_SCALAR_H_

#include <complex>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

#include "tidemark/array/core/dtype.h"

namespace tidemark {

class Scalar {
 public:
  template <class T>
  requires std::is_arithmetic_v<T> Scalar(T value) {
    if constexpr (std::is_same_v<T, bool>) {
      Set(DType::kBool, value);
    } else if constexpr (std::is_integral_v<T>) {
      if constexpr (std::is_signed_v<T> || sizeof(T) < 8) {
        Set(DType::kInt64, static_cast<int64_t>(value));
      } else {
        Set(DType::kUInt64, static_cast<uint64_t>(value));
      }
    } else {
      Set(DType::kFloat64, static_cast<double>(value));
    }
  }
  template <std::floating_point T>
  Scalar(std::complex<T> value) {
    Set(DType::kComplex128, std::complex<double>(value));
  }

  DType dtype() const { return dtype_; }
  const std::byte* bytes() const { return bytes_; }

  // The value as a double (the real part of a complex one), as a complex number, and as an integer,
  // toward zero; for what kUInt64 holds, AsUnsigned.
  double AsDouble() const;
  std::complex<double> AsComplex() const;
  int64_t AsInteger() const;
  uint64_t AsUnsigned() const { return static_cast<uint64_t>(AsInteger()); }

  // Whether it is an integer below zero.
  bool IsNegativeInteger() const { return dtype_ == DType::kInt64 && AsInteger() < 0; }

  // For a scalar and a dtype of integers: whether the dtype holds the value.
  bool Fits(DType dtype) const;

  // Writes the value as an element of `dtype` to `out`, converted as astype does.
  void CastTo(DType dtype, std::byte* out) const;

  // CastTo for an assignment to an element. Where integers are kept a float is cut toward zero.
  // Throws DTypeError for a complex value where a real one is kept; ValueError where integers are
  // kept that do not reach as far, for NaN too.
  void AssignTo(DType dtype, std::byte* out) const;

  // As it would be written in a program: "-1", "18446744073709551615", "2.5", "(1+2j)".
  std::string ToText() const;

 private:
  template <class T>
  void Set(DType dtype, T value) {
    dtype_ = dtype;
    std::memcpy(bytes_, &value, sizeof(T));
  }

  DType dtype_;
  alignas(16) std::byte bytes_[16] = {};
};

// The dtype in which an array of dtype `array` meets `scalar` in the operation `op`. Throws
// ValueError for an integer that the array's integer type cannot hold.
DType ScalarOperandType(const char* op, DType array, const Scalar& scalar);

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_INDEXING_SCALAR_H_
