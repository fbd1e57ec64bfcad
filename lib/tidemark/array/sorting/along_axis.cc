#include "tidemark/array/sorting/along_axis.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/gather_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/alias_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

// The positions and the lines of an array in which they count, broadcast to each other.
struct AlongAxis {
  int axis = 0;
  int64_t stride = 0;  // from position to position
  Dims shape;
  Dims line_strides;      // 0 along the axis
  Dims position_strides;  // of the positions
};

AlongAxis PlanAlong(const View& view, const View& positions, int64_t axis, const char* op) {
  AlongAxis plan;
  plan.axis = NormalizeAxis(axis, view.ndim);
  if (positions.ndim != view.ndim) {
    ThrowShapeError(absl::StrCat(op, ": positions with ", positions.ndim,
                                 " axes for an array with ", view.ndim));
  }
  plan.stride = view.dims[view.ndim + plan.axis];
  for (int i = 0; i < view.ndim; ++i) {
    const int64_t of_array = i == plan.axis ? 1 : view.dims[i];
    const int64_t of_positions = positions.dims[i];
    if (of_array != of_positions && of_array != 1 && of_positions != 1) {
      ThrowShapeError(absl::StrCat(op, ": positions of shape ", ShapeText(positions.shape()),
                                   " for an array of shape ", ShapeText(view.shape())));
    }
    plan.shape.push_back(of_array == 1 ? of_positions : of_array);
    plan.line_strides.push_back(of_array == 1 ? 0 : view.dims[view.ndim + i]);
    plan.position_strides.push_back(of_positions == 1 ? 0 : positions.dims[view.ndim + i]);
  }
  return plan;
}

// NumPy's: the positions, and beside them for each other axis a range along it.
Dims ResultStrides(const AlongAxis& plan, const View& view) {
  Dims ranges[kMaxDims];
  const int64_t* rows[kMaxDims];
  for (int i = 0; i < view.ndim; ++i) {
    ranges[i] = i == plan.axis ? plan.position_strides : Dims::Filled(view.ndim, 0);
    if (i != plan.axis && view.dims[i] != 1) ranges[i][i] = 8;
    rows[i] = ranges[i].data();
  }
  const std::span<const int64_t* const> all(rows, static_cast<size_t>(view.ndim));
  return StridesInOrder(plan.shape, KOrder(plan.shape, all), view.item_size);
}

// Throws for positions that do not exist. Where there is nothing to pick from, or nothing is
// picked, they may be anything.
void CheckPositions(const View& positions, const View& view, const AlongAxis& plan) {
  const bool any = CheckedSize(plan.shape, view.item_size) != 0;
  const Positions checked(positions, view.dims[plan.axis], plan.axis, any);
}

// Throws unless values can be broadcast to the positions.
void CheckValues(const View& values, const Dims& shape) {
  bool fits = values.ndim <= shape.size();
  for (int i = 1; fits && i <= values.ndim; ++i) {
    const int64_t extent = values.dims[values.ndim - i];
    fits = extent == 1 || extent == shape[shape.size() - i];
  }
  if (!fits) {
    ThrowShapeError(absl::StrCat("put_along_axis: values of shape ", ShapeText(values.shape()),
                                 " for positions of shape ", ShapeText(shape)));
  }
}

// body(place in the array, address of the other operand) for each position, in C order.
template <class Body>
void ForEachPlace(const View& view, const View& positions, const AlongAxis& plan,
                  const Strided& other, Body&& body) {
  const LoopPlan loop(plan.shape,
                      {other,
                       {view.data, plan.line_strides.data()},
                       {positions.data, plan.position_strides.data()}},
                      Traversal::kInOrder);
  const kernels::UnaryLoop convert = kernels::FindCast(positions.dtype, DType::kInt64);
  const int64_t extent = view.dims[plan.axis];
  loop.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    int64_t chunk[kChunk];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      convert(data[2] + done * strides[2], strides[2], reinterpret_cast<std::byte*>(chunk), 8,
              count);
      for (int64_t i = 0; i < count; ++i) {
        const int64_t position = chunk[i] < 0 ? chunk[i] + extent : chunk[i];
        body(data[1] + (done + i) * strides[1] + position * plan.stride,
             data[0] + (done + i) * strides[0]);
      }
    }
  });
}

