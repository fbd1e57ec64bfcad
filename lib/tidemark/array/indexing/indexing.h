// Basic indexing: views of parts of an array, and assignment to them.
//
// Called by users through a[{...}] of Array<T>, and by programs that only know AnyArray. The
// semantics are NumPy's basic indexing: every result is a view, writable when the array is.
//
// Errors: IndexError for too many indices, a second ellipsis or a position out of bounds;
//   ValueError for a step of 0; assignment: ShapeError, ReadOnlyError, DTypeError.
//
//   AnyArray row = basic_index(m, {3});
//   setitem(m, {ellipsis, Slice(0, 2)}, 1.5);
#ifndef TIDEMARK_ARRAY_INDEXING_INDEXING_H_
#define TIDEMARK_ARRAY_INDEXING_INDEXING_H_

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/element_ref.h"
#include "tidemark/array/indexing/scalar.h"
#include "tidemark/array/layout/slice.h"

namespace tidemark {

// The site is the index's.
AnyArray basic_index(const AnyArray& a, const Index& index);

// a[index] = value, broadcast and cast to a's dtype.
void setitem(const AnyArray& a, const Index& index, const AnyArray& value,
             SourceLocation site = SourceLocation::Current());
void setitem(const AnyArray& a, const Index& index, const Scalar& value,
             SourceLocation site = SourceLocation::Current());

namespace array_internal {

// dst[...] = value, with its write event.
void AssignScalar(const View& dst, const Scalar& value, const char* op, SourceLocation site);

}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_INDEXING_INDEXING_H_
