#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/axes.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/sorting/sort.h"
#include "tidemark/array/statistics/histogram.h"

namespace tidemark {
namespace array_internal {
namespace {

void CheckBincount(const View& view, const BincountOptions& options) {
  if (view.ndim != 1) ThrowShapeError("bincount: one axis is needed");
  if (!CanCastSafely(view.dtype, DType::kInt64)) {
    ThrowDTypeError(absl::StrCat("bincount: of ", DTypeName(view.dtype)));
  }
  if (options.min_length < 0) ThrowValueError("bincount: a negative length");
  // As in NumPy, of nothing the weights are not looked at.
  if (options.weights == nullptr || view.size == 0) return;
  const View& weights = options.weights->view();
  if (weights.ndim != 1 || weights.size != view.size) {
    ThrowShapeError(absl::StrCat("bincount: weights of shape ", ShapeText(weights.shape()), " for ",
                                 view.size, " numbers"));
  }
  if (!CanCastSafely(weights.dtype, DType::kFloat64)) {
    ThrowDTypeError(absl::StrCat("bincount: weights of ", DTypeName(weights.dtype)));
  }
}

int64_t LargestNumber(const View& view) {
  int64_t largest = -1;
  ForEachCast(view, DType::kInt64, [&](const std::byte* chunk, int64_t n) {
    const auto* numbers = reinterpret_cast<const int64_t*>(chunk);
    for (int64_t i = 0; i < n; ++i) {
      if (numbers[i] < 0) ThrowValueError("bincount: a negative number");
      largest = std::max(largest, numbers[i]);
    }
  });
  return largest;
}

void AddWeights(const View& view, const View& weights, double* totals) {
  const kernels::UnaryLoop convert = kernels::FindCast(view.dtype, DType::kInt64);
  const kernels::UnaryLoop convert_weight = kernels::FindCast(weights.dtype, DType::kFloat64);
  for (int64_t i = 0; i < view.size; ++i) {
    int64_t number = 0;
    double weight = 0;
    convert(view.data + i * view.dims[1], 0, reinterpret_cast<std::byte*>(&number), 8, 1);
    convert_weight(weights.data + i * weights.dims[1], 0, reinterpret_cast<std::byte*>(&weight), 8,
                   1);
    totals[number] += weight;
  }
}

// Whether the elements never fall, or else never rise; NaN sorts last.
enum class EdgeOrder : uint8_t { kRising, kFalling, kNeither };
EdgeOrder DirectionOf(const View& edges) {
  bool rises = false;
  bool falls = false;
  bool first = true;
  double last = 0;
  ForEachCast(edges, DType::kFloat64, [&](const std::byte* chunk, int64_t n) {
    const auto* values = reinterpret_cast<const double*>(chunk);
    for (int64_t i = 0; i < n; ++i) {
      rises = rises || (!first && values[i] > last);
      falls = falls || (!first && values[i] < last);
      last = values[i];
      first = false;
    }
  });
  if (rises && falls) return EdgeOrder::kNeither;
  return falls ? EdgeOrder::kFalling : EdgeOrder::kRising;
}

}  // namespace
}  // namespace array_internal

using array_internal::View;

AnyArray bincount(const AnyArray& a, const BincountOptions& options, SourceLocation site) {
  const View& view = a.view();
  array_internal::CheckBincount(view, options);
  const int64_t largest = array_internal::LargestNumber(view);
  if (largest == INT64_MAX) array_internal::ThrowValueError("bincount: too many numbers to count");
  const View* weights = options.weights != nullptr ? &options.weights->view() : nullptr;
  // As in NumPy, nothing has counts of integers, whatever it weighs.
  const bool weighted = weights != nullptr && view.size != 0;
  AnyArray result = AnyArray::Own(
      array_internal::NewOwner({.dtype = weighted ? DType::kFloat64 : DType::kInt64,
                                .shape = Dims(std::max(largest + 1, options.min_length)),
                                .op = "bincount",
                                .site = site,
                                .zeroed = true}));
  if (weighted) {
    array_internal::AddWeights(view, *weights, reinterpret_cast<double*>(result.view().data));
  } else {
    auto* counts = reinterpret_cast<int64_t*>(result.view().data);
    array_internal::ForEachCast(view, DType::kInt64, [&](const std::byte* chunk, int64_t n) {
      const auto* numbers = reinterpret_cast<const int64_t*>(chunk);
      for (int64_t i = 0; i < n; ++i) ++counts[numbers[i]];
    });
  }
  array_internal::NoteOp("bincount", {&view, weights}, &result.view(), site);
  return result;
}

AnyArray digitize(const AnyArray& a, const AnyArray& edges, ClosedSide closed,
                  SourceLocation site) {
  if (array_internal::IsComplexType(a.dtype())) {
    array_internal::ThrowDTypeError("digitize: complex numbers have no bins");
  }
  if (edges.ndim() != 1) array_internal::ThrowShapeError("digitize: edges have one axis");
  if (array_internal::IsComplexType(edges.dtype())) {
    array_internal::ThrowDTypeError("digitize: complex edges");
  }
  const array_internal::EdgeOrder direction = array_internal::DirectionOf(edges.view());
  if (direction == array_internal::EdgeOrder::kNeither) {
    array_internal::ThrowValueError("digitize: the edges must rise or fall");
  }
  const Side side = closed == ClosedSide::kLower ? Side::kRight : Side::kLeft;
  if (direction == array_internal::EdgeOrder::kRising) return searchsorted(edges, a, side, site);
  AnyArray result = searchsorted(flip(edges, std::nullopt, site), a, side, site);
  auto* bins = reinterpret_cast<int64_t*>(result.view().data);
  for (int64_t i = 0; i < result.size(); ++i) bins[i] = edges.size() - bins[i];
  return result;
}

}  // namespace tidemark
