// Order statistics: median, quantiles and percentiles, plain and without NaN.
//
// Called by users through Array<T>, and by programs that only know AnyArray; NumPy's functions of
// the same names.
//
// Result: over everything a number, with axes an array. The median of bools and integers is a
//   double, of others of their own type; a quantile that is interpolated is a double (of complex
//   numbers a complex<double>), one that is an element has the array's dtype. For a list of q the
//   first axis of the result goes along the list. Medians are laid out as the array is, quantiles
//   in C order.
// NaN: the plain functions give NaN where a slice holds one; those that begin with nan leave it
//   out, and give NaN where nothing remains. The median of nothing is NaN, its quantiles an
//   IndexError.
// Memory: one slice at a time is copied to be put in order (on the stack while it is short); so
//   for everything as much as the array, with axes as much as one slice.
// Events: an alloc for the result, an alloc and a free for a long slice, one op.
// Errors: ShapeError for axes that do not exist, ValueError for repeated ones and for q that is not
//   within [0, 1] (percentiles: [0, 100]); DTypeError for interpolated quantiles of bools, and for
//   the number that would be complex (with axes there is none).
//
//   double middle = median(a);
//   AnyArray quartiles = quantile(a, {0.25, 0.5, 0.75}, 0);  // shape (3, columns)
#ifndef TIDEMARK_ARRAY_STATISTICS_QUANTILE_H_
#define TIDEMARK_ARRAY_STATISTICS_QUANTILE_H_

#include <initializer_list>
#include <optional>
#include <span>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// What is done where a quantile lies between two elements; NumPy's methods. kLower, kHigher,
// kNearest, kInvertedCdf and kClosestObservation give one of the elements.
enum class QuantileMethod : uint8_t {
  kLinear,
  kLower,
  kHigher,
  kMidpoint,
  kNearest,
  kInvertedCdf,
  kAveragedInvertedCdf,
  kClosestObservation,
  kInterpolatedInvertedCdf,
  kHazen,
  kWeibull,
  kMedianUnbiased,
  kNormalUnbiased,
};

double median(const AnyArray& a, SourceLocation site = SourceLocation::Current());
AnyArray median(const AnyArray& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo,
                SourceLocation site = SourceLocation::Current());
double nanmedian(const AnyArray& a, SourceLocation site = SourceLocation::Current());
AnyArray nanmedian(const AnyArray& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo,
                   SourceLocation site = SourceLocation::Current());

// name(a, q), name(a, {q, ...}), and both with axes.
#define TIDEMARK_ARRAY_QUANTILES(name)                                                            \
  double name(const AnyArray& a, double q, QuantileMethod method = QuantileMethod::kLinear,       \
              SourceLocation site = SourceLocation::Current());                                   \
  AnyArray name(const AnyArray& a, double q, const Axes& axes, KeepDims keepdims = KeepDims::kNo, \
                QuantileMethod method = QuantileMethod::kLinear,                                  \
                SourceLocation site = SourceLocation::Current());                                 \
  AnyArray name(const AnyArray& a, std::span<const double> q,                                     \
                QuantileMethod method = QuantileMethod::kLinear,                                  \
                SourceLocation site = SourceLocation::Current());                                 \
  AnyArray name(const AnyArray& a, std::span<const double> q, const Axes& axes,                   \
                KeepDims keepdims = KeepDims::kNo,                                                \
                QuantileMethod method = QuantileMethod::kLinear,                                  \
                SourceLocation site = SourceLocation::Current());                                 \
  inline AnyArray name(const AnyArray& a, std::initializer_list<double> q,                        \
                       QuantileMethod method = QuantileMethod::kLinear,                           \
                       SourceLocation site = SourceLocation::Current()) {                         \
    return name(a, std::span<const double>(q.begin(), q.size()), method, site);                   \
  }                                                                                               \
  inline AnyArray name(const AnyArray& a, std::initializer_list<double> q, const Axes& axes,      \
                       KeepDims keepdims = KeepDims::kNo,                                         \
                       QuantileMethod method = QuantileMethod::kLinear,                           \
                       SourceLocation site = SourceLocation::Current()) {                         \
    return name(a, std::span<const double>(q.begin(), q.size()), axes, keepdims, method, site);   \
  }
TIDEMARK_ARRAY_QUANTILES(quantile)
TIDEMARK_ARRAY_QUANTILES(percentile)
TIDEMARK_ARRAY_QUANTILES(nanquantile)
TIDEMARK_ARRAY_QUANTILES(nanpercentile)
#undef TIDEMARK_ARRAY_QUANTILES

namespace array_internal {

enum class NanPolicy : uint8_t { kSpread, kLeaveOut };

// The median of everything at `result`, of the median's dtype.
void MedianTo(void* result, const AnyArray& a, NanPolicy nans, const char* op, SourceLocation site);

struct QuantileRequest {
  std::span<const double> q;
  double scale = 1;     // 100 for percentiles
  bool listed = false;  // whether the result has an axis for q
  std::optional<Dims> axes = std::nullopt;
  KeepDims keepdims = KeepDims::kNo;
  QuantileMethod method = QuantileMethod::kLinear;
  NanPolicy nans = NanPolicy::kSpread;
  bool interpolated_type = false;  // of elements, too
  const char* op = "quantile";
};
// What sets quantile, percentile and their nan forms apart.
struct QuantileFamily {
  double scale;
  NanPolicy nans;
  const char* op;
};
// Of one q, which the request borrows, or of a list of them.
inline QuantileRequest Asked(const QuantileFamily& family, std::span<const double> q, bool listed,
                             QuantileMethod method, const std::optional<Dims>& axes = std::nullopt,
                             KeepDims keepdims = KeepDims::kNo) {
  return {.q = q,
          .scale = family.scale,
          .listed = listed,
          .axes = axes,
          .keepdims = keepdims,
          .method = method,
          .nans = family.nans,
          .op = family.op};
}
AnyArray Quantiles(const AnyArray& a, const QuantileRequest& request, SourceLocation site);
// For one q, of everything, at `result`, of the dtype of interpolated quantiles.
void QuantileTo(void* result, const AnyArray& a, const QuantileRequest& request,
                SourceLocation site);

}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_STATISTICS_QUANTILE_H_
