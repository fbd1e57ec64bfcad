// Numbers as NumPy 1.24 puts them into elements, where this library refuses them.
//
// Used for the values of requests: an integer is cut to the size of the element (which newer versions
// of NumPy refuse as well), a float first toward zero.
#ifndef TESTS_ORACLE_REPLAY_CUT_H_
#define TESTS_ORACLE_REPLAY_CUT_H_

#include "tidemark/array/core/dtype.h"
#include "tidemark/array/indexing/scalar.h"

namespace tidemark::oracle {

// For a[...] = value. Throws ValueError for NaN and for what is beyond 64 bits, DTypeError for a
// complex value of a real element.
Scalar CutToElement(const Scalar& value, DType dtype);

// For full, which casts as astype does.
Scalar CastToElement(const Scalar& value, DType dtype);

}  // namespace tidemark::oracle

#endif  // TESTS_ORACLE_REPLAY_CUT_H_
