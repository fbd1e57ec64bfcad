#include "tidemark/array/typed/typed_array.h"

#include "absl/strings/str_cat.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/typed/array_create.h"

namespace tidemark::array_internal {

void CheckDType(const AnyArray& array, DType expected) {
  if (array.has_value() && array.dtype() != expected) {
    ThrowDTypeError(absl::StrCat("an array of ", DTypeName(array.dtype()), " is no Array of ",
                                 DTypeName(expected), "; convert it with astype"));
  }
}

void CheckRank(const AnyArray& array, int rank) {
  if (array.ndim() != rank) {
    ThrowShapeError(
        absl::StrCat(rank, " axes were asked for of an array of shape ", ShapeText(array.shape())));
  }
}

void CheckContiguous(const AnyArray& array) {
  if (!array.is_c_contiguous()) {
    ThrowValueError(absl::StrCat("the array of shape ", ShapeText(array.shape()), " and strides ",
                                 ShapeText(array.strides()), " is not contiguous"));
  }
}

void AssignInPlace(BinaryOp op, const AnyArray& target, const ValueWithLocation& value) {
  binary_into(op, target, value.operand(), target, value.site());
}

void AssignElements(const AnyArray& target, const ValueWithLocation& value) {
  if (value.array() != nullptr) {
    AssignArray(target.view(), value.array()->view(), CopyReason::kAssign, "setitem", value.site());
  } else {
    AssignScalar(target.view(), value.scalar(), "setitem", value.site());
  }
}

void AssignSelected(const AnyArray& array, const Selector& selector,
                    const ValueWithLocation& value) {
  if (value.array() != nullptr) {
    assign_selected(array, selector, *value.array());
  } else {
    assign_selected(array, selector, value.scalar());
  }
}

void ThrowRagged() {
  ThrowValueError("the nested lists have an inhomogeneous shape: rows differ in length");
}

}  // namespace tidemark::array_internal
