#include "tidemark/array/statistics/histogram.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/ops/reduce.h"

namespace tidemark {
namespace array_internal {
namespace {

constexpr int64_t kDouble = sizeof(double);

// The edges as doubles, which hold floats of 32 bits exactly, and which bin a value is in.
class Edges {
 public:
  // Edges that are not equally far from each other.
  Edges(double* edges, int64_t bins) : edges_(edges), bins_(bins) {}
  // Equally wide bins.
  Edges(double* edges, int64_t bins, double first, double last)
      : edges_(edges),
        bins_(bins),
        first_(first),
        scale_(static_cast<double>(bins) / (last - first)) {}

  int64_t bins() const { return bins_; }
  const double* values() const { return edges_; }

  // -1 where it is in none.
  int64_t BinOf(double value) const {
    if (bins_ < 1 || !(value >= edges_[0] && value <= edges_[bins_])) return -1;
    if (scale_ == 0) {
      const int64_t above = std::upper_bound(edges_, edges_ + bins_ + 1, value) - edges_;
      return std::min(above, bins_) - 1;
    }
    int64_t bin =
        std::clamp(static_cast<int64_t>((value - first_) * scale_), int64_t{0}, bins_ - 1);
    // Next to an edge the estimate may be off by one.
    while (bin > 0 && value < edges_[bin]) --bin;
    while (bin < bins_ - 1 && value >= edges_[bin + 1]) ++bin;
    return bin;
  }

 private:
  const double* edges_;
  int64_t bins_;
  double first_ = 0;
  double scale_ = 0;
};

void CheckHistogram(const View& view, const HistogramOptions& options) {
  if (IsComplexType(view.dtype)) ThrowDTypeError("histogram: complex numbers have no bins");
  if (options.weights == nullptr) return;
  const View& weights = options.weights->view();
  if (!std::ranges::equal(weights.shape(), view.shape())) {
    ThrowShapeError(absl::StrCat("histogram: weights of shape ", ShapeText(weights.shape()),
                                 " for an array of shape ", ShapeText(view.shape())));
  }
  if (IsComplexType(weights.dtype) || weights.dtype == DType::kBool) {
    ThrowDTypeError(absl::StrCat("histogram: weights of ", DTypeName(weights.dtype)));
  }
}

double ElementAsDouble(const std::byte* element, DType dtype) {
  double value = 0;
  kernels::FindCast(dtype, DType::kFloat64)(element, 0, reinterpret_cast<std::byte*>(&value),
                                            kDouble, 1);
  return value;
}

// The first and the last edge.
std::pair<double, double> OuterEdges(const AnyArray& a, const HistogramOptions& options,
                                     SourceLocation site) {
  double first = 0;
  double last = 1;
  if (options.range) {
    std::tie(first, last) = *options.range;
    if (first > last) ThrowValueError("histogram: the range ends before it begins");
  } else if (a.size() != 0) {
    alignas(kMaxItemSize) std::byte item[kMaxItemSize];
    reduce_to(item, ReduceOp::kMin, a, site);
    first = ElementAsDouble(item, a.dtype());
    reduce_to(item, ReduceOp::kMax, a, site);
    last = ElementAsDouble(item, a.dtype());
  }
  if (!std::isfinite(first) || !std::isfinite(last)) {
    ThrowValueError(absl::StrCat("histogram: the range ", first, " to ", last, " is not finite"));
  }
  if (first == last) {
    first -= 0.5;
    last += 0.5;
  }
  return {first, last};
}

// Equally far from each other, computed as doubles, then rounded to Real.
template <class Real>
void FillEdges(double* edges, int64_t bins, double first, double last) {
  const auto count = static_cast<double>(bins);
  const double span = last - first;
  const double step = span / count;
  for (int64_t i = 0; i < bins; ++i) {
    const auto x = static_cast<double>(i);
    // Where the step vanishes the fraction is kept longer, as NumPy does it.
    const double offset = step == 0 ? x / count * span : x * step;
    edges[i] = static_cast<double>(static_cast<Real>(offset + first));
  }
  edges[bins] = static_cast<double>(static_cast<Real>(last));
}

// Adds up in `totals`: 1 for each value, or its weight.
template <class Total>
void AddToBins(const View& view, const View* weights, const Edges& edges, Total* totals) {
  const View& second = weights != nullptr ? *weights : view;
  const LoopPlan plan(view.shape(),
                      {{view.data, view.strides().data()}, {second.data, second.strides().data()}});
  const kernels::UnaryLoop convert = kernels::FindCast(view.dtype, DType::kFloat64);
  const kernels::UnaryLoop convert_weight = kernels::FindCast(second.dtype, DType::kFloat64);
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    double values[kChunk];
    double amounts[kChunk];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      convert(data[0] + done * strides[0], strides[0], reinterpret_cast<std::byte*>(values),
              kDouble, count);
      if (weights != nullptr) {
        convert_weight(data[1] + done * strides[1], strides[1],
                       reinterpret_cast<std::byte*>(amounts), kDouble, count);
      }
      for (int64_t i = 0; i < count; ++i) {
        const int64_t bin = edges.BinOf(values[i]);
        if (bin < 0) continue;
        totals[bin] += weights != nullptr ? static_cast<Total>(amounts[i]) : Total(1);
      }
    }
  });
}

