// Arrays of coordinates, and of numbers that grow by a factor.
//
// Called by users; NumPy's functions of the same names.
//
// Events: an alloc for each result; meshgrid also a copy (reason broadcast) of each list.
// Errors: ValueError for a grid that is too big, a negative count and a geometric range with 0
// at an end.
//
//   auto [x, y] = meshgrid(linspace(0, 1, 5), linspace(0, 2, 9));  // both of shape (9, 5)
#ifndef TIDEMARK_ARRAY_ARRANGE_GRIDS_H_
#define TIDEMARK_ARRAY_ARRANGE_GRIDS_H_

#include <span>
#include <vector>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/create.h"

namespace tidemark {

// kXY: the first list runs along axis 1 and the second along axis 0, as in plots. kIJ: list i runs
// along axis i.
enum class GridIndexing : bool { kXY, kIJ };

// For each list of coordinates (of any shape, taken in C order) an array over the whole grid.
std::vector<AnyArray> meshgrid(std::span<const AnyArray> coordinates,
                               GridIndexing indexing = GridIndexing::kXY,
                               SourceLocation site = SourceLocation::Current());

// For each axis of `shape` the index along it, one after the other along a new first axis.
AnyArray indices(DType dtype, const Dims& shape, SourceLocation site = SourceLocation::Current());

// base to the power of what linspace gives.
AnyArray logspace(DType dtype, double start, double stop, Count count,
                  Endpoint endpoint = Endpoint::kIncluded, double base = 10.0,
                  SourceLocation site = SourceLocation::Current());
// From start to stop by a constant factor; NaN in between if they differ in sign (ValueError for a
// complex dtype).
AnyArray geomspace(DType dtype, double start, double stop, Count count,
                   Endpoint endpoint = Endpoint::kIncluded,
                   SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_ARRANGE_GRIDS_H_
