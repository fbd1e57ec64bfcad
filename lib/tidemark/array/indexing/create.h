// Makes arrays: of equal values, of ranges, of given data.
//
// Called by users; NumPy's functions of the same names. The versions with the element type as a
// template argument (zeros<double>({2, 3})) are in array.h.
//
// Ownership: the result owns a new buffer, except that adopt() takes over memory as it is.
// Events: one alloc, named after the function; what fills the array is part of it, no write.
// Errors: ValueError for invalid shapes, for a range without a length and for a value that the
//   dtype cannot hold (DTypeError for a complex one); std::bad_alloc.
//
//   AnyArray a = zeros(DType::kFloat32, {480, 640});
//   AnyArray b = arange(1, 11, 1, DType::kInt64);
#ifndef TIDEMARK_ARRAY_INDEXING_CREATE_H_
#define TIDEMARK_ARRAY_INDEXING_CREATE_H_

#include <functional>
#include <optional>
#include <span>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/scalar.h"

namespace tidemark {

AnyArray empty(DType dtype, const Dims& shape, SourceLocation site = SourceLocation::Current());
AnyArray zeros(DType dtype, const Dims& shape, SourceLocation site = SourceLocation::Current());
AnyArray ones(DType dtype, const Dims& shape, SourceLocation site = SourceLocation::Current());
AnyArray full(DType dtype, const Dims& shape, const Scalar& value,
              SourceLocation site = SourceLocation::Current());

// Like `a` in shape and, in order 'K', in layout; of `dtype` if given, else of a's.
AnyArray empty_like(const AnyArray& a, std::optional<DType> dtype = std::nullopt,
                    SourceLocation site = SourceLocation::Current());
AnyArray zeros_like(const AnyArray& a, std::optional<DType> dtype = std::nullopt,
                    SourceLocation site = SourceLocation::Current());
AnyArray ones_like(const AnyArray& a, std::optional<DType> dtype = std::nullopt,
                   SourceLocation site = SourceLocation::Current());
AnyArray full_like(const AnyArray& a, const Scalar& value,
                   std::optional<DType> dtype = std::nullopt,
                   SourceLocation site = SourceLocation::Current());

// start, start + step, ... up to but without stop. The length is ceil((stop - start) / step); the
// step is rounded to the dtype before it is added, as NumPy does it.
AnyArray arange(const Scalar& start, const Scalar& stop, const Scalar& step, DType dtype,
                SourceLocation site = SourceLocation::Current());

// Whether the last value of a range is one of its values.
enum class Endpoint : bool { kExcluded, kIncluded };

// `count` values from start to stop; of an integer dtype, rounded down.
AnyArray linspace(DType dtype, double start, double stop, Count count,
                  Endpoint endpoint = Endpoint::kIncluded,
                  SourceLocation site = SourceLocation::Current());
// rows x columns (rows if absent) of zeros with ones on the k-th diagonal.
AnyArray eye(DType dtype, Count rows, std::optional<Count> columns = std::nullopt, Count k = 0,
             SourceLocation site = SourceLocation::Current());

// A new array with a copy of C ordered elements; `op` names it in the events.
AnyArray from_bytes(DType dtype, const Dims& shape, const void* elements, const char* op = "array",
                    SourceLocation site = SourceLocation::Current());

// Adopts external memory as C ordered elements; `deleter` runs when the last view of it is
// destroyed (also when this throws). Reported as external: it is not counted as allocated here, no
// result ever takes it over, and since others may write it, findings about it are never certain.
AnyArray adopt(DType dtype, const Dims& shape, void* elements, std::function<void()> deleter,
               bool writable = true, SourceLocation site = SourceLocation::Current());

namespace array_internal {
// arange() that throws ValueError where an element would not be of the dtype, instead of wrapping.
AnyArray HeldRange(const Scalar& start, const Scalar& stop, const Scalar& step, DType dtype,
                   SourceLocation site);

// view[...] = the element at `item`, of the view's dtype; no events, no checks.
void FillElements(const View& view, const std::byte* item);
}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_INDEXING_CREATE_H_
