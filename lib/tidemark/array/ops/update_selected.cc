#include "tidemark/array/ops/update_selected.h"

#include "tidemark/array/core/error.h"
#include "tidemark/array/indexing/advanced.h"

namespace tidemark {

void update_selected(BinaryOp op, const AnyArray& a, const Selector& selector,
                     const BinaryOperand& value) {
  if (!a.writable()) array_internal::ThrowReadOnlyError("setitem");
  const AnyArray selected = select(a, selector);
  binary_into(op, selected, value, selected, selector.site());
  if (!selected.same_buffer(a)) assign_selected(a, selector, selected);
}

}  // namespace tidemark
