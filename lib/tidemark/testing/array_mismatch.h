// Where two arrays differ, in words: what the matchers of array_matchers.h say.
//
// Threading: pure functions of arrays that nobody writes meanwhile.
//
//   std::string why = Mismatch(actual, expected, std::nullopt);  // empty: none
#ifndef TIDEMARK_TESTING_ARRAY_MISMATCH_H_
#define TIDEMARK_TESTING_ARRAY_MISMATCH_H_

#include <optional>
#include <string>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// |x - y| <= absolute + relative * |y|, y being the expected.
struct ArrayTolerance {
  double relative = 1e-7;
  double absolute = 0;
};

namespace array_internal {

// Why `actual` does not match; empty if it does. Both are read elsewhere than in the user's program:
// the reads are told with the place of the matcher.
std::string Mismatch(const AnyArray& actual, const AnyArray& expected,
                     const std::optional<ArrayTolerance>& tolerance);
std::string Described(const AnyArray& expected);

}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_TESTING_ARRAY_MISMATCH_H_
