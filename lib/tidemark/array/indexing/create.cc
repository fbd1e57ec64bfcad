#include "tidemark/array/indexing/create.h"

#include <cmath>
#include <cstring>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/with_element_type_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/kernels/kernels.h"

namespace tidemark {

using array_internal::FillElements;
using array_internal::NewOwner;

namespace {

AnyArray Make(DType dtype, const Dims& shape, const char* op, SourceLocation site,
              bool zeroed = false) {
  return AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = shape, .op = op, .site = site, .zeroed = zeroed}));
}

AnyArray MakeLike(const AnyArray& a, std::optional<DType> dtype, const char* op,
                  SourceLocation site, bool zeroed = false) {
  const DType type = dtype.value_or(a.dtype());
  return AnyArray::Own(NewOwner({.dtype = type,
                                 .shape = a.shape(),
                                 .strides = array_internal::LikeStrides(a.view(), ItemSize(type)),
                                 .op = op,
                                 .site = site,
                                 .zeroed = zeroed}));
}

void FillWith(const AnyArray& a, const Scalar& value) {
  alignas(16) std::byte item[array_internal::kMaxItemSize];
  value.AssignTo(a.dtype(), item);
  FillElements(a.view(), item);
}

// first + i * (second - first), in T: NumPy's fill functions.
template <class T>
void FillRange(std::byte* data, int64_t count) {
  auto* values = reinterpret_cast<T*>(data);
  const T first = values[0];
  const T step = static_cast<T>(values[1] - first);
  for (int64_t i = 2; i < count; ++i) {
    if constexpr (std::is_integral_v<T>) {
      using U = std::make_unsigned_t<T>;
      const uint64_t offset = static_cast<uint64_t>(i) * static_cast<U>(step);
      values[i] = static_cast<T>(static_cast<uint64_t>(first) + offset);
    } else if constexpr (std::is_floating_point_v<T>) {
      values[i] = first + static_cast<T>(i) * step;
    } else {
      using R = typename T::value_type;
      values[i] = T(first.real() + static_cast<R>(i) * step.real(),
                    first.imag() + static_cast<R>(i) * step.imag());
    }
  }
}

void FillRangeOf(DType dtype, std::byte* data, int64_t count) {
  array_internal::WithElementType(dtype, [&]<class T>() {
    if constexpr (!std::is_same_v<T, bool>) FillRange<T>(data, count);
  });
}

bool IsInteger(const Scalar& value) { return value.dtype() <= DType::kUInt64; }

__int128 ExactInteger(const Scalar& value) {
  if (value.dtype() == DType::kUInt64) return value.AsUnsigned();
  return value.AsInteger();
}

// Integers are subtracted exactly, then divided as floating-point numbers, as in Python.
int64_t RangeLength(const Scalar& start, const Scalar& stop, const Scalar& step) {
  double span = stop.AsDouble() - start.AsDouble();
  if (IsInteger(start) && IsInteger(stop)) {
    span = static_cast<double>(ExactInteger(stop) - ExactInteger(start));
  }
  if (step.AsDouble() == 0) array_internal::ThrowValueError("arange: the step is zero");
  const double length = std::ceil(span / step.AsDouble());
  if (std::isnan(length)) array_internal::ThrowValueError("arange: cannot compute length");
  if (length > 9.2e18) array_internal::ThrowValueError("arange: maximum allowed size exceeded");
  return length <= 0 ? 0 : static_cast<int64_t>(length);
}

// start + step, by integers where both are; modulo 2^64, for it is cut to the dtype's size.
Scalar Second(const Scalar& start, const Scalar& step) {
  if (IsInteger(start) && IsInteger(step)) {
    const __int128 sum = ExactInteger(start) + ExactInteger(step);
    if (sum > INT64_MAX) return Scalar(static_cast<uint64_t>(sum));
    return Scalar(static_cast<int64_t>(sum));
  }
  return Scalar(start.AsDouble() + step.AsDouble());
}

}  // namespace

namespace array_internal {

AnyArray HeldRange(const Scalar& start, const Scalar& stop, const Scalar& step, DType dtype,
                   SourceLocation site) {
  const bool is_signed = KindOf(dtype) == DTypeKind::kSigned;
  if (IsIntegerType(dtype)) {
    const int64_t count = RangeLength(start, stop, step);
    const __int128 first = ExactInteger(start);
    const __int128 last = first + ExactInteger(step) * (count - 1);
    const int bits = 8 * static_cast<int>(ItemSize(dtype)) - (is_signed ? 1 : 0);
    const __int128 above = static_cast<__int128>(1) << bits;
    const __int128 lowest = is_signed ? -above : 0;
    const bool held = first >= lowest && first < above && last >= lowest && last < above;
    if (count > 0 && !held) {
      ThrowValueError(
          absl::StrCat("arange: a range that leaves what elements of ", DTypeName(dtype), " hold"));
    }
  }
  return arange(start, stop, step, dtype, site);
}

void FillElements(const View& view, const std::byte* item) {
  const Dims still = Dims::Filled(view.ndim, 0);
  // The source is only read.
  MoveElements(view.shape(), {view.data, view.strides().data()}, view.dtype,
               {const_cast<std::byte*>(item), still.data()}, view.dtype);
}

}  // namespace array_internal

