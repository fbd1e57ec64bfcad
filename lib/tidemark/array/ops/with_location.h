// Parameter types that capture the user's call site, for operators, which cannot take one more
// parameter.
//
// Made implicitly where an operator is used; read by the operators of Array<T>. Parameter types,
// not for keeping: they borrow the array, and the location, until the end of the full expression.
//
//   friend Array operator-(WithLocation<Array> a);  // a.site() is the line of the minus
#ifndef TIDEMARK_ARRAY_OPS_WITH_LOCATION_H_
#define TIDEMARK_ARRAY_OPS_WITH_LOCATION_H_

#include <optional>

#include "tidemark/array/core/promote.h"
#include "tidemark/array/indexing/scalar.h"
#include "tidemark/array/ops/elementwise.h"

namespace tidemark {

// An array of type A; the buffer of an rvalue may be stolen.
template <class A>
class WithLocation {
 public:
  WithLocation(const A& array, const SourceLocation& site = SourceLocation::Current()) noexcept
      : operand_(array.any()), site_(site) {}
  WithLocation(A&& array, const SourceLocation& site = SourceLocation::Current()) noexcept
      : operand_(std::move(array).any()), site_(site) {}

  const Operand& operand() const { return operand_; }
  const SourceLocation& site() const { return site_; }

 private:
  Operand operand_;
  const SourceLocation& site_;
};

// An array of any type that is only read.
class ArrayWithLocation {
 public:
  template <class A>
  requires requires(const A& a) {
    { a.any() } -> std::convertible_to<const AnyArray&>;
  }
  ArrayWithLocation(const A& array, SourceLocation site = SourceLocation::Current()) noexcept
      : array_(array.any()), site_(site) {}
  ArrayWithLocation(const AnyArray& array, SourceLocation site = SourceLocation::Current()) noexcept
      : array_(array), site_(site) {}

  const AnyArray& array() const { return array_; }
  SourceLocation site() const { return site_; }

 private:
  const AnyArray& array_;
  SourceLocation site_;
};

// An array of any type or a scalar, on the right of an assignment.
class ValueWithLocation {
 public:
  template <class A>
  requires requires(const A& a) {
    { a.any() } -> std::convertible_to<const AnyArray&>;
  }
  ValueWithLocation(const A& array, const SourceLocation& site = SourceLocation::Current()) noexcept
      : array_(&array.any()), site_(site) {}
  ValueWithLocation(const AnyArray& array,
                    const SourceLocation& site = SourceLocation::Current()) noexcept
      : array_(&array), site_(site) {}
  template <ScalarLike S>
  ValueWithLocation(S scalar, const SourceLocation& site = SourceLocation::Current())
      : scalar_(scalar), site_(site) {}

  // Null for a scalar.
  const AnyArray* array() const { return array_; }
  const Scalar& scalar() const { return *scalar_; }
  BinaryOperand operand() const {
    return array_ != nullptr ? BinaryOperand(*array_) : BinaryOperand(*scalar_);
  }
  const SourceLocation& site() const { return site_; }

 private:
  const AnyArray* array_ = nullptr;
  std::optional<Scalar> scalar_;
  const SourceLocation& site_;
};

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_OPS_WITH_LOCATION_H_
