// Rounding to a number of decimal places.
//
// Called by users; NumPy's round(a, decimals).
//
// Multiplied by the power of ten, rounded to the nearest integer (ties to even), divided by it: in
// the array's own type, so that the last digit is as right as the product was. A complex number is
// rounded in both parts.
//
// Result: in C order, or in Fortran order where the array is real and in that order only. An array
// of integers with decimals >= 0 is returned itself.
// Events: an alloc, one op. Errors: DTypeError for an array of bools.
//
//   Array<double> cents = round(prices, Decimals(2));
//   Array<int64_t> hundreds = round(counts, Decimals(-2));
#ifndef TIDEMARK_ARRAY_OPS_ROUND_DECIMALS_H_
#define TIDEMARK_ARRAY_OPS_ROUND_DECIMALS_H_

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// Places behind the point; before it where negative.
struct Decimals {
  explicit Decimals(int places) : count(places) {}
  int count;
};

AnyArray round(const AnyArray& a, Decimals decimals,
               SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_OPS_ROUND_DECIMALS_H_
