#include "tidemark/array/indexing/scalar.h"

#include <limits>

#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/kernels/kernels.h"

namespace tidemark {
namespace {

// A double within these limits, as the 64 bits of an integer that is cut to a smaller size later.
int64_t Truncated(double value) {
  if (value < 0x1p63) return static_cast<int64_t>(value);
  return static_cast<int64_t>(static_cast<uint64_t>(value));
}

}  // namespace

double Scalar::AsDouble() const {
  double value = 0;
  CastTo(DType::kFloat64, reinterpret_cast<std::byte*>(&value));
  return value;
}

std::complex<double> Scalar::AsComplex() const {
  std::complex<double> value;
  CastTo(DType::kComplex128, reinterpret_cast<std::byte*>(&value));
  return value;
}

int64_t Scalar::AsInteger() const {
  int64_t value = 0;
  CastTo(DType::kInt64, reinterpret_cast<std::byte*>(&value));
  return value;
}

bool Scalar::Fits(DType dtype) const {
  const int64_t value = AsInteger();
  const int unused_bits = 64 - 8 * static_cast<int>(ItemSize(dtype));
  if (KindOf(dtype) == DTypeKind::kUnsigned) {
    if (value < 0 && dtype_ != DType::kUInt64) return false;
    return static_cast<uint64_t>(value) <= ~uint64_t{0} >> unused_bits;
  }
  if (value < 0 && dtype_ == DType::kUInt64) return false;
  const int64_t largest = std::numeric_limits<int64_t>::max() >> unused_bits;
  return value <= largest && value >= -largest - 1;
}

void Scalar::CastTo(DType dtype, std::byte* out) const {
  kernels::FindCast(dtype_, dtype)(bytes_, 16, out, 16, 1);
}

void Scalar::AssignTo(DType dtype, std::byte* out) const {
  const int to = array_internal::KindOrder(dtype);
  if (dtype_ == DType::kComplex128 && to < 3 && dtype != DType::kBool) {
    throw DTypeError(std::string("a complex value cannot be kept in an array of ") +
                     DTypeName(dtype));
  }
  if (to != 1 || dtype_ == DType::kBool) return CastTo(dtype, out);
  const bool reaches_further = dtype == DType::kUInt32 || dtype == DType::kUInt64;
  const bool is_float = dtype_ == DType::kFloat64;
  const double value = AsDouble();
  const bool fits = is_float ? value >= -0x1p63 && value < (reaches_further ? 0x1p64 : 0x1p63)
                             : dtype_ == DType::kInt64 || reaches_further || AsInteger() >= 0;
  if (!fits) {
    throw ValueError(std::string("a value beyond all integers cannot be kept in an array of ") +
                     DTypeName(dtype));
  }
  (is_float ? Scalar(Truncated(value)) : *this).CastTo(dtype, out);
}

DType ScalarResultType(DType array, const Scalar& scalar) {
  return array_internal::ScalarDType(array, scalar.dtype());
}

}  // namespace tidemark
