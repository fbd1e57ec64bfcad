#include "tidemark/array/ops/compare.h"

#include <algorithm>
#include <cmath>

#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/local_view_internal.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/ops/reduce_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

template <class T>
bool IsFiniteElement(const T& value) {
  if constexpr (kIsComplexElement<T>) {
    return std::isfinite(value.real()) && std::isfinite(value.imag());
  } else {
    return std::isfinite(value);
  }
}

// `a` and `b` as the difference sees them; the tolerance has the precision of b, which is less than
// that of the difference where b is of floats of 32 bits and a is not.
template <class T, class Tolerance>
bool IsClose(const T& a, const T& b, const CloseOptions& options) {
  if (IsFiniteElement(a) && IsFiniteElement(b)) {
    const auto relative = static_cast<Tolerance>(options.relative);
    const auto absolute = static_cast<Tolerance>(options.absolute);
    const Tolerance tolerance = absolute + relative * static_cast<Tolerance>(std::abs(b));
    return static_cast<double>(std::abs(a - b)) <= static_cast<double>(tolerance);
  }
  if (a == b) return true;
  return options.equal_nan == EqualNan::kYes && IsNanElement(a) && IsNanElement(b);
}

// Elements of two arrays, cast to one dtype on the stack: body(x, y, done, n) for pieces of n
// contiguous elements that begin `done` elements after the run's first. Ends when it gives false.
template <class Body>
bool ForEachPair(const LoopPlan& plan, int first, DType from_a, DType from_b, DType dtype,
                 Body&& body) {
  const kernels::UnaryLoop convert_a = kernels::FindCast(from_a, dtype);
  const kernels::UnaryLoop convert_b = kernels::FindCast(from_b, dtype);
  const int64_t item = ItemSize(dtype);
  bool going = true;
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    alignas(kMaxItemSize) std::byte x[kChunk * kMaxItemSize];
    alignas(kMaxItemSize) std::byte y[kChunk * kMaxItemSize];
    for (int64_t done = 0; going && done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      convert_a(data[first] + done * strides[first], strides[first], x, item, count);
      convert_b(data[first + 1] + done * strides[first + 1], strides[first + 1], y, item, count);
      going = body(static_cast<const std::byte*>(x), static_cast<const std::byte*>(y),
                   data[0] + done * strides[0], strides[0], count);
    }
  });
  return going;
}

// Calls body.operator()<T, Tolerance>().
template <class Body>
bool WithCloseTypes(DType dtype, DType tolerance, Body&& body) {
  const bool narrow = tolerance == DType::kFloat32;
  switch (dtype) {
    case DType::kFloat32:
      return body.template operator()<float, float>();
    case DType::kFloat64:
      return narrow ? body.template operator()<double, float>()
                    : body.template operator()<double, double>();
    case DType::kComplex64:
      return body.template operator()<std::complex<float>, float>();
    default:
      return narrow ? body.template operator()<std::complex<double>, float>()
                    : body.template operator()<std::complex<double>, double>();
  }
}

struct CloseTypes {
  DType difference;
  DType tolerance;
};

CloseTypes TypesOfClose(const View& a, const View& b) {
  const DType inexact = ScalarDType(b.dtype, DType::kFloat64);
  return {PromoteDTypes(a.dtype, inexact), RealDType(inexact)};
}

// Whether each pair is close, in one pass that ends at the first that is not.
bool AllClose(const View& a, const View& b, const Dims& shape, const CloseOptions& options) {
  const CloseTypes types = TypesOfClose(a, b);
  const Dims a_strides = BroadcastStrides(a, shape);
  const Dims b_strides = BroadcastStrides(b, shape);
  const LoopPlan plan(shape, {{a.data, a_strides.data()}, {b.data, b_strides.data()}});
  return WithCloseTypes(types.difference, types.tolerance, [&]<class T, class Tolerance>() {
    return ForEachPair(plan, 0, a.dtype, b.dtype, types.difference,
                       [&](const std::byte* x, const std::byte* y, std::byte*, int64_t, int64_t n) {
                         constexpr auto kItem = static_cast<int64_t>(sizeof(T));
                         bool all = true;
                         for (int64_t i = 0; i < n; ++i) {
                           all &= IsClose<T, Tolerance>(LoadElement<T>(x + i * kItem),
                                                        LoadElement<T>(y + i * kItem), options);
                         }
                         return all;
                       });
  });
}

