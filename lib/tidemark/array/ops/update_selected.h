// Operations in place on what an index with arrays selects: a[selector] op= value.
//
// Called by users through Array<T>, and by programs that only know AnyArray.
//
// As NumPy does it: what is selected is copied, the operation is applied to the copy, and the
// result is assigned; an element that is selected several times is changed once.
//
// Events: those of select, of the operation and of assign_selected (advanced.h), whose errors are
//   thrown as well as those of binary_into (elementwise.h); nothing is written when one is thrown.
//
//   update_selected(BinaryOp::kAdd, a, Selector{positions}, Scalar(1));  // a[positions] += 1
#ifndef TIDEMARK_ARRAY_OPS_UPDATE_SELECTED_H_
#define TIDEMARK_ARRAY_OPS_UPDATE_SELECTED_H_

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/selector.h"
#include "tidemark/array/ops/elementwise.h"

namespace tidemark {

void update_selected(BinaryOp op, const AnyArray& a, const Selector& selector,
                     const BinaryOperand& value);

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_OPS_UPDATE_SELECTED_H_
