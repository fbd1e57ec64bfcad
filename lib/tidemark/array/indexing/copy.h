// Copies when asked for, casts, and assignment from array to array.
//
// Called by users; NumPy's functions of the same names. Where no copy is needed the same array is
// returned, without an event: astype(Copy::kIfNeeded) and asarray of the right dtype, ascontiguousarray
// of a contiguous array.
//
// Events: alloc and copy; reason requested, dtype, layout or assign.
// Errors: DTypeError (copyto: casts that are not of the same kind), ShapeError, ReadOnlyError.
//
//   AnyArray b = copy(a);                              // C order
//   AnyArray c = astype(a, DType::kFloat32, Copy::kIfNeeded);    // a itself if it is float32 already
//   copyto(m_part, other);                             // m_part[...] = other
#ifndef TIDEMARK_ARRAY_INDEXING_COPY_H_
#define TIDEMARK_ARRAY_INDEXING_COPY_H_

#include <optional>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// When elements are copied that could stay where they are. kNever: an error where they cannot.
enum class Copy : uint8_t { kIfNeeded, kAlways, kNever };

// kC: last axis fastest. kFortran: first axis fastest. kKeep: as it lies in memory.
enum class Order : uint8_t { kC, kFortran, kKeep };

AnyArray copy(const AnyArray& a, Order order = Order::kC,
              SourceLocation site = SourceLocation::Current());

// Converts to `dtype` (casting="unsafe") in order 'K'. With kIfNeeded an array of that dtype is
// returned itself; with kNever another one is a ValueError.
AnyArray astype(const AnyArray& a, DType dtype, Copy copy = Copy::kAlways,
                SourceLocation site = SourceLocation::Current());

// The array itself if it has the dtype (any if absent), else a converted copy. array() always
// copies.
AnyArray asarray(const AnyArray& a, std::optional<DType> dtype = std::nullopt,
                 SourceLocation site = SourceLocation::Current());
AnyArray array(const AnyArray& a, std::optional<DType> dtype = std::nullopt,
               SourceLocation site = SourceLocation::Current());

// The array itself if it is C contiguous, else a copy that is. 0-d arrays become 1-d, as in NumPy.
AnyArray ascontiguousarray(const AnyArray& a, SourceLocation site = SourceLocation::Current());

// dst[...] = src, broadcast; only casts of the same kind.
void copyto(const AnyArray& dst, const AnyArray& src,
            SourceLocation site = SourceLocation::Current());

// The same bytes as elements of another dtype: NumPy's a.view(dtype). Where the item sizes differ
// the last axis must be contiguous and its bytes divisible; throws ShapeError, DTypeError (0-d).
// Seen as bools, all bytes but 0 are true, in every operation and whoever writes them; raw pointers
// show C++ the bytes as they are, where a bool must be 0 or 1.
AnyArray view_as(const AnyArray& a, DType dtype, SourceLocation site = SourceLocation::Current());

// The real and the imaginary parts of a complex array as views; of any other array itself, and
// read-only zeros.
AnyArray real(const AnyArray& a, SourceLocation site = SourceLocation::Current());
AnyArray imag(const AnyArray& a, SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_INDEXING_COPY_H_
