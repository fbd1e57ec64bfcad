#include "tidemark/array/arrange/grids.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/reshape.h"
#include "tidemark/array/kernels/kernels.h"

namespace tidemark {

using array_internal::MoveElements;
using array_internal::NewOwner;
using array_internal::ThrowValueError;
using array_internal::View;

namespace {

// The elements of `list`, in C order, along one axis. That axis is walked as the axes of the list.
AnyArray LaidAlong(const View& list, const Dims& shape, int axis, SourceLocation site) {
  AnyArray grid = AnyArray::Own(
      NewOwner({.dtype = list.dtype, .shape = shape, .op = "meshgrid", .site = site}));
  const int64_t step = grid.strides()[static_cast<size_t>(axis)];
  const Dims within = array_internal::CStrides(list.shape(), step);
  Dims walked;
  Dims to;
  Dims from;
  const auto walk = [&](int64_t extent, int64_t to_stride, int64_t from_stride) {
    walked.push_back(extent);
    to.push_back(to_stride);
    from.push_back(from_stride);
  };
  for (int i = 0; i < shape.size(); ++i) {
    if (i != axis) {
      walk(shape[i], grid.strides()[static_cast<size_t>(i)], 0);
      continue;
    }
    for (int k = 0; k < list.ndim; ++k) walk(list.dims[k], within[k], list.dims[list.ndim + k]);
  }
  MoveElements(walked, {grid.view().data, to.data()}, list.dtype, {list.data, from.data()},
               list.dtype);
  if (grid.size() != 0) {
    array_internal::NoteCopy(list, grid.view(), grid.nbytes(), CopyReason::kBroadcast, "meshgrid",
                             site);
  }
  array_internal::NoteOp("meshgrid", {&list}, &grid.view(), site);
  return grid;
}

// `count` values f(0), f(1), ... in double, then cast to `dtype`.
template <class Function>
AnyArray Computed(DType dtype, Count count, const char* op, SourceLocation site, Function f) {
  if (count.value() < 0) {
    ThrowValueError(
        absl::StrCat(op, ": number of samples, ", count.value(), ", must be non-negative"));
  }
  AnyArray a = AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = Dims(count.value()), .op = op, .site = site}));
  const kernels::UnaryLoop cast = kernels::FindCast(DType::kFloat64, dtype);
  for (int64_t i = 0; i < count.value(); ++i) {
    const double value = f(i);
    cast(reinterpret_cast<const std::byte*>(&value), 8, a.view().data + i * a.itemsize(),
         a.itemsize(), 1);
  }
  return a;
}

// The i-th of the values of linspace.
struct Steps {
  double start;
  double span;
  double intervals;

  Steps(double first, double stop, Count count, Endpoint endpoint)
      : start(first),
        span(stop - first),
        intervals(static_cast<double>(count.value() - (endpoint == Endpoint::kIncluded ? 1 : 0))) {}
  double At(int64_t i) const {
    const auto x = static_cast<double>(i);
    if (intervals <= 0) return start;
    const double step = span / intervals;
    return start + (step == 0 ? x / intervals * span : x * step);
  }
};

}  // namespace

std::vector<AnyArray> meshgrid(std::span<const AnyArray> coordinates, GridIndexing indexing,
                               SourceLocation site) {
  std::vector<AnyArray> lists;
  Dims shape;
  for (const AnyArray& a : coordinates) {
    const bool fits = a.ndim() + static_cast<int>(coordinates.size()) <= kMaxDims;
    lists.push_back(fits ? a : reshape(a, Dims(-1), Copy::kIfNeeded, site));
    shape.push_back(a.size());
  }
  const bool swapped = indexing == GridIndexing::kXY && shape.size() > 1;
  if (swapped) std::swap(shape[0], shape[1]);
  std::vector<AnyArray> grids;
  for (int i = 0; i < static_cast<int>(lists.size()); ++i) {
    const int axis = swapped && i < 2 ? 1 - i : i;
    grids.push_back(LaidAlong(lists[static_cast<size_t>(i)].view(), shape, axis, site));
  }
  return grids;
}

AnyArray indices(DType dtype, const Dims& shape, SourceLocation site) {
  Dims all = shape;
  all.insert(0, shape.size());
  AnyArray result =
      AnyArray::Own(NewOwner({.dtype = dtype, .shape = all, .op = "indices", .site = site}));
  if (result.size() == 0) return result;
  const int64_t longest = shape.empty() ? 0 : *std::max_element(shape.begin(), shape.end());
  const kernels::UnaryLoop cast = kernels::FindCast(DType::kInt64, dtype);
  std::vector<std::byte> counting(static_cast<size_t>(longest * ItemSize(dtype)));
  for (int64_t i = 0; i < longest; ++i) {
    cast(reinterpret_cast<const std::byte*>(&i), 8, counting.data() + i * ItemSize(dtype),
         ItemSize(dtype), 1);
  }
  const Dims strides = array_internal::CStrides(shape, ItemSize(dtype));
  for (int axis = 0; axis < shape.size(); ++axis) {
    Dims from = Dims::Filled(shape.size(), 0);
    from[axis] = ItemSize(dtype);
    MoveElements(shape, {result.view().data + axis * result.strides()[0], strides.data()}, dtype,
                 {counting.data(), from.data()}, dtype);
  }
  return result;
}

AnyArray logspace(DType dtype, double start, double stop, Count count, Endpoint endpoint,
                  double base, SourceLocation site) {
  const Steps steps(start, stop, count, endpoint);
  const bool with_stop = endpoint == Endpoint::kIncluded && count.value() > 1;
  return Computed(dtype, count, "logspace", site, [&](int64_t i) {
    return std::pow(base, with_stop && i == count.value() - 1 ? stop : steps.At(i));
  });
}

AnyArray geomspace(DType dtype, double start, double stop, Count count, Endpoint endpoint,
                   SourceLocation site) {
  if (start == 0 || stop == 0) ThrowValueError("geomspace: a geometric range cannot include 0");
  const bool turns = (start < 0) != (stop < 0);
  if (turns && KindOf(dtype) == DTypeKind::kComplex) {
    ThrowValueError(
        "geomspace: from one sign to the other through complex numbers is not provided");
  }
  const double sign = start < 0 && stop < 0 ? -1 : 1;
  const Steps steps(std::log10(sign * start), std::log10(sign * stop), count, endpoint);
  const bool with_stop = endpoint == Endpoint::kIncluded && count.value() > 1;
  return Computed(dtype, count, "geomspace", site, [&](int64_t i) {
    // The ends exactly as they were given.
    if (i == 0) return start;
    if (with_stop && i == count.value() - 1) return stop;
    return sign * std::pow(10.0, steps.At(i));
  });
}

}  // namespace tidemark
