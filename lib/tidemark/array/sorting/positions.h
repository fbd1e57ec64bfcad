// Where elements are: those that are not zero, and the place of a number in an order.
//
// Called by users through Array<T>, and by programs that only know AnyArray; NumPy's functions of
// the same names. (searchsorted for an array of values is in sort.h.)
//
// Memory: none beyond the result. Events: an alloc for it, one op.
// Errors: ShapeError for an order that is no line.
//
//   AnyArray where_set = flatnonzero(flags);
//   int64_t place = searchsorted(edges, 2.5);
#ifndef TIDEMARK_ARRAY_SORTING_POSITIONS_H_
#define TIDEMARK_ARRAY_SORTING_POSITIONS_H_

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/scalar.h"
#include "tidemark/array/sorting/sort.h"

namespace tidemark {

// The positions in C order of the elements that are not zero.
AnyArray flatnonzero(const AnyArray& a, SourceLocation site = SourceLocation::Current());

// Their indices, one row for each: shape (how many, axes), in Fortran order.
AnyArray argwhere(const AnyArray& a, SourceLocation site = SourceLocation::Current());

// Where `value` would have to be inserted in `sorted`. The two are compared as they are: an integer
// that the dtype cannot hold comes before or behind all elements.
int64_t searchsorted(const AnyArray& sorted, const Scalar& value, Side side = Side::kLeft,
                     SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_SORTING_POSITIONS_H_
