#include "tidemark/array/indexing/scalar.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/kernels/kernels.h"

namespace tidemark {

using array_internal::IsIntegerType;

namespace {

[[noreturn]] void ThrowDoesNotFit(const Scalar& scalar, DType dtype) {
  array_internal::ThrowValueError(absl::StrCat(
      "the value ", scalar.ToText(), " cannot be kept in an array of ", DTypeName(dtype)));
}

// The integer toward zero of a double, if 64 bits hold it.
Scalar Truncated(const Scalar& scalar, DType dtype) {
  const double value = scalar.AsDouble();
  if (value >= -0x1p63 && value < 0x1p63) return Scalar(static_cast<int64_t>(value));
  if (value >= 0x1p63 && value < 0x1p64) return Scalar(static_cast<uint64_t>(value));
  ThrowDoesNotFit(scalar, dtype);  // NaN too
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
  if (dtype_ == DType::kComplex128 && !array_internal::IsComplexType(dtype) &&
      dtype != DType::kBool) {
    array_internal::ThrowDTypeError(absl::StrCat(
        "the complex value ", ToText(), " cannot be kept in an array of ", DTypeName(dtype)));
  }
  if (!IsIntegerType(dtype) || dtype_ == DType::kBool) return CastTo(dtype, out);
  const Scalar integer = IsIntegerType(dtype_) ? *this : Truncated(*this, dtype);
  if (!integer.Fits(dtype)) ThrowDoesNotFit(*this, dtype);
  integer.CastTo(dtype, out);
}

std::string Scalar::ToText() const {
  switch (dtype_) {
    case DType::kBool:
      return AsInteger() != 0 ? "true" : "false";
    case DType::kUInt64:
      return absl::StrCat(AsUnsigned());
    case DType::kInt64:
      return absl::StrCat(AsInteger());
    case DType::kComplex128: {
      const std::complex<double> value = AsComplex();
      return absl::StrCat("(", value.real(), value.imag() < 0 ? "" : "+", value.imag(), "j)");
    }
    default:
      return absl::StrCat(AsDouble());
  }
}

DType ScalarOperandType(const char* op, DType array, const Scalar& scalar) {
  if (IsIntegerType(array) && IsIntegerType(scalar.dtype()) && !scalar.Fits(array)) {
    array_internal::ThrowValueError(absl::StrCat(op, ": the integer ", scalar.ToText(),
                                                 " is out of bounds for ", DTypeName(array)));
  }
  return array_internal::ScalarDType(array, scalar.dtype());
}

}  // namespace tidemark
