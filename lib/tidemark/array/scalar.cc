#include "tidemark/array/scalar.h"

#include <cmath>

#include "tidemark/array/error.h"
#include "tidemark/array/kernels.h"

namespace tidemark {
namespace {

// bool < integer < float < complex.
int Rank(DTypeKind kind) {
  switch (kind) {
    case DTypeKind::kBool:
      return 0;
    case DTypeKind::kSigned:
    case DTypeKind::kUnsigned:
      return 1;
    case DTypeKind::kFloat:
      return 2;
    case DTypeKind::kComplex:
      return 3;
  }
  return 3;
}

}  // namespace

double Scalar::AsDouble() const {
  double value = 0;
  CastTo(DType::kFloat64, reinterpret_cast<std::byte*>(&value));
  return value;
}

int64_t Scalar::AsInteger() const {
  int64_t value = 0;
  CastTo(DType::kInt64, reinterpret_cast<std::byte*>(&value));
  return value;
}

void Scalar::CastTo(DType dtype, std::byte* out) const {
  kernels::FindCast(dtype_, dtype)(bytes_, 16, out, 16, 1);
}

void Scalar::AssignTo(DType dtype, std::byte* out) const {
  const int to = Rank(KindOf(dtype));
  if (dtype_ == DType::kComplex128 && to < 3 && dtype != DType::kBool) {
    throw DTypeError(std::string("a complex value cannot be kept in an array of ") +
                     DTypeName(dtype));
  }
  if (dtype_ == DType::kFloat64 && to == 1 && !std::isfinite(AsDouble())) {
    throw ValueError(std::string("a value that is not finite cannot be kept in an array of ") +
                     DTypeName(dtype));
  }
  CastTo(dtype, out);
}

DType ScalarResultType(DType array, const Scalar& scalar) {
  const int array_rank = Rank(KindOf(array));
  const int scalar_rank = Rank(KindOf(scalar.dtype()));
  if (scalar_rank <= array_rank) return array;
  if (scalar_rank == 3 && array == DType::kFloat32) return DType::kComplex64;
  return scalar.dtype();
}

}  // namespace tidemark
