// Moves elements from array to array: the core of copies, casts and assignments.
//
// Used by every operation that fills an array from another one.
//
// Threading: as the arrays. Errors: as stated at each function.
#ifndef TIDEMARK_ARRAY_INDEXING_ASSIGN_INTERNAL_H_
#define TIDEMARK_ARRAY_INDEXING_ASSIGN_INTERNAL_H_

#include <span>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/layout/loop_plan_internal.h"

namespace tidemark::array_internal {

// Elements that a cast keeps on the stack at a time.
inline constexpr int64_t kChunk = 512;
inline constexpr int64_t kMaxItemSize = 16;

// out[i] = in[i] for every index of `shape`, cast where the dtypes differ. Without overlap, unless
// `traversal` is the direction in which the overlap does no harm.
void MoveElements(std::span<const int64_t> shape, const Strided& out, DType out_dtype,
                  const Strided& in, DType in_dtype, Traversal traversal = Traversal::kFree);

// dst[...] = src, broadcast and cast, with the result of reading everything first. Sends a copy
// event, and saves src (with events, reason overlap) only where it must. Throws ShapeError,
// ReadOnlyError.
void AssignArray(const View& dst, const View& src, CopyReason reason, const char* op,
                 SourceLocation site);

// Fills a new array without events of its own; same shape, no overlap.
void FillNew(const View& dst, const View& src);

// A copy of `view` in order 'K', as an array of its own with its events.
AnyArray CopyOf(const View& view, DType dtype, std::span<const int64_t> strides, CopyReason reason,
                const char* op, SourceLocation site);

// The strides of a copy in NumPy's order 'K' of an existing array (PyArray_NewLikeArray).
Dims LikeStrides(const View& view, int64_t item_size);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_INDEXING_ASSIGN_INTERNAL_H_
