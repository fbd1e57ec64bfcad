#include "tidemark/array/ops/reduce.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/create.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/alias_internal.h"
#include "tidemark/array/ops/op_names.h"
#include "tidemark/array/ops/reduce_internal.h"

namespace tidemark {
namespace array_internal {

ReductionShape PlanReduction(const View& view, const std::optional<Dims>& axes, KeepDims keepdims,
                             int64_t item_size) {
  ReductionShape plan;
  if (!axes) {
    std::fill_n(plan.reduced, view.ndim, true);
  } else if (!(view.ndim == 0 && axes->size() == 1 && ((*axes)[0] == 0 || (*axes)[0] == -1))) {
    for (const int64_t axis : NormalizeAxes(*axes, view.ndim, "axis")) plan.reduced[axis] = true;
  }
  for (int i = 0; i < view.ndim; ++i) {
    if (plan.reduced[i]) plan.count *= view.dims[i];
  }
  const Dims strides = BroadcastStrides(view, view.shape());
  const int64_t* const rows[] = {strides.data()};
  // The axes that stay follow each other in memory as they do in the input.
  Dims placed = Dims::Filled(view.ndim, item_size);
  int64_t stride = item_size;
  const Dims order = KOrder(view.shape(), rows);
  for (int i = view.ndim - 1; i >= 0; --i) {
    const int axis = static_cast<int>(order[i]);
    placed[axis] = stride;
    if (!plan.reduced[axis] && view.dims[axis] != 0) stride *= view.dims[axis];
  }
  for (int i = 0; i < view.ndim; ++i) {
    if (plan.reduced[i] && keepdims == KeepDims::kNo) continue;
    plan.result.push_back(plan.reduced[i] ? 1 : view.dims[i]);
    plan.strides.push_back(placed[i]);
  }
  return plan;
}

Dims StridesThrough(const View& result, const View& view, const ReductionShape& shape,
                    KeepDims keepdims) {
  Dims strides;
  int next = 0;
  for (int i = 0; i < view.ndim; ++i) {
    strides.push_back(shape.reduced[i] ? 0 : result.dims[result.ndim + next]);
    if (!shape.reduced[i] || keepdims == KeepDims::kYes) ++next;
  }
  return strides;
}

namespace {

bool CanHoldResults(const View& out, DType dtype, const View& in) {
  if (out.dtype != dtype || !(out.c_contiguous || out.f_contiguous)) return false;
  return !Disturbs(out, in);
}

}  // namespace

AnyArray ReductionTarget(const ReductionShape& shape, DType dtype, const View& in,
                         const ReduceOptions& options, const char* op, SourceLocation site) {
  if (options.out != nullptr) {
    const AnyArray& out = *options.out;
    if (!CanCastSameKind(dtype, out.dtype())) {
      ThrowDTypeError(absl::StrCat(op, ": cannot cast the result from ", DTypeName(dtype), " to ",
                                   DTypeName(out.dtype()), " by the rule 'same_kind'"));
    }
    if (!std::ranges::equal(out.shape(), shape.result)) {
      ThrowShapeError(absl::StrCat(op, ": output has shape ", ShapeText(out.shape()),
                                   ", the result has shape ", ShapeText(shape.result)));
    }
    if (!out.writable()) ThrowReadOnlyError(op);
    if (CanHoldResults(out.view(), dtype, in)) return out;
  }
  return AnyArray::Own(NewOwner(
      {.dtype = dtype, .shape = shape.result, .strides = shape.strides, .op = op, .site = site}));
}

AnyArray FinishReduction(const AnyArray& result, const ReduceOptions& options, const char* op,
                         SourceLocation site) {
  if (options.out == nullptr || result.is(*options.out)) return result;
  AssignArray(options.out->view(), result.view(), CopyReason::kAssign, op, site);
  return *options.out;
}

namespace {

// Casts on the way, in chunks on the stack.
void FoldConverted(const LoopPlan& plan, DType from, DType loop_dtype, kernels::ReduceLoop fold,
                   kernels::ReduceRowsLoop fold_rows) {
  const kernels::UnaryLoop convert = kernels::FindCast(from, loop_dtype);
  const int64_t item = ItemSize(loop_dtype);
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    alignas(kMaxItemSize) std::byte chunk[kChunk * kMaxItemSize];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      convert(data[1] + done * strides[1], strides[1], chunk, item, count);
      if (strides[0] == 0) {
        fold(chunk, item, count, data[0]);
      } else {
        fold_rows(chunk, 0, 1, item, data[0] + done * strides[0], strides[0], count);
      }
    }
  });
}

}  // namespace

