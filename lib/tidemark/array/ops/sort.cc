#include "tidemark/array/ops/sort.h"

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/ops/elementwise_internal.h"
#include "tidemark/array/ops/lines_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

AnyArray Make(DType dtype, std::span<const int64_t> shape, const char* op, SourceLocation site) {
  return AnyArray::Own(NewOwner({.dtype = dtype, .shape = shape, .op = op, .site = site}));
}

void ArgSortLines(const View& view, const View& out, int axis, SourceLocation site) {
  const int64_t extent = view.dims[axis];
  if (view.size == 0) return;
  const int64_t stride = view.dims[view.ndim + axis];
  const int64_t out_stride = out.dims[out.ndim + axis];
  const int64_t item = view.item_size;
  const kernels::ArgSortLoop sort = kernels::FindArgSort(view.dtype);
  const bool gather = stride != item && extent > 1;
  const bool scatter = out_stride != 8 && extent > 1;
  Scratch line(view.dtype, gather ? extent : 0, "argsort", site);
  Scratch order(DType::kInt64, scatter ? extent : 0, "argsort", site);
  ForEachLine(view, out, axis, [&](std::byte* from, std::byte* to) {
    if (gather) kernels::CopyStrided(from, stride, line.data(), item, extent, item);
    std::byte* positions = scatter ? order.data() : to;
    sort(gather ? line.data() : from, extent, reinterpret_cast<int64_t*>(positions));
    if (scatter) kernels::CopyStrided(positions, 8, to, out_stride, extent, 8);
  });
}

// All elements in C order as one line.
void ArgSortAll(const View& view, const View& out, SourceLocation site) {
  const kernels::ArgSortLoop sort = kernels::FindArgSort(view.dtype);
  auto* positions = reinterpret_cast<int64_t*>(out.data);
  if (view.c_contiguous) return sort(view.data, view.size, positions);
  Scratch line(view.dtype, view.size, "argsort", site);
  GatherAll(view, view.dtype, line.data());
  sort(line.data(), view.size, positions);
}

}  // namespace
}  // namespace array_internal

using array_internal::NoteOp;
using array_internal::View;

AnyArray sort(const Operand& operand, std::optional<int64_t> axis, SourceLocation site) {
  const AnyArray& a = operand.array();
  const View& view = a.view();
  const int along = axis ? array_internal::NormalizeAxis(*axis, view.ndim) : 0;
  const bool reused = axis && operand.donated() && array_internal::IsUnshared(view);
  AnyArray result;
  if (reused) {
    result = array_internal::TakeOver(a);
  } else if (axis) {
    result =
        array_internal::CopyOf(view, view.dtype, array_internal::LikeStrides(view, view.item_size),
                               CopyReason::kRequested, "sort", site);
  } else {
    result = array_internal::Make(view.dtype, Dims(view.size), "sort", site);
    array_internal::GatherAll(view, view.dtype, result.view().data);
    array_internal::NoteCopy(view, result.view(), result.nbytes(), CopyReason::kRequested, "sort",
                             site);
  }
  array_internal::SortLines(result.view(), along, "sort", site);
  NoteOp("sort", {&view}, &result.view(), site, reused);
  return result;
}

AnyArray argsort(const AnyArray& a, std::optional<int64_t> axis, SourceLocation site) {
  const View& view = a.view();
  // An array of no axes is sorted, and comes back, as one of one axis: so does NumPy.
  const bool flat = !axis || view.ndim == 0;
  const int along = axis ? array_internal::NormalizeAxis(*axis, flat ? 1 : view.ndim) : 0;
  AnyArray result = array_internal::Make(DType::kInt64, flat ? Dims(view.size) : Dims(view.shape()),
                                         "argsort", site);
  if (flat) {
    array_internal::ArgSortAll(view, result.view(), site);
  } else {
    array_internal::ArgSortLines(view, result.view(), along, site);
  }
  NoteOp("argsort", {&view}, &result.view(), site);
  return result;
}

AnyArray searchsorted(const AnyArray& sorted, const AnyArray& values, bool right,
                      SourceLocation site) {
  if (sorted.ndim() != 1) array_internal::ThrowShapeError("searchsorted: one axis is needed");
  const DType dtype = ResultType(sorted.dtype(), values.dtype());
  const auto convert_sorted = kernels::FindCast(sorted.dtype(), dtype);
  const auto convert_value = kernels::FindCast(values.dtype(), dtype);
  const auto sort_pair = kernels::FindArgSort(dtype);
  const View& in = sorted.view();
  AnyArray result = array_internal::Make(DType::kInt64, values.shape(), "searchsorted", site);
  const array_internal::LoopPlan plan(values.shape(),
                                      {{result.view().data, result.strides().data()},
                                       {values.view().data, values.strides().data()}});
  const int64_t item = ItemSize(dtype);
  alignas(16) std::byte x[16];
  alignas(16) std::byte y[16];
  // By the order of sort, which is stable: of two equal ones the first stays the first.
  const auto before = [&](const std::byte* a, const std::byte* b) {
    alignas(16) std::byte pair[32];
    int64_t order[2];
    std::memcpy(pair, b, static_cast<size_t>(item));
    std::memcpy(pair + item, a, static_cast<size_t>(item));
    sort_pair(pair, 2, order);
    return order[0] == 1;
  };
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
      convert_value(data[1] + i * strides[1], 0, x, 16, 1);
      int64_t low = 0;
      int64_t high = in.size;
      while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        convert_sorted(in.data + middle * in.dims[1], 0, y, 16, 1);
        const bool go_right = right ? !before(x, y) : before(y, x);
        (go_right ? low : high) = go_right ? middle + 1 : middle;
      }
      std::memcpy(data[0] + i * strides[0], &low, sizeof(low));
    }
  });
  NoteOp("searchsorted", {&in, &values.view()}, &result.view(), site);
  return result;
}

std::vector<AnyArray> nonzero(const AnyArray& a, SourceLocation site) {
  const View& view = a.view();
  if (view.ndim == 0) array_internal::ThrowShapeError("nonzero: not of a 0-d array");
  const auto truth = kernels::FindCast(view.dtype, DType::kBool);
  const array_internal::LoopPlan plan(view.shape(), {{view.data, view.strides().data()}},
                                      array_internal::Traversal::kInOrder);
  // body(flat position) for each element that is not zero.
  const auto for_each = [&](auto&& body) {
    int64_t position = 0;
    plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
      for (int64_t i = 0; i < n; ++i, ++position) {
        std::byte is_true{0};
        truth(data[0] + i * strides[0], 0, &is_true, 1, 1);
        if (is_true != std::byte{0}) body(position);
      }
    });
  };
  int64_t count = 0;
  for_each([&](int64_t) { ++count; });
  std::vector<AnyArray> result;
  result.reserve(static_cast<size_t>(view.ndim));
  for (int i = 0; i < view.ndim; ++i) {
    result.push_back(array_internal::Make(DType::kInt64, Dims(count), "nonzero", site));
  }
  int64_t next = 0;
  for_each([&](int64_t position) {
    for (int i = view.ndim - 1; i >= 0; --i) {
      reinterpret_cast<int64_t*>(result[static_cast<size_t>(i)].view().data)[next] =
          position % view.dims[i];
      position /= view.dims[i];
    }
    ++next;
  });
  for (const AnyArray& positions : result) NoteOp("nonzero", {&view}, &positions.view(), site);
  return result;
}

}  // namespace tidemark
