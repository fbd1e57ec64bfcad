// Whether arrays are equal, or nearly so, and how many elements are not zero.
//
// Called by users through Array<T>, and by programs that only know AnyArray; NumPy's functions of
// the same names. isclose(a, b) is true where |a - b| <= absolute + relative * |b|; infinities are
// close to themselves, NaN to nothing unless asked for.
//
// Result: allclose and array_equal give a bool, count_nonzero an int64_t, with axes an array of
//   int64; isclose an array of bools in order 'K'. Arrays of different shapes are not equal;
//   allclose and isclose broadcast.
// Memory: none beyond the results. Events: one op, an alloc for a result.
// Errors: ShapeError for shapes that cannot be broadcast and axes that do not exist.
//
//   if (allclose(a, b)) ...
//   if (array_equal(a, b, EqualNan::kYes)) ...
#ifndef TIDEMARK_ARRAY_OPS_COMPARE_H_
#define TIDEMARK_ARRAY_OPS_COMPARE_H_

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// Whether NaN equals NaN.
enum class EqualNan : bool { kNo, kYes };

struct CloseOptions {
  EqualNan equal_nan = EqualNan::kNo;
  double relative = 1e-5;
  double absolute = 1e-8;
};

AnyArray isclose(const AnyArray& a, const AnyArray& b, const CloseOptions& options = {},
                 SourceLocation site = SourceLocation::Current());
bool allclose(const AnyArray& a, const AnyArray& b, const CloseOptions& options = {},
              SourceLocation site = SourceLocation::Current());
bool array_equal(const AnyArray& a, const AnyArray& b, EqualNan equal_nan = EqualNan::kNo,
                 SourceLocation site = SourceLocation::Current());

int64_t count_nonzero(const AnyArray& a, SourceLocation site = SourceLocation::Current());
AnyArray count_nonzero(const AnyArray& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo,
                       SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_OPS_COMPARE_H_