void FoldInto(std::byte* result, const Dims& result_strides, const View& in, ReduceOp op,
              DType loop_dtype) {
  const kernels::ReduceLoop fold = kernels::FindReduce(op, loop_dtype);
  const kernels::ReduceRowsLoop fold_rows = kernels::FindReduceRows(op, loop_dtype);
  const LoopPlan plan(in.shape(),
                      {{result, result_strides.data()}, {in.data, in.strides().data()}});
  const int inner = plan.ndim() - 1;
  if (in.dtype != loop_dtype) return FoldConverted(plan, in.dtype, loop_dtype, fold, fold_rows);
  if (inner > 0 && plan.stride(0, inner) != 0 && plan.stride(0, inner - 1) == 0) {
    plan.RunOuter(2, [&](std::byte* const* data) {
      fold_rows(data[1], plan.stride(1, inner - 1), plan.extent(inner - 1), plan.stride(1, inner),
                data[0], plan.stride(0, inner), plan.extent(inner));
    });
    return;
  }
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    if (strides[0] == 0) {
      fold(data[1], strides[1], n, data[0]);
    } else {
      fold_rows(data[1], 0, 1, strides[1], data[0], strides[0], n);
    }
  });
}

namespace {

bool StartsWithElement(ReduceOp op) {
  return TraitsOf(op).start == kernels::FoldStart::kFirstElement;
}

// The value with which folding begins where it is not an element: 0 or 1.
void Identity(ReduceOp op, DType dtype, std::byte* item) {
  if (TraitsOf(op).start == kernels::FoldStart::kOne) {
    Scalar(1).CastTo(dtype, item);
  } else {
    std::memset(item, 0, static_cast<size_t>(ItemSize(dtype)));
  }
}

// The value with which folding begins; for min and max the first element of each group.
void StartFold(const AnyArray& result, const Dims& result_strides, const View& in,
               const ReductionShape& shape, ReduceOp op) {
  if (!StartsWithElement(op)) {
    alignas(kMaxItemSize) std::byte item[kMaxItemSize];
    Identity(op, result.dtype(), item);
    return FillElements(result.view(), item);
  }
  Dims first(in.shape());
  for (int i = 0; i < in.ndim; ++i) {
    if (shape.reduced[i]) first[i] = 1;
  }
  MoveElements(first, {result.view().data, result_strides.data()}, result.dtype(),
               {in.data, in.strides().data()}, in.dtype);
}

[[noreturn]] void ThrowNothing(ReduceOp op, const View& view) {
  ThrowValueError(absl::StrCat(OpName(op), " of nothing: shape ", ShapeText(view.shape()),
                               " has no elements along the axis"));
}

}  // namespace
}  // namespace array_internal

using array_internal::FinishReduction;
using array_internal::FoldInto;
using array_internal::Identity;
using array_internal::NoteOp;
using array_internal::ReductionShape;
using array_internal::ReductionTarget;
using array_internal::StartFold;
using array_internal::StartsWithElement;
using array_internal::ThrowNothing;
using array_internal::View;

AnyArray reduce(ReduceOp op, const AnyArray& a, const ReduceOptions& options, SourceLocation site) {
  const char* name = OpName(op);
  const View& view = a.view();
  const DType dtype = kernels::ReduceAccumulator(op, view.dtype);
  const ReductionShape shape = PlanReduction(view, options.axes, options.keepdims, ItemSize(dtype));
  // As in NumPy, even where no result would need an element.
  if (StartsWithElement(op) && shape.count == 0) ThrowNothing(op, view);
  const AnyArray result = ReductionTarget(shape, dtype, view, options, name, site);
  const Dims strides = StridesThrough(result.view(), view, shape, options.keepdims);
  StartFold(result, strides, view, shape, op);
  FoldInto(result.view().data, strides, view, op, view.dtype);
  NoteOp(name, {&view}, &result.view(), site);
  return FinishReduction(result, options, name, site);
}

void reduce_to(void* result, ReduceOp op, const AnyArray& a, SourceLocation site) {
  const View& view = a.view();
  auto* to = static_cast<std::byte*>(result);
  if (StartsWithElement(op)) {
    if (view.size == 0) ThrowNothing(op, view);
    std::copy_n(view.data, view.item_size, to);
  } else {
    Identity(op, kernels::ReduceAccumulator(op, view.dtype), to);
  }
  if (view.c_contiguous || view.f_contiguous) {
    kernels::FindReduce(op, view.dtype)(view.data, view.item_size, view.size, to);
  } else {
    FoldInto(to, Dims::Filled(view.ndim, 0), view, op, view.dtype);
  }
  NoteOp(OpName(op), {&view}, nullptr, site);
}

}  // namespace tidemark
