// Ordering elements, and finding them in an order.
//
// Called by users; NumPy's functions of the same names. NaN comes last, complex numbers go by real
// part, then by imaginary part.
//
// Events: an alloc, a copy, one op. Errors: ShapeError for axes that do not exist.
//
//   AnyArray order = argsort(a);
#ifndef TIDEMARK_ARRAY_SORTING_SORT_H_
#define TIDEMARK_ARRAY_SORTING_SORT_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// A sorted copy along an axis (in order 'K'), or of all elements as one axis. An rvalue operand
// without other references is sorted in place, along an axis.
AnyArray sort(const Operand& a, std::optional<int64_t> axis = -1,
              SourceLocation site = SourceLocation::Current());

// The array's own elements sorted along an axis. Events: a write, one op. Throws ReadOnlyError.
void sort_in_place(const AnyArray& a, int64_t axis = -1,
                   SourceLocation site = SourceLocation::Current());

// The positions (int64) that would sort; equal elements keep their order.
AnyArray argsort(const AnyArray& a, std::optional<int64_t> axis = -1,
                 SourceLocation site = SourceLocation::Current());

// Copies in which the element that sorting would put at `kth` (from the end if negative) along the
// axis is there, smaller ones before it and larger ones behind, in any order; or the positions of
// such. ValueError for a place that does not exist.
AnyArray partition(const Operand& a, int64_t kth, std::optional<int64_t> axis = -1,
                   SourceLocation site = SourceLocation::Current());
AnyArray argpartition(const AnyArray& a, int64_t kth, std::optional<int64_t> axis = -1,
                      SourceLocation site = SourceLocation::Current());

// Where each value would have to be inserted in `sorted` (one axis): before equal elements, or
// after them (kRight).
enum class Side : uint8_t { kLeft, kRight };
AnyArray searchsorted(const AnyArray& sorted, const AnyArray& values, Side side = Side::kLeft,
                      SourceLocation site = SourceLocation::Current());

// For each axis the positions of the elements that are not zero, in C order.
std::vector<AnyArray> nonzero(const AnyArray& a, SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_SORTING_SORT_H_