AnyArray empty(DType dtype, const Dims& shape, SourceLocation site) {
  return Make(dtype, shape, "empty", site);
}

AnyArray zeros(DType dtype, const Dims& shape, SourceLocation site) {
  return Make(dtype, shape, "zeros", site, true);
}

AnyArray ones(DType dtype, const Dims& shape, SourceLocation site) {
  AnyArray a = Make(dtype, shape, "ones", site);
  FillWith(a, 1);
  return a;
}

AnyArray full(DType dtype, const Dims& shape, const Scalar& value, SourceLocation site) {
  AnyArray a = Make(dtype, shape, "full", site);
  FillWith(a, value);
  return a;
}

AnyArray empty_like(const AnyArray& a, std::optional<DType> dtype, SourceLocation site) {
  return MakeLike(a, dtype, "empty_like", site);
}

AnyArray zeros_like(const AnyArray& a, std::optional<DType> dtype, SourceLocation site) {
  return MakeLike(a, dtype, "zeros_like", site, true);
}

AnyArray ones_like(const AnyArray& a, std::optional<DType> dtype, SourceLocation site) {
  AnyArray result = MakeLike(a, dtype, "ones_like", site);
  FillWith(result, 1);
  return result;
}

AnyArray full_like(const AnyArray& a, const Scalar& value, std::optional<DType> dtype,
                   SourceLocation site) {
  AnyArray result = MakeLike(a, dtype, "full_like", site);
  FillWith(result, value);
  return result;
}

AnyArray arange(const Scalar& start, const Scalar& stop, const Scalar& step, DType dtype,
                SourceLocation site) {
  const int64_t count = RangeLength(start, stop, step);
  if (dtype == DType::kBool && count > 2) {
    array_internal::ThrowDTypeError("arange: a range of bools has at most two elements");
  }
  AnyArray a = Make(dtype, Dims(count), "arange", site);
  std::byte* data = a.view().data;
  if (count > 0) start.CastTo(dtype, data);
  if (count > 1) Second(start, step).CastTo(dtype, data + a.itemsize());
  if (count > 2) FillRangeOf(dtype, data, count);
  return a;
}

AnyArray linspace(DType dtype, double start, double stop, Count samples, Endpoint endpoint,
                  SourceLocation site) {
  const int64_t count = samples.value();
  const bool with_stop = endpoint == Endpoint::kIncluded;
  if (count < 0) {
    array_internal::ThrowValueError(
        absl::StrCat("linspace: number of samples, ", count, ", must be non-negative"));
  }
  AnyArray a = Make(dtype, Dims(count), "linspace", site);
  const kernels::UnaryLoop cast = kernels::FindCast(DType::kFloat64, dtype);
  const auto intervals = static_cast<double>(with_stop ? count - 1 : count);
  const double span = stop - start;
  const double step = span / intervals;
  const bool integer = array_internal::IsIntegerType(dtype);
  for (int64_t i = 0; i < count; ++i) {
    double value = start;
    if (intervals > 0) {
      const auto x = static_cast<double>(i);
      // Where the step vanishes the fraction is kept longer, as NumPy does it.
      value += step == 0 ? x / intervals * span : x * step;
    }
    if (with_stop && count > 1 && i == count - 1) value = stop;
    if (integer) value = std::floor(value);
    cast(reinterpret_cast<const std::byte*>(&value), 8, a.view().data + i * a.itemsize(),
         a.itemsize(), 1);
  }
  return a;
}

AnyArray eye(DType dtype, Count height, std::optional<Count> columns, Count offset,
             SourceLocation site) {
  const int64_t rows = height.value();
  const int64_t width = columns.value_or(height).value();
  const int64_t k = offset.value();
  AnyArray a = Make(dtype, Dims({rows, width}), "eye", site, true);
  alignas(16) std::byte one[array_internal::kMaxItemSize];
  Scalar(1).CastTo(dtype, one);
  const int64_t first_row = k < 0 ? (k == INT64_MIN ? rows : -k) : 0;
  const int64_t first_column = k < 0 ? 0 : k;
  for (int64_t i = first_row, j = first_column; i < rows && j < width; ++i, ++j) {
    std::memcpy(a.view().data + (i * width + j) * a.itemsize(), one,
                static_cast<size_t>(a.itemsize()));
  }
  return a;
}

AnyArray from_bytes(DType dtype, const Dims& shape, const void* elements, const char* op,
                    SourceLocation site) {
  AnyArray a = Make(dtype, shape, op, site);
  if (a.nbytes() != 0) std::memcpy(a.view().data, elements, static_cast<size_t>(a.nbytes()));
  return a;
}

AnyArray adopt(DType dtype, const Dims& shape, void* elements, std::function<void()> deleter,
               bool writable, SourceLocation site) {
  const int64_t item_size = ItemSize(dtype);
  int64_t size = 0;
  try {
    size = array_internal::CheckedSize(shape, item_size);
    array_internal::CheckAligned(elements, shape, {}, dtype);
  } catch (...) {
    if (deleter) deleter();
    throw;
  }
  auto* data = static_cast<std::byte*>(elements);
  return AnyArray::Own(array_internal::AdoptBuffer(
      data, size * item_size, data, dtype, shape, array_internal::CStrides(shape, item_size),
      writable, BufferKind::kExternal, std::move(deleter), "adopt", site));
}

}  // namespace tidemark
