#include <limits>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/ops/reduce_internal.h"
#include "tidemark/array/statistics/nan_reduce.h"

namespace tidemark {
namespace array_internal {
namespace {

// The first extreme of what is no NaN, NaN counting as the infinity that it would not be; fed
// element after element.
template <class T>
class FirstExtreme {
 public:
  explicit FirstExtreme(bool largest)
      : largest_(largest),
        find_(largest ? kernels::FindArgMax(kDTypeOf<T>) : kernels::FindArgMin(kDTypeOf<T>)) {}

  // n > 0 elements.
  void SeeRun(const std::byte* run, int64_t stride, int64_t n) {
    // The plain extreme is the first NaN where there is one.
    const int64_t position = find_(run, stride, n);
    const T value = LoadElement<T>(run + position * stride);
    if (IsNanElement(value)) {
      for (int64_t i = 0; i < n; ++i) See(LoadElement<T>(run + i * stride));
      return;
    }
    seen_ += position;
    See(value);
    seen_ += n - position - 1;
  }

  int64_t position(const char* op) const {
    if (!number_seen_) ThrowValueError(absl::StrCat(op, ": there is nothing but NaN"));
    return position_;
  }

 private:
  void See(T value) {
    if (IsNanElement(value)) {
      constexpr float kInfinity = std::numeric_limits<float>::infinity();
      value = T(largest_ ? -kInfinity : kInfinity);
    } else {
      number_seen_ = true;
    }
    if (!any_ || (largest_ ? Before(best_, value) : Before(value, best_))) {
      any_ = true;
      best_ = value;
      position_ = seen_;
    }
    ++seen_;
  }

  static bool Before(const T& a, const T& b) {
    if constexpr (kIsComplexElement<T>) {
      return a.real() < b.real() || (a.real() == b.real() && a.imag() < b.imag());
    } else {
      return a < b;
    }
  }

  bool largest_;
  kernels::ArgLoop find_;
  bool any_ = false;
  bool number_seen_ = false;
  int64_t seen_ = 0;
  int64_t position_ = 0;
  T best_{};
};

int64_t NanArgOfAll(const AnyArray& a, bool largest, const char* op, SourceLocation site) {
  const View& view = a.view();
  if (view.size == 0) ThrowValueError(absl::StrCat(op, " of nothing"));
  const LoopPlan plan(view.shape(), {{view.data, view.strides().data()}}, Traversal::kInOrder);
  const int64_t position = WithElementType(view.dtype, [&]<class T>() {
    FirstExtreme<T> extreme(largest);
    plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
      extreme.SeeRun(data[0], strides[0], n);
    });
    return extreme.position(op);
  });
  NoteOp(op, {&view}, nullptr, site);
  return position;
}

AnyArray NanArgAlong(const AnyArray& a, int64_t axis, KeepDims keepdims, bool largest,
                     const char* op, SourceLocation site) {
  const View& view = a.view();
  const ReductionShape shape = PlanReduction(view, Dims(axis), keepdims, sizeof(int64_t));
  if (shape.count == 0) {
    ThrowValueError(absl::StrCat(op, " of an empty sequence: shape ", ShapeText(view.shape())));
  }
  AnyArray result = AnyArray::Own(
      NewOwner({.dtype = DType::kInt64, .shape = shape.result, .op = op, .site = site}));
  const Dims strides = StridesThrough(result.view(), view, shape, keepdims);
  const int along = view.ndim == 0 ? 0 : NormalizeAxis(axis, view.ndim);
  const int64_t extent = view.ndim == 0 ? 1 : view.dims[along];
  const int64_t stride = view.ndim == 0 ? 0 : view.dims[view.ndim + along];
  Dims outer(view.shape());
  if (view.ndim != 0) outer[along] = 1;
  const LoopPlan plan(outer,
                      {{result.view().data, strides.data()}, {view.data, view.strides().data()}});
  WithElementType(view.dtype, [&]<class T>() {
    plan.Run([&](std::byte* const* data, const int64_t* steps, int64_t n) {
      for (int64_t i = 0; i < n; ++i) {
        FirstExtreme<T> extreme(largest);
        extreme.SeeRun(data[1] + i * steps[1], stride, extent);
        StoreElement(data[0] + i * steps[0], extreme.position(op));
      }
    });
  });
  NoteOp(op, {&view}, &result.view(), site);
  return result;
}

// Copies elements, NaN as `instead`.
void CopyWithout(const View& in, const View& out, const Dims& out_strides, float instead) {
  const LoopPlan plan(in.shape(), {{out.data, out_strides.data()}, {in.data, in.strides().data()}});
  WithElementType(in.dtype, [&]<class T>() {
    plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
      for (int64_t i = 0; i < n; ++i) {
        const T value = LoadElement<T>(data[1] + i * strides[1]);
        StoreElement(data[0] + i * strides[0], IsNanElement(value) ? T(instead) : value);
      }
    });
  });
}