void FillClose(const View& out, const View& a, const View& b, const CloseOptions& options) {
  const CloseTypes types = TypesOfClose(a, b);
  const Dims a_strides = BroadcastStrides(a, out.shape());
  const Dims b_strides = BroadcastStrides(b, out.shape());
  const LoopPlan plan(
      out.shape(),
      {{out.data, out.strides().data()}, {a.data, a_strides.data()}, {b.data, b_strides.data()}});
  WithCloseTypes(types.difference, types.tolerance, [&]<class T, class Tolerance>() {
    return ForEachPair(
        plan, 1, a.dtype, b.dtype, types.difference,
        [&](const std::byte* x, const std::byte* y, std::byte* to, int64_t step, int64_t n) {
          constexpr auto kItem = static_cast<int64_t>(sizeof(T));
          for (int64_t i = 0; i < n; ++i) {
            StoreElement(to + i * step,
                         IsClose<T, Tolerance>(LoadElement<T>(x + i * kItem),
                                               LoadElement<T>(y + i * kItem), options));
          }
          return true;
        });
  });
}

// Of one dtype, NaN being equal to nothing: by the loop of the operator ==.
bool AllEqualAsTheyAre(const LoopPlan& plan, DType dtype) {
  constexpr int64_t kTogether = 4096;
  const kernels::BinaryLoop equal = kernels::FindBinary(kernels::BinaryOp::kEqual, dtype);
  bool all = true;
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    std::byte truths[kTogether];
    for (int64_t done = 0; all && done < n; done += kTogether) {
      const int64_t count = std::min(kTogether, n - done);
      equal(data[0] + done * strides[0], strides[0], data[1] + done * strides[1], strides[1],
            truths, 1, count);
      all = kernels::CountTrue(truths, 1, count) == count;
    }
  });
  return all;
}

bool AllEqual(const View& a, const View& b, EqualNan equal_nan) {
  const DType dtype = ResultType(a.dtype, b.dtype);
  const LoopPlan plan(a.shape(), {{a.data, a.strides().data()}, {b.data, b.strides().data()}});
  if (a.dtype == b.dtype && equal_nan == EqualNan::kNo) return AllEqualAsTheyAre(plan, dtype);
  return WithElementType(dtype, [&]<class T>() {
    return ForEachPair(
        plan, 0, a.dtype, b.dtype, dtype,
        [&](const std::byte* x, const std::byte* y, std::byte*, int64_t, int64_t n) {
          constexpr auto kItem = static_cast<int64_t>(sizeof(T));
          bool all = true;
          for (int64_t i = 0; i < n; ++i) {
            const T p = LoadElement<T>(x + i * kItem);
            const T q = LoadElement<T>(y + i * kItem);
            all &= p == q || (equal_nan == EqualNan::kYes && IsNanElement(p) && IsNanElement(q));
          }
          return all;
        });
  });
}

// counts += 1 for each element that is not zero; the strides of the counts are through a's shape.
void AddNonzeros(std::byte* counts, const Dims& strides, const View& view) {
  const LoopPlan plan(view.shape(), {{counts, strides.data()}, {view.data, view.strides().data()}});
  WithElementType(view.dtype, [&]<class T>() {
    plan.Run([&](std::byte* const* data, const int64_t* steps, int64_t n) {
      if (steps[0] == 0) {
        int64_t count = 0;
        for (int64_t i = 0; i < n; ++i) {
          count += static_cast<int64_t>(LoadElement<T>(data[1] + i * steps[1]) != T(0));
        }
        StoreElement(data[0], LoadElement<int64_t>(data[0]) + count);
        return;
      }
      for (int64_t i = 0; i < n; ++i) {
        std::byte* to = data[0] + i * steps[0];
        const bool nonzero = LoadElement<T>(data[1] + i * steps[1]) != T(0);
        StoreElement(to, LoadElement<int64_t>(to) + static_cast<int64_t>(nonzero));
      }
    });
  });
}

Dims ComparedShape(const View& a, const View& b) {
  const View* const views[] = {&a, &b};
  return BroadcastShapes(views);
}

