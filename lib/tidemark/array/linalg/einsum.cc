#include "tidemark/array/linalg/einsum.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/view_within_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/scalar.h"
#include "tidemark/array/layout/loop_plan_internal.h"
#include "tidemark/array/linalg/contraction_internal.h"
#include "tidemark/array/linalg/subscripts_internal.h"
#include "tidemark/array/ops/reduce.h"

namespace tidemark {
namespace array_internal {
namespace {

// An operand with one axis for each index: its diagonals taken.
struct Indexed {
  Indices indices;
  Dims extents;
  Dims strides;

  // The place of an index, or -1.
  int Find(int index) const {
    const auto found = std::find(indices.begin(), indices.end(), index);
    return found == indices.end() ? -1 : static_cast<int>(found - indices.begin());
  }
};

Indexed TakeDiagonals(const Indices& indices, std::span<const int64_t> shape, const Dims& strides) {
  Indexed operand;
  for (int i = 0; i < strides.size(); ++i) {
    const int index = indices[static_cast<size_t>(i)];
    const int64_t extent = shape[static_cast<size_t>(i)];
    const int known = operand.Find(index);
    if (known < 0) {
      operand.indices.push_back(index);
      operand.extents.push_back(extent);
      operand.strides.push_back(strides[i]);
    } else if (operand.extents[known] == extent) {
      operand.strides[known] += strides[i];
    } else {
      ThrowShapeError(absl::StrCat("einsum: no diagonal of axes of extents ",
                                   operand.extents[known], " and ", extent));
    }
  }
  return operand;
}

// The extent of an index in all operands; those of 1 are repeated.
int64_t ExtentOf(int index, const std::vector<Indexed>& operands) {
  int64_t extent = 1;
  for (const Indexed& operand : operands) {
    const int place = operand.Find(index);
    if (place < 0 || operand.extents[place] == 1) continue;
    if (extent != 1 && extent != operand.extents[place]) {
      ThrowShapeError(absl::StrCat("einsum: extents ", extent, " and ", operand.extents[place],
                                   " of one subscript do not fit"));
    }
    extent = operand.extents[place];
  }
  return extent;
}

int64_t StrideOf(int index, const Indexed& operand) {
  const int place = operand.Find(index);
  return place < 0 || operand.extents[place] == 1 ? 0 : operand.strides[place];
}

// What is iterated over: the axes of the result, then those that are summed over.
struct Space {
  Indices indices;
  Dims extents;
  int result_axes = 0;
};

Space SpaceOf(const Subscripts& subscripts, const std::vector<Indexed>& operands) {
  Space space;
  space.indices = subscripts.result;
  space.result_axes = static_cast<int>(subscripts.result.size());
  space.indices.insert(space.indices.end(), subscripts.summed.begin(), subscripts.summed.end());
  for (const int index : space.indices) space.extents.push_back(ExtentOf(index, operands));
  return space;
}

// A new array for the result. Its axes lie as all axes of the space would in order 'K'.
AnyArray NewResult(DType dtype, const Space& space, const std::vector<Indexed>& operands,
                   const SourceLocation& site) {
  Dims rows_of_strides[2];
  const int64_t* rows[2] = {};
  for (size_t i = 0; i < operands.size(); ++i) {
    for (const int index : space.indices) {
      rows_of_strides[i].push_back(StrideOf(index, operands[i]));
    }
    rows[i] = rows_of_strides[i].data();
  }
  const Dims order = KOrder(space.extents, {rows, operands.size()});
  Dims shape;
  Dims order_of_result;
  for (int i = 0; i < space.result_axes; ++i) shape.push_back(space.extents[i]);
  for (const int64_t axis : order) {
    if (axis < space.result_axes) order_of_result.push_back(axis);
  }
  CheckedSize(shape, ItemSize(dtype));
  const Dims strides = StridesInOrder(shape, order_of_result, ItemSize(dtype));
  return AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = shape, .strides = strides, .op = "einsum", .site = site}));
}