// The elements with NaN replaced, then their running result in place.
AnyArray ScanWithout(const AnyArray& a, std::optional<int64_t> axis, kernels::ScanLoop scan,
                     float instead, const char* op, SourceLocation site) {
  const View& view = a.view();
  const bool flat = !axis || (view.ndim == 0 && (*axis == 0 || *axis == -1));
  const int along = flat ? 0 : NormalizeAxis(*axis, view.ndim);
  const int64_t item = view.item_size;
  AnyArray result;
  if (flat) {
    result = AnyArray::Own(
        NewOwner({.dtype = view.dtype, .shape = Dims(view.size), .op = op, .site = site}));
    CopyWithout(view, result.view(), CStrides(view.shape(), item), instead);
    scan(result.view().data, item, result.view().data, item, view.size);
  } else {
    const Dims like = LikeStrides(view, item);
    result = AnyArray::Own(NewOwner(
        {.dtype = view.dtype, .shape = view.shape(), .strides = like, .op = op, .site = site}));
    const View& out = result.view();
    CopyWithout(view, out, Dims(out.strides()), instead);
    const int64_t stride = out.dims[out.ndim + along];
    if (out.size != 0) {
      ForEachLine(out, out, along, [&](std::byte* line, std::byte*) {
        scan(line, stride, line, stride, out.dims[along]);
      });
    }
  }
  NoteOp(op, {&view}, &result.view(), site);
  return result;
}

}  // namespace
}  // namespace array_internal

using array_internal::HasNans;
using array_internal::NanArgAlong;
using array_internal::NanArgOfAll;
using array_internal::ScanWithout;

int64_t nanargmin(const AnyArray& a, SourceLocation site) {
  return NanArgOfAll(a, false, "nanargmin", site);
}

AnyArray nanargmin(const AnyArray& a, int64_t axis, KeepDims keepdims, SourceLocation site) {
  return NanArgAlong(a, axis, keepdims, false, "nanargmin", site);
}

int64_t nanargmax(const AnyArray& a, SourceLocation site) {
  return NanArgOfAll(a, true, "nanargmax", site);
}

AnyArray nanargmax(const AnyArray& a, int64_t axis, KeepDims keepdims, SourceLocation site) {
  return NanArgAlong(a, axis, keepdims, true, "nanargmax", site);
}

AnyArray nancumsum(const AnyArray& a, std::optional<int64_t> axis, SourceLocation site) {
  if (!HasNans(a.dtype())) return cumsum(a, axis, site);
  return ScanWithout(a, axis, kernels::FindCumSum(a.dtype()), 0, "nancumsum", site);
}

AnyArray nancumprod(const AnyArray& a, std::optional<int64_t> axis, SourceLocation site) {
  if (!HasNans(a.dtype())) return cumprod(a, axis, site);
  return ScanWithout(a, axis, kernels::FindCumProd(a.dtype()), 1, "nancumprod", site);
}

}  // namespace tidemark