AnyArray NewLine(DType dtype, int64_t n, const char* op, SourceLocation site) {
  return AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = Dims(n), .op = op, .site = site, .zeroed = true}));
}

// n / widths / their sum. The widths have the precision of the edges.
void ToDensity(double* totals, const double* edges, int64_t bins, DType edge_dtype) {
  double sum = 0;
  for (int64_t i = 0; i < bins; ++i) sum += totals[i];
  for (int64_t i = 0; i < bins; ++i) {
    double width = edges[i + 1] - edges[i];
    if (edge_dtype == DType::kFloat32) width = static_cast<double>(static_cast<float>(width));
    totals[i] = totals[i] / width / sum;
  }
}

AnyArray Counts(const AnyArray& a, const Edges& edges, DType edge_dtype,
                const HistogramOptions& options, SourceLocation site) {
  const View* weights = options.weights != nullptr ? &options.weights->view() : nullptr;
  const bool density = options.density == Density::kYes;
  const DType dtype = density              ? DType::kFloat64
                      : weights != nullptr ? weights->dtype
                                           : DType::kInt64;
  AnyArray counts = NewLine(dtype, edges.bins(), "histogram", site);
  std::byte* data = counts.view().data;
  if (dtype == DType::kInt64 && weights == nullptr) {
    AddToBins(a.view(), nullptr, edges, reinterpret_cast<int64_t*>(data));
  } else if (dtype == DType::kFloat64) {
    AddToBins(a.view(), weights, edges, reinterpret_cast<double*>(data));
    if (density) {
      ToDensity(reinterpret_cast<double*>(data), edges.values(), edges.bins(), edge_dtype);
    }
  } else {
    Scratch totals(DType::kFloat64, edges.bins(), "histogram", site);
    std::fill_n(totals.as<double>(), edges.bins(), 0.0);
    AddToBins(a.view(), weights, edges, totals.as<double>());
    kernels::FindCast(DType::kFloat64, dtype)(totals.data(), kDouble, data, ItemSize(dtype),
                                              edges.bins());
  }
  NoteOp("histogram", {&a.view(), weights}, &counts.view(), site);
  return counts;
}

void CheckRising(const double* edges, int64_t count) {
  for (int64_t i = 1; i < count; ++i) {
    if (edges[i - 1] > edges[i]) ThrowValueError("histogram: the edges must not fall");
  }
}

}  // namespace
}  // namespace array_internal

Histogram histogram(const AnyArray& a, int64_t bins, const HistogramOptions& options,
                    SourceLocation site) {
  array_internal::CheckHistogram(a.view(), options);
  if (bins < 1) array_internal::ThrowValueError("histogram: at least one bin is needed");
  const auto [first, last] = array_internal::OuterEdges(a, options, site);
  const DType dtype = a.dtype() == DType::kFloat32 ? DType::kFloat32 : DType::kFloat64;
  if (bins == INT64_MAX) array_internal::ThrowValueError("histogram: too many bins");
  Histogram result;
  result.edges = array_internal::NewLine(dtype, bins + 1, "histogram", site);
  array_internal::Scratch values(DType::kFloat64, dtype == DType::kFloat32 ? bins + 1 : 0,
                                 "histogram", site);
  std::byte* data = result.edges.view().data;
  double* edges = dtype == DType::kFloat32 ? values.as<double>() : reinterpret_cast<double*>(data);
  if (dtype == DType::kFloat32) {
    array_internal::FillEdges<float>(edges, bins, first, last);
    kernels::FindCast(DType::kFloat64, dtype)(values.data(), 8, data, 4, bins + 1);
  } else {
    array_internal::FillEdges<double>(edges, bins, first, last);
  }
  result.counts = array_internal::Counts(a, array_internal::Edges(edges, bins, first, last), dtype,
                                         options, site);
  return result;
}

Histogram histogram(const AnyArray& a, const AnyArray& edges, const HistogramOptions& options,
                    SourceLocation site) {
  array_internal::CheckHistogram(a.view(), options);
  if (edges.ndim() != 1) array_internal::ThrowShapeError("histogram: edges have one axis");
  if (array_internal::IsComplexType(edges.dtype())) {
    array_internal::ThrowDTypeError("histogram: complex edges");
  }
  const int64_t count = edges.size();
  array_internal::Scratch values(DType::kFloat64, count, "histogram", site);
  array_internal::GatherAll(edges.view(), DType::kFloat64, values.data());
  array_internal::CheckRising(values.as<double>(), count);
  const array_internal::Edges bins(values.as<double>(), std::max<int64_t>(count - 1, 0));
  return {array_internal::Counts(a, bins, edges.dtype(), options, site), edges};
}

}  // namespace tidemark
