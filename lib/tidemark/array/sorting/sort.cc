#include "tidemark/array/sorting/sort.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/ops/elementwise_internal.h"
#include "tidemark/array/ops/lines_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

AnyArray NewSorted(DType dtype, std::span<const int64_t> shape, const char* op,
                   SourceLocation site) {
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

// loop(in, in_stride, out, out_stride, n) over all elements of a plan of an output and an input, which
// is converted a chunk at a time.
template <class Loop>
void ForEachConverted(const LoopPlan& plan, DType from, DType to, Loop&& loop) {
  const kernels::UnaryLoop convert = kernels::FindCast(from, to);
  const int64_t item = ItemSize(to);
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    if (from == to) return loop(data[1], strides[1], data[0], strides[0], n);
    alignas(kMaxItemSize) std::byte chunk[kChunk * kMaxItemSize];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      convert(data[1] + done * strides[1], strides[1], chunk, item, count);
      loop(chunk, item, data[0] + done * strides[0], strides[0], count);
    }
  });
}

// How many truth values are looked at together.
constexpr int64_t kTruths = 2048;

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
    result = array_internal::NewSorted(view.dtype, Dims(view.size), "sort", site);
    array_internal::GatherAll(view, view.dtype, result.view().data);
    array_internal::NoteCopy(view, result.view(), result.nbytes(), CopyReason::kRequested, "sort",
                             site);
  }
  array_internal::SortLines(result.view(), along, "sort", site);
  NoteOp("sort", {&view}, &result.view(), site, reused);
  return result;
}

void sort_in_place(const AnyArray& a, int64_t axis, SourceLocation site) {
  const View& view = a.view();
  if (!view.writable) array_internal::ThrowReadOnlyError("sort");
  array_internal::SortLines(view, array_internal::NormalizeAxis(axis, view.ndim), "sort", site);
  NoteOp("sort", {&view}, &view, site);
}

AnyArray argsort(const AnyArray& a, std::optional<int64_t> axis, SourceLocation site) {
  const View& view = a.view();
  // An array of no axes is sorted, and comes back, as one of one axis: so does NumPy.
  const bool flat = !axis || view.ndim == 0;
  const int along = axis ? array_internal::NormalizeAxis(*axis, flat ? 1 : view.ndim) : 0;
  AnyArray result = array_internal::NewSorted(
      DType::kInt64, flat ? Dims(view.size) : Dims(view.shape()), "argsort", site);
  if (flat) {
    array_internal::ArgSortAll(view, result.view(), site);
  } else {
    array_internal::ArgSortLines(view, result.view(), along, site);
  }
  NoteOp("argsort", {&view}, &result.view(), site);
  return result;
}

AnyArray searchsorted(const AnyArray& sorted, const AnyArray& values, Side side,
                      SourceLocation site) {
  if (sorted.ndim() != 1) array_internal::ThrowShapeError("searchsorted: one axis is needed");
  const View& in = sorted.view();
  const View& wanted = values.view();
  const DType dtype = ResultType(in.dtype, wanted.dtype);
  const int64_t item = ItemSize(dtype);
  AnyArray result = array_internal::NewSorted(DType::kInt64, values.shape(), "searchsorted", site);
  const std::byte* elements = in.data;
  int64_t step = in.dims[1];
  array_internal::Scratch line(dtype, in.dtype != dtype ? in.size : 0, "searchsorted", site);
  if (in.dtype != dtype) {
    kernels::FindCast(in.dtype, dtype)(elements, step, line.data(), item, in.size);
    elements = line.data();
    step = item;
  }
  const kernels::SearchLoop search = kernels::FindSearch(dtype);
  const array_internal::LoopPlan plan(
      values.shape(),
      {{result.view().data, result.strides().data()}, {wanted.data, wanted.strides().data()}});
  array_internal::ForEachConverted(
      plan, wanted.dtype, dtype,
      [&](const std::byte* from, int64_t stride, std::byte* to, int64_t to_stride, int64_t n) {
        search(elements, step, in.size, side == Side::kRight, from, stride, to, to_stride, n);
      });
  NoteOp("searchsorted", {&in, &wanted}, &result.view(), site);
  return result;
}

namespace array_internal {
namespace {

// body(bytes, n, first) for all elements in C order: n bytes, one beside the other, not 0 where the
// element of that place, `first` for the first, is not zero.
template <class Body>
void ForEachTruth(const View& view, Body&& body) {
  const LoopPlan plan(view.shape(), {{view.data, view.strides().data()}}, Traversal::kInOrder);
  const kernels::UnaryLoop truth = kernels::FindCast(view.dtype, DType::kBool);
  int64_t first = 0;
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    if (view.dtype == DType::kBool && strides[0] == 1) {
      body(data[0], n, first);
      first += n;
      return;
    }
    std::byte chunk[kTruths];
    for (int64_t done = 0; done < n; done += kTruths) {
      const int64_t count = std::min(kTruths, n - done);
      truth(data[0] + done * strides[0], strides[0], chunk, 1, count);
      body(chunk, count, first);
      first += count;
    }
  });
}

// From positions among all elements, in the last of `result`, to positions along each axis.
void Unravel(const View& view, const std::vector<AnyArray>& result) {
  const kernels::BinaryLoop divide = kernels::FindBinary(BinaryOp::kFloorDivide, DType::kInt64);
  const kernels::BinaryLoop mod = kernels::FindBinary(BinaryOp::kMod, DType::kInt64);
  const int64_t count = result.front().size();
  std::byte* flat = result.back().view().data;
  for (int i = view.ndim - 1; i > 0 && count > 0; --i) {
    const auto* const extent = reinterpret_cast<const std::byte*>(&view.dims[i]);
    std::byte* const rest = result[static_cast<size_t>(i) - 1].view().data;
    std::byte* const along = result[static_cast<size_t>(i)].view().data;
    divide(flat, 8, extent, 0, rest, 8, count);
    mod(flat, 8, extent, 0, along, 8, count);
    flat = rest;
  }
}

}  // namespace
}  // namespace array_internal

std::vector<AnyArray> nonzero(const AnyArray& a, SourceLocation site) {
  const View& view = a.view();
  if (view.ndim == 0) array_internal::ThrowShapeError("nonzero: not of a 0-d array");
  int64_t count = 0;
  array_internal::ForEachTruth(view, [&](const std::byte* truths, int64_t n, int64_t) {
    count += kernels::CountTrue(truths, 1, n);
  });
  std::vector<AnyArray> result;
  result.reserve(static_cast<size_t>(view.ndim));
  for (int i = 0; i < view.ndim; ++i) {
    result.push_back(array_internal::NewSorted(DType::kInt64, Dims(count), "nonzero", site));
  }
  auto* next = reinterpret_cast<int64_t*>(result.back().view().data);
  int64_t left = count;
  array_internal::ForEachTruth(view, [&](const std::byte* truths, int64_t n, int64_t first) {
    const int64_t found = kernels::TruePositions(truths, n, first, next, left);
    next += found;
    left -= found;
  });
  array_internal::Unravel(view, result);
  for (const AnyArray& positions : result) NoteOp("nonzero", {&view}, &positions.view(), site);
  return result;
}

}  // namespace tidemark