// The layout of NumPy's result, which comes of three steps: b as floats, its distance from a, and
// whether that is within a tolerance that was computed of b alone.
Dims CloseStrides(const View& a, const View& b, const Dims& shape) {
  const bool converted = KindOrder(b.dtype) < 2;
  const LocalView floats(b, b.data, b.shape(), converted ? LikeStrides(b, 8) : Dims(b.strides()));
  const auto in_order = [](std::span<const int64_t> of, const int64_t* const* rows, size_t n) {
    return StridesInOrder(of, KOrder(of, std::span<const int64_t* const>(rows, n)), 1);
  };
  const Dims own = BroadcastStrides(floats.view(), b.shape());
  const int64_t* const of_b[] = {own.data()};
  const LocalView tolerance(b, b.data, b.shape(), in_order(b.shape(), of_b, 1));
  const Dims x = BroadcastStrides(a, shape);
  const Dims y = BroadcastStrides(floats.view(), shape);
  const int64_t* const of_both[] = {x.data(), y.data()};
  Dims distance = in_order(shape, of_both, 2);
  for (int i = 0; i < shape.size(); ++i) {
    if (shape[i] == 1) distance[i] = 0;
  }
  const Dims allowed = BroadcastStrides(tolerance.view(), shape);
  const int64_t* const compared[] = {distance.data(), allowed.data()};
  return in_order(shape, compared, 2);
}

}  // namespace
}  // namespace array_internal

using array_internal::NoteOp;
using array_internal::View;

AnyArray isclose(const AnyArray& a, const AnyArray& b, const CloseOptions& options,
                 SourceLocation site) {
  const Dims shape = array_internal::ComparedShape(a.view(), b.view());
  array_internal::CheckedSize(shape, 1);
  const Dims strides = array_internal::CloseStrides(a.view(), b.view(), shape);
  AnyArray result = AnyArray::Own(array_internal::NewOwner(
      {.dtype = DType::kBool, .shape = shape, .strides = strides, .op = "isclose", .site = site}));
  array_internal::FillClose(result.view(), a.view(), b.view(), options);
  NoteOp("isclose", {&a.view(), &b.view()}, &result.view(), site);
  return result;
}

bool allclose(const AnyArray& a, const AnyArray& b, const CloseOptions& options,
              SourceLocation site) {
  const Dims shape = array_internal::ComparedShape(a.view(), b.view());
  const bool close = array_internal::AllClose(a.view(), b.view(), shape, options);
  NoteOp("allclose", {&a.view(), &b.view()}, nullptr, site);
  return close;
}

bool array_equal(const AnyArray& a, const AnyArray& b, EqualNan equal_nan, SourceLocation site) {
  if (!std::ranges::equal(a.shape(), b.shape())) return false;
  const bool equal = array_internal::AllEqual(a.view(), b.view(), equal_nan);
  NoteOp("array_equal", {&a.view(), &b.view()}, nullptr, site);
  return equal;
}

int64_t count_nonzero(const AnyArray& a, SourceLocation site) {
  const View& view = a.view();
  int64_t count = 0;
  array_internal::AddNonzeros(reinterpret_cast<std::byte*>(&count), Dims::Filled(view.ndim, 0),
                              view);
  NoteOp("count_nonzero", {&view}, nullptr, site);
  return count;
}

AnyArray count_nonzero(const AnyArray& a, const Axes& axes, KeepDims keepdims,
                       SourceLocation site) {
  const View& view = a.view();
  // NumPy sums up a copy in bools, but for bools themselves.
  const array_internal::ReductionShape shape =
      view.dtype == DType::kBool
          ? array_internal::PlanReduction(view, axes.dims(), keepdims, sizeof(int64_t))
          : array_internal::PlanReductionOfCopy(view, axes.dims(), keepdims, sizeof(int64_t));
  AnyArray result = AnyArray::Own(array_internal::NewOwner({.dtype = DType::kInt64,
                                                            .shape = shape.result,
                                                            .strides = shape.strides,
                                                            .op = "count_nonzero",
                                                            .site = site,
                                                            .zeroed = true}));
  const Dims strides = array_internal::StridesThrough(result.view(), view, shape, keepdims);
  array_internal::AddNonzeros(result.view().data, strides, view);
  NoteOp("count_nonzero", {&view}, &result.view(), site);
  return result;
}

}  // namespace tidemark
