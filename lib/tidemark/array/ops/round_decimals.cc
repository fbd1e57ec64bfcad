#include "tidemark/array/ops/round_decimals.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <type_traits>

#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/element_type.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/visit_dtype_internal.h"
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
    if constexpr (std::is_same_v<T, float>) {
      if (factor > static_cast<double>(std::numeric_limits<float>::max())) {
        return static_cast<float>((*this)(static_cast<double>(x)));
      }
    }
    const T f = static_cast<T>(factor);
    return before_point ? std::rint(x / f) * f : std::rint(x * f) / f;
  }
};

// Powers up to 10^22 are exact.
double PowerOfTen(int exponent) { return std::pow(10.0, exponent); }

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
  const bool integers = array_internal::KindOrder(view.dtype) == 1;
  if (integers && decimals.count > 0) return a;
  if (view.dtype == DType::kBool) {
    array_internal::ThrowDTypeError("round: bools have no decimals");
  }
  const bool fortran = view.f_contiguous && !view.c_contiguous;
  const Dims strides = fortran ? array_internal::FortranStrides(view.shape(), view.item_size)
                               : array_internal::CStrides(view.shape(), view.item_size);
  AnyArray result = AnyArray::Own(array_internal::NewOwner({.dtype = view.dtype,
                                                            .shape = view.shape(),
                                                            .strides = strides,
                                                            .op = "round",
                                                            .site = site}));
  const DecimalRounding rounding{PowerOfTen(std::abs(decimals.count)), decimals.count < 0};
  const array_internal::LoopPlan plan(
      view.shape(), {{result.view().data, strides.data()}, {view.data, view.strides().data()}});
  array_internal::VisitDType(view.dtype, [&]<class T>(std::type_identity<T>) {
    plan.Run([&](std::byte* const* data, const int64_t* steps, int64_t n) {
      RoundRun<T>(rounding, data[0], steps[0], data[1], steps[1], n);
    });
  });
  array_internal::NoteOp("round", {&view}, &result.view(), site);
  return result;
}

}  // namespace tidemark
