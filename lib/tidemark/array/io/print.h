// Arrays as text, in the layout of numpy.array2string (NumPy 1.24).
//
// Called by users and by operator<<. Printing reads the array, and is reported as a read at the
// user's line.
//
// The options are those of the thread (print_options.h): by default precision 8, at most 1000
// elements before the middle is left out, lines of 75 columns.
//
//   std::cout << a;            // [1 2 3]
//   std::string s = repr(a);   // array([1, 2, 3])
#ifndef TIDEMARK_ARRAY_IO_PRINT_H_
#define TIDEMARK_ARRAY_IO_PRINT_H_

#include <iosfwd>
#include <string>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/io/print_options.h"
#include "tidemark/array/ops/with_location.h"

namespace tidemark {

// numpy's str(a). An array of no dimensions prints as its element does.
std::string to_string(const AnyArray& a, SourceLocation site = SourceLocation::Current());

std::string to_string(const AnyArray& a, const PrintOptions& options,
                      SourceLocation site = SourceLocation::Current());

// numpy's repr(a): with commas, and the dtype where it is not the usual one of its kind.
std::string repr(const AnyArray& a, SourceLocation site = SourceLocation::Current());
std::string repr(const AnyArray& a, const PrintOptions& options,
                 SourceLocation site = SourceLocation::Current());

std::ostream& operator<<(std::ostream& out, const ArrayWithLocation& a);

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_IO_PRINT_H_
