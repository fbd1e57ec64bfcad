// Counting: how often each value or each range of values occurs.
//
// Called by users; NumPy's functions of the same names.
//
// histogram: all bins but the last are half open, the last one includes its end; what lies outside
//   or is NaN does not count. With a number of bins these are equally wide between the extremes, or
//   in options.range; the edges have the array's dtype if it is a floating point one, else float64.
// Result: counts in int64, of weights in their dtype (in float64 where they are a density), edges
//   as an array; edges that were given are returned themselves.
// Memory: none beyond the results. Events: an alloc for each result, one op.
// Errors: ValueError for fewer than one bin, extremes or a range that are not finite, edges that
//   fall, negative numbers in bincount; ShapeError for weights of another shape; DTypeError for
//   complex numbers.
//
//   const auto [counts, edges] = histogram(a, 20);
//   AnyArray totals = bincount(labels, {.weights = &sizes});
#ifndef TIDEMARK_ARRAY_STATISTICS_HISTOGRAM_H_
#define TIDEMARK_ARRAY_STATISTICS_HISTOGRAM_H_

#include <optional>
#include <utility>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// Whether a histogram is divided by the widths of its bins and by its total.
enum class Density : bool { kNo, kYes };

struct HistogramOptions {
  Density density = Density::kNo;
  std::optional<std::pair<double, double>> range = std::nullopt;
  const AnyArray* weights = nullptr;  // of the array's shape, of real numbers
};

struct Histogram {
  AnyArray counts;
  AnyArray edges;  // one more than counts
};

Histogram histogram(const AnyArray& a, int64_t bins = 10, const HistogramOptions& options = {},
                    SourceLocation site = SourceLocation::Current());
// Between given edges; options.range is ignored.
Histogram histogram(const AnyArray& a, const AnyArray& edges, const HistogramOptions& options = {},
                    SourceLocation site = SourceLocation::Current());

struct BincountOptions {
  const AnyArray* weights = nullptr;  // as many as numbers; the result is float64 then
  int64_t min_length = 0;
};

// How often 0, 1, ... up to the largest number occur among the integers of an array of one axis.
AnyArray bincount(const AnyArray& a, const BincountOptions& options = {},
                  SourceLocation site = SourceLocation::Current());

// Whether a bin includes its upper edge rather than its lower one.
enum class ClosedSide : bool { kLower, kUpper };

// The number of the bin of each value between edges that rise or fall: 0 is before the first edge.
AnyArray digitize(const AnyArray& a, const AnyArray& edges, ClosedSide closed = ClosedSide::kLower,
                  SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_STATISTICS_HISTOGRAM_H_