// `operands` as they are multiplied; those that were cast lie otherwise than those given.
std::vector<ContractionAxis> AxesOf(const Space& space, const Indexed& a, const Indexed* b,
                                    const AnyArray& out) {
  std::vector<ContractionAxis> axes;
  for (int i = 0; i < space.extents.size(); ++i) {
    const int index = space.indices[static_cast<size_t>(i)];
    const bool in_out = i < space.result_axes;
    axes.push_back({.extent = space.extents[i],
                    .a = StrideOf(index, a),
                    .b = b == nullptr ? 0 : StrideOf(index, *b),
                    .out = in_out ? out.strides()[static_cast<size_t>(i)] : 0,
                    .in_out = in_out});
  }
  return axes;
}

// A view of one operand with the axes of the space.
AnyArray ViewThrough(const AnyArray& a, const Indexed& operand, const Space& space,
                     const SourceLocation& site) {
  Dims strides;
  for (const int index : space.indices) strides.push_back(operand.strides[operand.Find(index)]);
  const View& view = a.view();
  return ViewWithin(view, view.data, space.extents, strides, "einsum", site);
}

// Sums of one operand, without a wider dtype. Of integers by multiplication with 1, for `reduce`
// would need room for sums in 64 bits.
AnyArray SumOfOne(const AnyArray& a, const Indexed& operand, const Space& space,
                  const SourceLocation& site) {
  const DType dtype = a.dtype();
  AnyArray out = NewResult(dtype, space, {operand}, site);
  if (KindOrder(dtype) >= 2) {
    Dims summed;
    for (int i = space.result_axes; i < space.extents.size(); ++i) summed.push_back(i);
    reduce(ReduceOp::kSum, ViewThrough(a, operand, space, site), {.axes = summed, .out = &out},
           site);
    return out;
  }
  alignas(kMaxItemSize) std::byte one[kMaxItemSize];
  Scalar(1).CastTo(dtype, one);
  Contract(dtype, AxesOf(space, operand, nullptr, out), a.view().data, one, out.view().data);
  NoteOp("einsum", {&a.view()}, &out.view(), site);
  return out;
}

}  // namespace
}  // namespace array_internal

using array_internal::Indexed;
using array_internal::ReadSubscripts;
using array_internal::Space;
using array_internal::SpaceOf;
using array_internal::Subscripts;
using array_internal::TakeDiagonals;

AnyArray einsum(std::string_view subscripts, const AnyArray& a, SourceLocation site) {
  const int ndims[] = {a.ndim()};
  const Subscripts read = ReadSubscripts(subscripts, ndims);
  const Indexed operand = TakeDiagonals(read.operands[0], a.shape(), Dims(a.strides()));
  const Space space = SpaceOf(read, {operand});
  if (!read.summed.empty()) return array_internal::SumOfOne(a, operand, space, site);
  if (space.result_axes > 0) return array_internal::ViewThrough(a, operand, space, site);
  AnyArray number = array_internal::NewResult(a.dtype(), space, {operand}, site);
  array_internal::FillNew(number.view(), a.view());
  array_internal::NoteOp("einsum", {&a.view()}, &number.view(), site);
  return number;
}

AnyArray einsum(std::string_view subscripts, const AnyArray& a, const AnyArray& b,
                SourceLocation site) {
  const int ndims[] = {a.ndim(), b.ndim()};
  const Subscripts read = ReadSubscripts(subscripts, ndims);
  const std::vector<Indexed> given = {
      TakeDiagonals(read.operands[0], a.shape(), Dims(a.strides())),
      TakeDiagonals(read.operands[1], b.shape(), Dims(b.strides()))};
  const Space space = SpaceOf(read, given);
  const DType dtype = ResultType(a.dtype(), b.dtype());
  const array_internal::Factor x = array_internal::CastTo(a, dtype, "einsum", site);
  const array_internal::Factor y = array_internal::CastTo(b, dtype, "einsum", site);
  const Indexed left = TakeDiagonals(read.operands[0], a.shape(), x.strides);
  const Indexed right = TakeDiagonals(read.operands[1], b.shape(), y.strides);
  AnyArray out = array_internal::NewResult(dtype, space, given, site);
  array_internal::Contract(dtype, AxesOf(space, left, &right, out), x.array.view().data,
                           y.array.view().data, out.view().data);
  array_internal::NoteOp("einsum", {&x.array.view(), &y.array.view()}, &out.view(), site);
  return out;
}

}  // namespace tidemark
