#include "tidemark/array/sorting/positions.h"

#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/ops/lines_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

int64_t CountOf(const View& view) {
  int64_t count = 0;
  const LoopPlan plan(view.shape(), {{view.data, view.strides().data()}});
  WithElementType(view.dtype, [&]<class T>() {
    plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
      for (int64_t i = 0; i < n; ++i) {
        count += static_cast<int64_t>(LoadElement<T>(data[0] + i * strides[0]) != T(0));
      }
    });
  });
  return count;
}

// body(position in C order) for each element that is not zero.
template <class Body>
void ForEachNonzero(const View& view, Body&& body) {
  const LoopPlan plan(view.shape(), {{view.data, view.strides().data()}}, Traversal::kInOrder);
  WithElementType(view.dtype, [&]<class T>() {
    int64_t position = 0;
    plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
      for (int64_t i = 0; i < n; ++i, ++position) {
        if (LoadElement<T>(data[0] + i * strides[0]) != T(0)) body(position);
      }
    });
  });
}

// In the order of sort: NaN last.
template <class T>
bool SortsBefore(const T& a, const T& b) {
  if constexpr (kIsComplexElement<T>) {
    using R = typename T::value_type;
    const auto rank = [](const T& x) {
      return (IsNanElement(x.real()) ? 2 : 0) + (IsNanElement(x.imag()) ? 1 : 0);
    };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    if (!IsNanElement(R(a.real())) && a.real() != b.real()) return a.real() < b.real();
    return !IsNanElement(R(a.imag())) && a.imag() < b.imag();
  } else {
    return a < b || (IsNanElement(b) && !IsNanElement(a));
  }
}

template <class T>
int64_t PlaceIn(const View& sorted, DType common, const T& value, Side side) {
  const kernels::UnaryLoop convert = kernels::FindCast(sorted.dtype, common);
  int64_t low = 0;
  int64_t high = sorted.size;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    alignas(kMaxItemSize) std::byte item[kMaxItemSize];
    convert(sorted.data + middle * sorted.dims[1], 0, item, sizeof(T), 1);
    const T element = LoadElement<T>(item);
    const bool behind =
        side == Side::kRight ? !SortsBefore(value, element) : SortsBefore(element, value);
    (behind ? low : high) = behind ? middle + 1 : middle;
  }
  return low;
}

}  // namespace
}  // namespace array_internal

using array_internal::NoteOp;
using array_internal::View;

AnyArray flatnonzero(const AnyArray& a, SourceLocation site) {
  const View& view = a.view();
  AnyArray result =
      AnyArray::Own(array_internal::NewOwner({.dtype = DType::kInt64,
                                              .shape = Dims(array_internal::CountOf(view)),
                                              .op = "flatnonzero",
                                              .site = site}));
  auto* to = reinterpret_cast<int64_t*>(result.view().data);
  array_internal::ForEachNonzero(view, [&](int64_t position) { *to++ = position; });
  NoteOp("flatnonzero", {&view}, &result.view(), site);
  return result;
}

AnyArray argwhere(const AnyArray& a, SourceLocation site) {
  const View& view = a.view();
  const int64_t count = array_internal::CountOf(view);
  Dims shape(count);
  shape.push_back(view.ndim);
  AnyArray result =
      AnyArray::Own(array_internal::NewOwner({.dtype = DType::kInt64,
                                              .shape = shape,
                                              .strides = array_internal::FortranStrides(shape, 8),
                                              .op = "argwhere",
                                              .site = site}));
  auto* to = reinterpret_cast<int64_t*>(result.view().data);
  array_internal::ForEachNonzero(view, [&](int64_t position) {
    for (int axis = view.ndim - 1; axis >= 0; --axis) {
      to[axis * count] = position % view.dims[axis];
      position /= view.dims[axis];
    }
    ++to;
  });
  NoteOp("argwhere", {&view}, &result.view(), site);
  return result;
}

int64_t searchsorted(const AnyArray& sorted, const Scalar& value, Side side, SourceLocation site) {
  const View& view = sorted.view();
  if (view.ndim != 1) array_internal::ThrowShapeError("searchsorted: one axis is needed");
  DType common = ResultType(view.dtype, value.dtype());
  int64_t place = 0;
  bool found = false;
  if (array_internal::IsIntegerType(view.dtype) && array_internal::IsIntegerType(value.dtype())) {
    common = view.dtype;
    if (!value.Fits(view.dtype)) {
      place = value.IsNegativeInteger() ? 0 : view.size;
      found = true;
    }
  }
  if (!found) {
    alignas(array_internal::kMaxItemSize) std::byte item[array_internal::kMaxItemSize];
    value.CastTo(common, item);
    place = array_internal::WithElementType(common, [&]<class T>() {
      return array_internal::PlaceIn<T>(view, common, array_internal::LoadElement<T>(item), side);
    });
  }
  NoteOp("searchsorted", {&view}, nullptr, site);
  return place;
}

}  // namespace tidemark
