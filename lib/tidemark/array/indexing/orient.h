// Views that turn an array over, around, or into one of more axes.
//
// Called by users; NumPy's functions of the same names.
//
// Result: a view, or the array itself where atleast_* has nothing to add.
// Errors: ShapeError for too few axes and axes that do not exist, ValueError for equal ones.
//
//   Array<double> upright = rot90(image);      // counterclockwise
//   Array<double> mirrored = fliplr(image);
#ifndef TIDEMARK_ARRAY_INDEXING_ORIENT_H_
#define TIDEMARK_ARRAY_INDEXING_ORIENT_H_

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// By `times` quarter turns in the plane of two axes, from the first towards the second.
AnyArray rot90(const AnyArray& a, Count times = 1, const Axes& plane = {0, 1},
               SourceLocation site = SourceLocation::Current());

// The first row last; the first column last.
AnyArray flipud(const AnyArray& a, SourceLocation site = SourceLocation::Current());
AnyArray fliplr(const AnyArray& a, SourceLocation site = SourceLocation::Current());

// With axes of extent 1 added where there are fewer: in front, and for the third one at the end
// too.
AnyArray atleast_1d(const AnyArray& a, SourceLocation site = SourceLocation::Current());
AnyArray atleast_2d(const AnyArray& a, SourceLocation site = SourceLocation::Current());
AnyArray atleast_3d(const AnyArray& a, SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_INDEXING_ORIENT_H_
