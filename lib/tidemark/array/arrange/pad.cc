#include "tidemark/array/arrange/pad.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tidemark/array/arrange/pad_internal.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/create.h"

namespace tidemark {

using array_internal::CheckedSum;
using array_internal::PadAxis;
using array_internal::ThrowValueError;
using array_internal::View;

namespace {

Dims PaddedShape(const View& view, const PadWidths& widths) {
  if (std::ssize(widths) != view.ndim) {
    array_internal::ThrowShapeError(absl::StrCat("pad: ", widths.size(),
                                                 " widths for an array of shape ",
                                                 array_internal::ShapeText(view.shape())));
  }
  Dims shape(view.shape());
  for (int i = 0; i < view.ndim; ++i) {
    const auto [before, after] = widths[static_cast<size_t>(i)];
    if (before < 0 || after < 0) ThrowValueError("pad: widths may not be negative");
    shape[i] = CheckedSum(shape[i], CheckedSum(before, after, "pad"), "pad");
  }
  return shape;
}

// What is copied is all that there is to repeat in a mode that repeats.
void CheckSomethingToRepeat(const View& view, const PadWidths& widths) {
  for (int i = 0; i < view.ndim; ++i) {
    const auto [before, after] = widths[static_cast<size_t>(i)];
    if (view.dims[i] == 0 && (before != 0 || after != 0)) {
      ThrowValueError(absl::StrCat("pad: axis ", i, " is empty, and has nothing to repeat"));
    }
  }
}

// In each turn both margins grow by at most what lies between them.
void Reflect(const PadAxis& axis, bool with_edge, ReflectType type) {
  int64_t left = axis.before;
  int64_t right = axis.after;
  const int64_t skipped = with_edge ? 0 : 1;
  while (left > 0 || right > 0) {
    const int64_t reach = axis.extent() - left - right - skipped;
    if (left > 0) {
      const int64_t count = std::min(reach, left);
      axis.Copy(left - count, left + skipped + count - 1, count, -1);
      if (type == ReflectType::kOdd) array_internal::TurnOver(axis, left - count, count, left);
      left -= count;
    }
    if (right > 0) {
      const int64_t count = std::min(reach, right);
      const int64_t edge = axis.extent() - right - 1;
      axis.Copy(edge + 1, edge - skipped, count, -1);
      if (type == ReflectType::kOdd) array_internal::TurnOver(axis, edge + 1, count, edge);
      right -= count;
    }
  }
}

void Wrap(const PadAxis& axis) {
  int64_t left = axis.before;
  int64_t right = axis.after;
  while (left > 0 || right > 0) {
    const int64_t end = axis.extent() - right;
    const int64_t period = end - left;
    const int64_t before = std::min(period, left);
    const int64_t after = std::min(period, right);
    axis.Copy(left - before, end - before, before, 1);
    axis.Copy(end, left, after, 1);
    left -= before;
    right -= after;
  }
}

void PadAlong(const PadAxis& axis, int64_t source_extent, PadMode mode, const PadOptions& options) {
  // NumPy repeats a single element where there is nothing to mirror.
  const bool mirrors = mode == PadMode::kReflect || mode == PadMode::kSymmetric;
  if (mirrors && source_extent == 1) mode = PadMode::kEdge;
  switch (mode) {
    case PadMode::kConstant:
    case PadMode::kEmpty:
      return;
    case PadMode::kEdge:
      axis.Copy(0, axis.first(), axis.before, 0);
      axis.Copy(axis.last() + 1, axis.last(), axis.after, 0);
      return;
    case PadMode::kLinearRamp:
      return array_internal::PadWithRamps(axis, options.end_value);
    case PadMode::kMaximum:
    case PadMode::kMean:
    case PadMode::kMedian:
    case PadMode::kMinimum:
      return array_internal::PadWithStatistics(axis, mode, options.stat_length);
    case PadMode::kReflect:
    case PadMode::kSymmetric:
      return Reflect(axis, mode == PadMode::kSymmetric, options.reflect_type);
    case PadMode::kWrap:
      return Wrap(axis);
  }
}

// One axis after the other; the margins of those in front are padded as the elements are.
void FillMargins(const View& to, const View& from, const PadWidths& widths, PadMode mode,
                 const PadOptions& options) {
  PadAxis axis{.data = to.data,
               .shape = Dims(from.shape()),
               .strides = Dims(to.strides()),
               .dtype = to.dtype,
               .axis = 0,
               .before = 0,
               .after = 0};
  for (int i = 0; i < to.ndim; ++i) {
    axis.data += widths[static_cast<size_t>(i)].first * axis.strides[i];
  }
  for (int i = 0; i < to.ndim; ++i) {
    axis.axis = i;
    axis.before = widths[static_cast<size_t>(i)].first;
    axis.after = widths[static_cast<size_t>(i)].second;
    axis.data -= axis.before * axis.strides[i];
    axis.shape[i] = to.dims[i];
    PadAlong(axis, from.dims[i], mode, options);
  }
}

}  // namespace

AnyArray pad(const AnyArray& a, const PadWidths& widths, PadMode mode, const PadOptions& options,
             SourceLocation site) {
  const View& view = a.view();
  const Dims shape = PaddedShape(view, widths);
  // Of an array without elements NumPy does not look at it.
  if (view.size != 0 && options.stat_length && options.stat_length->value() < 0) {
    ThrowValueError("pad: stat_length may not be negative");
  }
  const bool repeats = mode != PadMode::kConstant && mode != PadMode::kEmpty;
  if (view.size == 0 && repeats) CheckSomethingToRepeat(view, widths);
  alignas(16) std::byte item[array_internal::kMaxItemSize];
  if (mode == PadMode::kConstant) options.value.AssignTo(view.dtype, item);
  if (mode == PadMode::kLinearRamp) options.end_value.AssignTo(view.dtype, item);
  // In Fortran order where the array is in that order only.
  const bool fortran = view.f_contiguous && !view.c_contiguous;
  array_internal::CheckedSize(shape, view.item_size);
  const Dims strides = fortran ? array_internal::FortranStrides(shape, view.item_size)
                               : array_internal::CStrides(shape, view.item_size);
  AnyArray result = AnyArray::Own(array_internal::NewOwner(
      {.dtype = view.dtype, .shape = shape, .strides = strides, .op = "pad", .site = site}));
  if (mode == PadMode::kConstant) array_internal::FillElements(result.view(), item);
  if (view.size != 0) {
    std::byte* first = result.view().data;
    for (int i = 0; i < view.ndim; ++i) first += widths[static_cast<size_t>(i)].first * strides[i];
    array_internal::MoveElements(view.shape(), {first, strides.data()}, view.dtype,
                                 {view.data, view.strides().data()}, view.dtype);
    FillMargins(result.view(), view, widths, mode, options);
    array_internal::NoteCopy(view, result.view(), view.nbytes(), CopyReason::kRequested, "pad",
                             site);
  }
  array_internal::NoteOp("pad", {&view}, &result.view(), site);
  return result;
}

AnyArray pad(const AnyArray& a, const PadWidths& widths, const Scalar& value, SourceLocation site) {
  PadOptions options;
  options.value = value;
  return pad(a, widths, PadMode::kConstant, options, site);
}

}  // namespace tidemark
