#include "tidemark/array/statistics/average.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/local_view_internal.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/ops/reduce_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

using kernels::BinaryOp;

// The strides of the weights through the array's shape.
Dims WeightStrides(const View& view, const View& weights, const std::optional<Dims>& axes) {
  if (std::ranges::equal(view.shape(), weights.shape())) return Dims(weights.strides());
  Dims strides = Dims::Filled(view.ndim, 0);
  if (axes && axes->size() == 1 && weights.ndim == 1) {
    const int axis = NormalizeAxis((*axes)[0], view.ndim);
    if (weights.size == view.dims[axis]) {
      strides[axis] = weights.dims[1];
      return strides;
    }
  }
  ThrowShapeError(absl::StrCat("average: weights of shape ", ShapeText(weights.shape()),
                               " for an array of shape ", ShapeText(view.shape())));
}

// The order in which the products of elements and weights lie, as NumPy makes them.
Dims ProductStrides(const View& view, const Dims& weight_strides) {
  Dims first(view.strides());
  Dims second = weight_strides;
  for (int i = 0; i < view.ndim; ++i) {
    if (view.dims[i] == 1) first[i] = second[i] = 0;
  }
  const int64_t* const rows[] = {first.data(), second.data()};
  return StridesInOrder(view.shape(), KOrder(view.shape(), rows), view.item_size);
}

// sums += a * w and scales += w, both with `strides` through the array's shape.
void FoldWeighted(std::byte* sums, std::byte* scales, const Dims& strides, const View& a,
                  const View& weights, const Dims& weight_strides, DType dtype) {
  const LoopPlan plan(a.shape(), {{sums, strides.data()},
                                  {scales, strides.data()},
                                  {a.data, a.strides().data()},
                                  {weights.data, weight_strides.data()}});
  const kernels::UnaryLoop convert = kernels::FindCast(a.dtype, dtype);
  const kernels::UnaryLoop convert_weight = kernels::FindCast(weights.dtype, dtype);
  const kernels::BinaryLoop multiply = kernels::FindBinary(BinaryOp::kMultiply, dtype);
  const kernels::ReduceLoop fold = kernels::FindReduce(ReduceOp::kSum, dtype);
  const kernels::ReduceRowsLoop fold_rows = kernels::FindReduceRows(ReduceOp::kSum, dtype);
  const int64_t item = ItemSize(dtype);
  const auto add = [&](const std::byte* chunk, std::byte* to, int64_t step, int64_t n) {
    if (step == 0) return fold(chunk, item, n, to);
    fold_rows(chunk, 0, 1, item, to, step, n);
  };
  plan.Run([&](std::byte* const* data, const int64_t* steps, int64_t n) {
    alignas(kMaxItemSize) std::byte x[kChunk * kMaxItemSize];
    alignas(kMaxItemSize) std::byte w[kChunk * kMaxItemSize];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      convert(data[2] + done * steps[2], steps[2], x, item, count);
      convert_weight(data[3] + done * steps[3], steps[3], w, item, count);
      multiply(x, item, w, item, x, item, count);
      add(x, data[0] + done * steps[0], steps[0], count);
      add(w, data[1] + done * steps[1], steps[1], count);
    }
  });
}

// sums[i] /= scales[i].
void DivideByScales(std::byte* sums, const std::byte* scales, int64_t n, DType dtype) {
  const int64_t item = ItemSize(dtype);
  for (int64_t i = 0; i < n; ++i) {
    std::byte is_true{0};
    kernels::FindCast(dtype, DType::kBool)(scales + i * item, 0, &is_true, 1, 1);
    if (is_true == std::byte{0}) ThrowValueError("average: the weights add up to 0");
  }
  kernels::FindBinary(BinaryOp::kDivide, dtype)(sums, item, scales, item, sums, item, n);
}

}  // namespace

void AverageTo(void* result, const AnyArray& a, const AnyArray& weights, SourceLocation site) {
  const View& view = a.view();
  const DType dtype = AverageDType(a.dtype(), weights.dtype());
  const Dims weight_strides = WeightStrides(view, weights.view(), std::nullopt);
  auto* sum = static_cast<std::byte*>(result);
  alignas(kMaxItemSize) std::byte scale[kMaxItemSize] = {};
  std::fill_n(sum, ItemSize(dtype), std::byte{0});
  FoldWeighted(sum, scale, Dims::Filled(view.ndim, 0), view, weights.view(), weight_strides, dtype);
  DivideByScales(sum, scale, 1, dtype);
  NoteOp("average", {&view, &weights.view()}, nullptr, site);
}

}  // namespace array_internal

double average(const AnyArray& a, const AnyArray& weights, SourceLocation site) {
  const DType dtype = array_internal::AverageDType(a.dtype(), weights.dtype());
  if (array_internal::IsComplexType(dtype)) {
    array_internal::ThrowDTypeError("average: of complex numbers it is no double; give the axes");
  }
  alignas(array_internal::kMaxItemSize) std::byte item[array_internal::kMaxItemSize];
  array_internal::AverageTo(item, a, weights, site);
  double number = 0;
  kernels::FindCast(dtype, DType::kFloat64)(item, 0, reinterpret_cast<std::byte*>(&number), 8, 1);
  return number;
}

AnyArray average(const AnyArray& a, const AnyArray& weights, const Axes& axes, KeepDims keepdims,
                 SourceLocation site) {
  const array_internal::View& view = a.view();
  const DType dtype = array_internal::AverageDType(a.dtype(), weights.dtype());
  const Dims weight_strides = array_internal::WeightStrides(view, weights.view(), axes.dims());
  const array_internal::LocalView products(view, view.data, view.shape(),
                                           array_internal::ProductStrides(view, weight_strides));
  const array_internal::ReductionShape shape =
      array_internal::PlanReduction(products.view(), axes.dims(), keepdims, ItemSize(dtype));
  AnyArray result = AnyArray::Own(array_internal::NewOwner({.dtype = dtype,
                                                            .shape = shape.result,
                                                            .strides = shape.strides,
                                                            .op = "average",
                                                            .site = site,
                                                            .zeroed = true}));
  const Dims strides = array_internal::StridesThrough(result.view(), view, shape, keepdims);
  array_internal::Scratch scales(dtype, result.size(), "average", site);
  std::fill_n(scales.data(), result.nbytes(), std::byte{0});
  array_internal::FoldWeighted(result.view().data, scales.data(), strides, view, weights.view(),
                               weight_strides, dtype);
  array_internal::DivideByScales(result.view().data, scales.data(), result.size(), dtype);
  array_internal::NoteOp("average", {&view, &weights.view()}, &result.view(), site);
  return result;
}

}  // namespace tidemark
