#include "tidemark/array/ops/round_decimals.h"

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/element_type.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/with_element_type_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/ops/elementwise.h"

namespace tidemark {

using array_internal::View;

namespace {

// The number rounded to `places` behind the point, or before it.
struct DecimalRounding {
  double factor;
  bool before_point;

  template <class T>
  T operator()(T x) const {
    // A factor beyond float32 makes NumPy compute each step in float64, and keep it in float32.
    if (std::is_same_v<T, float> && factor > std::numeric_limits<float>::max()) {
      return Steps<T>(x, factor);
    }
    return Steps<T>(x, static_cast<T>(factor));
  }

  template <class T, class F>
  T Steps(T x, F f) const {
    if (before_point) return static_cast<T>(std::rint(static_cast<T>(x / f)) * f);
    return static_cast<T>(std::rint(static_cast<T>(x * f)) / f);
  }
};

// By multiplication, as NumPy has it: beyond 10^22 not the nearest number.
double PowerOfTen(int exponent) {
  double power = 1;
  for (int i = 0; i < exponent && std::isfinite(power); ++i) power *= 10;
  return power;
}

template <class T>
void RoundRun(const DecimalRounding& rounding, std::byte* to, int64_t to_step,
              const std::byte* from, int64_t from_step, int64_t n) {
  for (int64_t i = 0; i < n; ++i, to += to_step, from += from_step) {
    T x;
    std::memcpy(&x, from, sizeof(T));
    if constexpr (std::is_floating_point_v<T>) {
      x = rounding(x);
    } else if constexpr (std::is_integral_v<T>) {
      const double rounded = rounding(static_cast<double>(x));
      kernels::FindCast(DType::kFloat64, kDTypeOf<T>)(reinterpret_cast<const std::byte*>(&rounded),
                                                      8, reinterpret_cast<std::byte*>(&x), 8, 1);
    } else {
      x = T(rounding(x.real()), rounding(x.imag()));
    }
    std::memcpy(to, &x, sizeof(T));
  }
}

}  // namespace

AnyArray round(const AnyArray& a, Decimals decimals, SourceLocation site) {
  const View& view = a.view();
  if (decimals.count == 0) return round(Operand(a), site);
  const bool integers = array_internal::IsIntegerType(view.dtype);
  if (integers && decimals.count > 0) return a;
  if (view.dtype == DType::kBool) {
    array_internal::ThrowDTypeError("round: bools have no decimals");
  }
  const bool real = KindOf(view.dtype) != DTypeKind::kComplex;
  const bool fortran = real && view.f_contiguous && !view.c_contiguous;
  const Dims strides = fortran ? array_internal::FortranStrides(view.shape(), view.item_size)
                               : array_internal::CStrides(view.shape(), view.item_size);
  AnyArray result = AnyArray::Own(array_internal::NewOwner({.dtype = view.dtype,
                                                            .shape = view.shape(),
                                                            .strides = strides,
                                                            .op = "round",
                                                            .site = site}));
  const DecimalRounding rounding{
      PowerOfTen(decimals.count < 0 ? -std::max(decimals.count, -INT_MAX) : decimals.count),
      decimals.count < 0};
  const array_internal::LoopPlan plan(
      view.shape(), {{result.view().data, strides.data()}, {view.data, view.strides().data()}});
  array_internal::WithElementType(view.dtype, [&]<class T>() {
    plan.Run([&](std::byte* const* data, const int64_t* steps, int64_t n) {
      RoundRun<T>(rounding, data[0], steps[0], data[1], steps[1], n);
    });
  });
  array_internal::NoteOp("round", {&view}, &result.view(), site);
  return result;
}

}  // namespace tidemark
