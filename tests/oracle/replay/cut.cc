#include "tests/oracle/replay/cut.h"

#include <cstring>

#include "tidemark/array/core/error.h"

namespace tidemark::oracle {
namespace {

bool IsInteger(DType dtype) {
  return KindOf(dtype) == DTypeKind::kSigned || KindOf(dtype) == DTypeKind::kUnsigned;
}

// A double within these limits, as the 64 bits of an integer that is cut to a smaller size later.
int64_t CutBits(double value) {
  if (value < 0x1p63) return static_cast<int64_t>(value);
  return static_cast<int64_t>(static_cast<uint64_t>(value));
}

}  // namespace

Scalar CastToElement(const Scalar& value, DType dtype) {
  if (!IsInteger(dtype)) return value;
  alignas(16) std::byte element[16] = {};
  value.CastTo(dtype, element);
  const bool is_unsigned = KindOf(dtype) == DTypeKind::kUnsigned;
  int64_t bits = 0;
  std::memcpy(&bits, element, static_cast<size_t>(ItemSize(dtype)));
  if (is_unsigned) return Scalar(static_cast<uint64_t>(bits));
  const int unused = 64 - 8 * static_cast<int>(ItemSize(dtype));
  return Scalar(static_cast<int64_t>(static_cast<uint64_t>(bits) << unused) >> unused);
}

Scalar CutToElement(const Scalar& value, DType dtype) {
  if (!IsInteger(dtype) || value.dtype() == DType::kBool) return value;
  if (value.dtype() == DType::kComplex128) throw DTypeError("a complex value of a real element");
  const bool reaches_further = dtype == DType::kUInt32 || dtype == DType::kUInt64;
  if (value.dtype() == DType::kFloat64) {
    const double number = value.AsDouble();
    const bool fits = number >= -0x1p63 && number < (reaches_further ? 0x1p64 : 0x1p63);
    if (!fits) throw ValueError("a value beyond all integers");
    return CastToElement(Scalar(CutBits(number)), dtype);
  }
  if (value.dtype() == DType::kUInt64 && !reaches_further && value.AsInteger() < 0) {
    throw ValueError("a value beyond all integers");
  }
  return CastToElement(value, dtype);
}

}  // namespace tidemark::oracle
