// Indexing with arrays: what a[selector] reads and what an assignment to it writes, where
// positions, masks, slices, integers, newaxis and ellipsis may be mixed.
//
// Called by users through Array<T>, and by programs that only know AnyArray. The semantics are
// NumPy's advanced indexing: https://numpy.org/doc/1.24/user/basics.indexing.html
//
// Result: the shapes of all index arrays are broadcast to one; its axes stand where the arrays
//   stood, or first where other items stand between them. A mask stands for the positions at which
//   it is true, one array for each of its axes. The result lies in memory as NumPy's does.
// Events: those of take and mask (gather.h), under the name "select"; of a selector without arrays
//   those of a slice. An assignment: a write, and a copy of what it reads where that must be saved
//   first.
// Errors: IndexError for positions out of bounds, masks that do not fit, and index arrays that hold
//   neither integers nor bools or cannot be broadcast; ShapeError; ReadOnlyError. Nothing is
//   written when one is thrown.
//
//   AnyArray corner = select(m, Selector{rows, columns});  // m[rows, columns]
//   assign_selected(m, Selector{ellipsis, mask}, 0.0);     // m[..., mask] = 0
#ifndef TIDEMARK_ARRAY_INDEXING_ADVANCED_H_
#define TIDEMARK_ARRAY_INDEXING_ADVANCED_H_

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/scalar.h"
#include "tidemark/array/indexing/selector.h"

namespace tidemark {

// a[selector]: a copy, but a view if the selector holds no array.
AnyArray select(const AnyArray& a, const Selector& selector);

// a[selector] = value, broadcast and cast as setitem does. Of the values for one element the last
// in C order stays.
void assign_selected(const AnyArray& a, const Selector& selector, const AnyArray& value);
void assign_selected(const AnyArray& a, const Selector& selector, const Scalar& value);

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_INDEXING_ADVANCED_H_