// The array itself, or a copy of it if it shares memory with what is written to.
AnyArray Apart(const AnyArray& a, const View& written, SourceLocation site) {
  if (!Disturbs(written, a.view())) return a;
  return CopyOf(a.view(), a.dtype(), LikeStrides(a.view(), a.itemsize()), CopyReason::kOverlap,
                "put_along_axis", site);
}

}  // namespace
}  // namespace array_internal

using array_internal::AlongAxis;
using array_internal::View;

AnyArray take_along_axis(const AnyArray& a, const AnyArray& positions, int64_t axis,
                         SourceLocation site) {
  const View& view = a.view();
  const AlongAxis plan = array_internal::PlanAlong(view, positions.view(), axis, "take_along_axis");
  array_internal::CheckPositions(positions.view(), view, plan);
  const Dims strides = array_internal::ResultStrides(plan, view);
  AnyArray result = AnyArray::Own(array_internal::NewOwner({.dtype = view.dtype,
                                                            .shape = plan.shape,
                                                            .strides = strides,
                                                            .op = "take_along_axis",
                                                            .site = site}));
  const auto item = static_cast<size_t>(view.item_size);
  array_internal::ForEachPlace(
      view, positions.view(), plan, {result.view().data, strides.data()},
      [item](const std::byte* from, std::byte* to) { std::memcpy(to, from, item); });
  if (result.size() != 0) {
    array_internal::NoteCopy(view, result.view(), result.nbytes(), CopyReason::kGather,
                             "take_along_axis", site);
  }
  array_internal::NoteOp("take_along_axis", {&view, &positions.view()}, &result.view(), site);
  return result;
}

void put_along_axis(const AnyArray& a, const AnyArray& positions, const AnyArray& values,
                    int64_t axis, SourceLocation site) {
  const View& view = a.view();
  if (!view.writable) array_internal::ThrowReadOnlyError("put_along_axis");
  const AlongAxis plan = array_internal::PlanAlong(view, positions.view(), axis, "put_along_axis");
  array_internal::CheckPositions(positions.view(), view, plan);
  array_internal::CheckValues(values.view(), plan.shape);
  const AnyArray at = array_internal::Apart(positions, view, site);
  const AnyArray from = array_internal::Apart(values, view, site);
  AlongAxis apart = plan;
  for (int i = 0; i < view.ndim; ++i) {
    if (at.extent(i) != 1) apart.position_strides[i] = at.strides()[static_cast<size_t>(i)];
  }
  const Dims strides = array_internal::BroadcastStrides(from.view(), plan.shape);
  const kernels::UnaryLoop convert = kernels::FindCast(from.dtype(), view.dtype);
  array_internal::ForEachPlace(
      view, at.view(), apart, {from.view().data, strides.data()},
      [&](std::byte* to, const std::byte* value) { convert(value, 0, to, view.item_size, 1); });
  array_internal::NoteRead(at.view(), site);
  array_internal::NoteRead(from.view(), site);
  array_internal::NoteWrite(view, site);
}

void put_along_axis(const AnyArray& a, const AnyArray& positions, const Scalar& value, int64_t axis,
                    SourceLocation site) {
  const View& view = a.view();
  if (!view.writable) array_internal::ThrowReadOnlyError("put_along_axis");
  alignas(array_internal::kMaxItemSize) std::byte item[array_internal::kMaxItemSize];
  value.AssignTo(view.dtype, item);
  const AlongAxis plan = array_internal::PlanAlong(view, positions.view(), axis, "put_along_axis");
  array_internal::CheckPositions(positions.view(), view, plan);
  const AnyArray at = array_internal::Apart(positions, view, site);
  AlongAxis apart = plan;
  for (int i = 0; i < view.ndim; ++i) {
    if (at.extent(i) != 1) apart.position_strides[i] = at.strides()[static_cast<size_t>(i)];
  }
  const Dims still = Dims::Filled(view.ndim, 0);
  array_internal::ForEachPlace(view, at.view(), apart, {item, still.data()},
                               [&](std::byte* to, const std::byte* from) {
                                 std::memcpy(to, from, static_cast<size_t>(view.item_size));
                               });
  array_internal::NoteRead(at.view(), site);
  array_internal::NoteWrite(view, site);
}

}  // namespace tidemark
