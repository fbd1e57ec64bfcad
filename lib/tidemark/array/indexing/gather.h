// Picking elements by an array of positions or by a mask, and writing to them: always by copy.
//
// Called by users through Array<T>, and by programs that only know AnyArray. NumPy's fancy indexing
// for one axis, and its boolean indexing.
//
// Events: an alloc, a copy with reason gather, and an op that says whether the positions were
//   consecutive or equally spaced, so that a slice would have done. The functions that write: a
//   write, and a copy of the values or the mask where these are cast or overlap the destination.
// Errors: IndexError for positions out of bounds and masks of another shape or dtype; ShapeError.
//
//   AnyArray rows = take(m, positions, 0);
//   AnyArray positive = mask(a, binary(BinaryOp::kGreater, a, Scalar(0)));
#ifndef TIDEMARK_ARRAY_INDEXING_GATHER_H_
#define TIDEMARK_ARRAY_INDEXING_GATHER_H_

#include <optional>
#include <span>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/scalar.h"

namespace tidemark {

// The elements at `positions` (of any integer dtype and shape; negative ones count from the end)
// along `axis`, or of all elements in C order. The result has the shape of the positions where the
// axis was.
AnyArray take(const AnyArray& a, const AnyArray& positions,
              std::optional<int64_t> axis = std::nullopt,
              SourceLocation site = SourceLocation::Current());
AnyArray take(const AnyArray& a, std::span<const int64_t> positions,
              std::optional<int64_t> axis = std::nullopt,
              SourceLocation site = SourceLocation::Current());

// The elements where `mask`, of bools in a's shape, is true, in C order.
AnyArray mask(const AnyArray& a, const AnyArray& mask,
              SourceLocation site = SourceLocation::Current());

// a[mask] = value.
void put_mask(const AnyArray& a, const AnyArray& mask, const Scalar& value,
              SourceLocation site = SourceLocation::Current());

// Writes values, repeated as often as needed, to positions among all elements in C order. Without
// values nothing is written.
void put(const AnyArray& a, const AnyArray& positions, const AnyArray& values,
         SourceLocation site = SourceLocation::Current());
void put(const AnyArray& a, std::span<const int64_t> positions, const Scalar& value,
         SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_INDEXING_GATHER_H_
