// Picking one element for each position along an axis, and writing to it: what argsort, argmin and
// argpartition along an axis find, brought back to the array.
//
// Called by users through Array<T>, and by programs that only know AnyArray; NumPy's functions of
// the same names.
//
// result[i, j, k] = a[i, positions[i, j, k], k] for the axis 1 of three. Array and positions have
// as many axes; those but the one in question are broadcast. Positions are of any integer dtype,
// negative ones count from the end.
// Events: take: an alloc, a copy with reason gather, one op. put: a write, and a copy of values or
//   positions that overlap the array.
// Errors: IndexError for positions out of bounds or of another dtype; ShapeError; ReadOnlyError.
//
//   AnyArray sorted = take_along_axis(a, argsort(a, 0), 0);
#ifndef TIDEMARK_ARRAY_SORTING_ALONG_AXIS_H_
#define TIDEMARK_ARRAY_SORTING_ALONG_AXIS_H_

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/scalar.h"

namespace tidemark {

AnyArray take_along_axis(const AnyArray& a, const AnyArray& positions, int64_t axis,
                         SourceLocation site = SourceLocation::Current());
// Values are broadcast to the positions and cast. Of several for one place the last in C order
// stays.
void put_along_axis(const AnyArray& a, const AnyArray& positions, const AnyArray& values,
                    int64_t axis, SourceLocation site = SourceLocation::Current());
void put_along_axis(const AnyArray& a, const AnyArray& positions, const Scalar& value, int64_t axis,
                    SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_SORTING_ALONG_AXIS_H_
