#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/statistics/differences.h"

namespace tidemark {
namespace array_internal {
namespace {

// Points in the order of their x, and the values beside them.
struct Points {
  const double* x;
  const double* y;
  int64_t count;
  double left;
  double right;
};

double InterpolateAt(const Points& p, double x) {
  if (p.count == 1) return x < p.x[0] ? p.left : x > p.x[0] ? p.right : p.y[0];
  if (std::isnan(x)) return x;
  if (x > p.x[p.count - 1]) return p.right;
  const int64_t j = std::upper_bound(p.x, p.x + p.count, x) - p.x - 1;
  if (j < 0) return p.left;
  // At a point its value, whatever the slope is.
  if (j == p.count - 1 || p.x[j] == x) return p.y[j];
  const double slope = (p.y[j + 1] - p.y[j]) / (p.x[j + 1] - p.x[j]);
  double result = slope * (x - p.x[j]) + p.y[j];
  // Where infinities made a NaN the other end may know better.
  if (std::isnan(result)) result = slope * (x - p.x[j + 1]) + p.y[j + 1];
  if (std::isnan(result) && p.y[j] == p.y[j + 1]) result = p.y[j];
  return result;
}

// The remainder with the sign of the period, as NumPy's.
double Wrapped(double x, double period) {
  double remainder = std::fmod(x, period);
  if (remainder < 0) remainder += period;
  return remainder == 0 ? 0.0 : remainder;
}

void CheckPoints(const AnyArray& x, const AnyArray& xp, const AnyArray& fp,
                 const InterpOptions& options) {
  for (const AnyArray* array : {&x, &xp, &fp}) {
    if (IsComplexType(array->dtype())) ThrowDTypeError("interp: complex numbers");
  }
  if (options.period && *options.period == 0) ThrowValueError("interp: a period of 0");
  if (xp.ndim() != 1 || fp.ndim() != 1) ThrowShapeError("interp: the points have one axis");
  if (xp.size() != fp.size()) {
    ThrowShapeError(absl::StrCat("interp: ", xp.size(), " points with ", fp.size(), " values"));
  }
  if (xp.size() == 0) ThrowValueError("interp: there are no points");
}

// Contiguous doubles: the array's own, or a copy of them.
const double* AsDoubles(const View& view, Scratch& memory) {
  if (view.dtype == DType::kFloat64 && view.c_contiguous) {
    return reinterpret_cast<const double*>(view.data);
  }
  GatherAll(view, DType::kFloat64, memory.data());
  return memory.as<double>();
}

int64_t DoublesNeeded(const View& view) {
  return view.dtype == DType::kFloat64 && view.c_contiguous ? 0 : view.size;
}

// All points of one period in order, and the last one before and the first one behind.
void FillPeriod(const View& xp, const View& fp, double period, double* x, double* y,
                SourceLocation site) {
  const int64_t n = xp.size;
  Scratch raw(DType::kFloat64, n, "interp", site);
  Scratch order(DType::kInt64, n, "interp", site);
  auto* values = raw.as<double>();
  GatherAll(xp, DType::kFloat64, raw.data());
  for (int64_t i = 0; i < n; ++i) values[i] = Wrapped(values[i], period);
  kernels::FindArgSort(DType::kFloat64)(raw.data(), n, order.as<int64_t>());
  for (int64_t i = 0; i < n; ++i) x[i + 1] = values[order.as<int64_t>()[i]];
  GatherAll(fp, DType::kFloat64, raw.data());
  for (int64_t i = 0; i < n; ++i) y[i + 1] = values[order.as<int64_t>()[i]];
  x[0] = x[n] - period;
  y[0] = y[n];
  x[n + 1] = x[1] + period;
  y[n + 1] = y[1];
}

void FillInterpolated(const View& x, const Points& points, std::optional<double> period,
                      double* out) {
  ForEachCast(x, DType::kFloat64, [&](const std::byte* chunk, int64_t n) {
    const auto* values = reinterpret_cast<const double*>(chunk);
    for (int64_t i = 0; i < n; ++i) {
      *out++ = InterpolateAt(points, period ? Wrapped(values[i], *period) : values[i]);
    }
  });
}

}  // namespace
}  // namespace array_internal

AnyArray interp(const AnyArray& x, const AnyArray& xp, const AnyArray& fp,
                const InterpOptions& options, SourceLocation site) {
  using array_internal::Points;
  using array_internal::Scratch;
  array_internal::CheckPoints(x, xp, fp, options);
  AnyArray result = AnyArray::Own(array_internal::NewOwner(
      {.dtype = DType::kFloat64, .shape = x.shape(), .op = "interp", .site = site}));
  auto* out = reinterpret_cast<double*>(result.view().data);
  const int64_t n = xp.size();
  if (options.period) {
    const double period = std::abs(*options.period);
    Scratch px(DType::kFloat64, n + 2, "interp", site);
    Scratch py(DType::kFloat64, n + 2, "interp", site);
    array_internal::FillPeriod(xp.view(), fp.view(), period, px.as<double>(), py.as<double>(),
                               site);
    const Points points{px.as<double>(), py.as<double>(), n + 2, py.as<double>()[0],
                        py.as<double>()[n + 1]};
    array_internal::FillInterpolated(x.view(), points, period, out);
  } else {
    Scratch px(DType::kFloat64, array_internal::DoublesNeeded(xp.view()), "interp", site);
    Scratch py(DType::kFloat64, array_internal::DoublesNeeded(fp.view()), "interp", site);
    const double* known_x = array_internal::AsDoubles(xp.view(), px);
    const double* known_y = array_internal::AsDoubles(fp.view(), py);
    const Points points{known_x, known_y, n, options.left.value_or(known_y[0]),
                        options.right.value_or(known_y[n - 1])};
    array_internal::FillInterpolated(x.view(), points, std::nullopt, out);
  }
  array_internal::NoteOp("interp", {&x.view(), &xp.view(), &fp.view()}, &result.view(), site);
  return result;
}

}  // namespace tidemark
