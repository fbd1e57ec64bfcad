// The same elements in another shape: a view wherever strides can express it, else a copy.
//
// Called by users; NumPy's reshape, ravel and flatten in C order, with its rule of when to copy.
//
// Errors: ShapeError when the sizes do not fit, and for Copy::kNever when only a copy would do.
// Events: a view, or an alloc and a copy with reason layout (flatten: requested).
//
//   AnyArray m = reshape(a, {3, -1});        // one extent may be left to be found
//   AnyArray v = reshape(a, {6}, Copy::kNever);     // throws rather than copy
#ifndef TIDEMARK_ARRAY_INDEXING_RESHAPE_H_
#define TIDEMARK_ARRAY_INDEXING_RESHAPE_H_

#include <optional>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/copy.h"

namespace tidemark {

AnyArray reshape(const AnyArray& a, const Dims& shape, Copy copy = Copy::kIfNeeded,
                 SourceLocation site = SourceLocation::Current());

// One axis; a view only of a C contiguous array, even where reshape would find one.
AnyArray ravel(const AnyArray& a, SourceLocation site = SourceLocation::Current());

// One axis; always a copy.
AnyArray flatten(const AnyArray& a, SourceLocation site = SourceLocation::Current());

namespace array_internal {

// The strides with which `view` can be seen in `shape` (of the same size) without a copy, if there
// are any.
std::optional<Dims> ReshapeStrides(const View& view, std::span<const int64_t> shape);

}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_INDEXING_RESHAPE_H_
