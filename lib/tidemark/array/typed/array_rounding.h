// Rounding to decimal places of arrays with their element types known.
//
// Called by users; the typed form of round_decimals.h, where results, events and errors are stated.
//
//   Array<double> cents = round(prices, Decimals(2));
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_ROUNDING_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_ROUNDING_H_

#include "tidemark/array/ops/round_decimals.h"
#include "tidemark/array/typed/array_math.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

// No code for bools, which have no decimals.
template <ArrayLike A>
requires(!std::is_same_v<ElementT<A>, bool>) Array<ElementT<A>> round(
    A&& a, Decimals decimals, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(round(a.any(), decimals, site));
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_ROUNDING_H_
