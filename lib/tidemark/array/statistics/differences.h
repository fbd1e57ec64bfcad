// Differences of neighbours, the distance of the extremes, and interpolation between points.
//
// Called by users through Array<T>, and by programs that only know AnyArray; NumPy's functions of
// the same names.
//
// Result: diff has the array's dtype (of bools: whether they differ) in order 'K'; ptp the array's
//   dtype; interp doubles in x's shape and C order.
// Memory: none beyond the result; diff for n > 1 one line, interp for points that are no contiguous
//   doubles as much as these. Events: an alloc for the result and for what was said, one op (of ptp
//   two).
// Errors: ShapeError for axes that do not exist and points that do not fit; ValueError for a
//   negative n, no points and a period of 0; DTypeError for the ptp of bools and complex points.
//
//   AnyArray steps = diff(a);
//   AnyArray y = interp(x, known_x, known_y, {.left = 0.0});
#ifndef TIDEMARK_ARRAY_STATISTICS_DIFFERENCES_H_
#define TIDEMARK_ARRAY_STATISTICS_DIFFERENCES_H_

#include <optional>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// a[1:] - a[:-1] along the axis, n times over. n = 0 gives the array itself.
AnyArray diff(const AnyArray& a, int64_t n = 1, int64_t axis = -1,
              SourceLocation site = SourceLocation::Current());

// The largest element less the smallest, NaN if there is one. Over everything as a double.
double ptp(const AnyArray& a, SourceLocation site = SourceLocation::Current());
AnyArray ptp(const AnyArray& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo,
             SourceLocation site = SourceLocation::Current());

struct InterpOptions {
  std::optional<double> left = std::nullopt;   // before the first point; absent: its value
  std::optional<double> right = std::nullopt;  // after the last one
  std::optional<double> period =
      std::nullopt;  // x and the points repeat; left and right are ignored
};

// The line through the points (xp, fp), whose xp must not fall, at each x.
AnyArray interp(const AnyArray& x, const AnyArray& xp, const AnyArray& fp,
                const InterpOptions& options = {}, SourceLocation site = SourceLocation::Current());

namespace array_internal {
// ptp of everything at `result`, of the array's dtype.
void PtpTo(void* result, const AnyArray& a, SourceLocation site);
}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_STATISTICS_DIFFERENCES_H_
