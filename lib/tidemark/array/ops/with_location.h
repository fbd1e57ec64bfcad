// Parameter types that capture the user's call site, for operators, which cannot take one more
// parameter, and for functions that end in a list.
//
// Made implicitly where an operator is used; read by the operators of Array<T>. Parameter types,
// not for keeping: they borrow the array, and the location, until the end of the full expression.
//
//   friend Array operator-(WithLocation<Array> a);  // a.site() is the line of the minus
#ifndef TIDEMARK_ARRAY_OPS_WITH_LOCATION_H_
#define TIDEMARK_ARRAY_OPS_WITH_LOCATION_H_

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

#include "tidemark/array/core/promote.h"
#include "tidemark/array/indexing/element_ref.h"
#include "tidemark/array/indexing/scalar.h"
#include "tidemark/array/ops/elementwise.h"

namespace tidemark {

// Just the place. Braces never make one: sum({0}) is along axis 0.
struct Here {
  Here(SourceLocation here) : site(here) {}
  SourceLocation site;
};

// An array of type A; the buffer of an rvalue may be stolen. What evaluates to such an array when
// it is used (a[mask]) counts as one.
template <class A>
class WithLocation {
 public:
  WithLocation(const A& array, const SourceLocation& site = SourceLocation::Current()) noexcept
      : operand_(AnyOf(array)), site_(site) {}
  WithLocation(A&& array, const SourceLocation& site = SourceLocation::Current()) noexcept
      : operand_(AnyOf(std::move(array))), site_(site) {}
  template <class L>
  // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): L has EvaluatesTo, this has not
  requires std::same_as<typename L::EvaluatesTo, A> WithLocation(
      L&& lazy, const SourceLocation& site = SourceLocation::Current())
      : operand_(std::forward<L>(lazy).any()), site_(site) {}

  const Operand& operand() const { return operand_; }
  const SourceLocation& site() const { return site_; }

 private:
  static decltype(auto) AnyOf(const A& array) {
    if constexpr (std::same_as<A, AnyArray>) {
      return (array);
    } else {
      return array.any();
    }
  }
  static AnyArray&& AnyOf(A&& array) {
    if constexpr (std::same_as<A, AnyArray>) {
      return std::move(array);
    } else {
      return std::move(array).any();
    }
  }

  Operand operand_;
  const SourceLocation& site_;
};

// The same of an array that is a const lvalue, and of no other.
template <class A>
class ConstWithLocation : public WithLocation<A> {
 public:
  template <class C>
  requires std::same_as<C, const A> ConstWithLocation(
      C& array, const SourceLocation& site = SourceLocation::Current())
  noexcept : WithLocation<A>(array, site) {}
};

// An array of any type that is only read.
class ArrayWithLocation {
 public:
  template <class A>
  requires requires(A&& a) {
    { std::forward<A>(a).any() } -> std::convertible_to<const AnyArray&>;
  }
  // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): A has any(), this has not
  ArrayWithLocation(A&& array, SourceLocation site = SourceLocation::Current())
      : array_(static_cast<const AnyArray&>(std::forward<A>(array).any())), site_(site) {}
  ArrayWithLocation(const AnyArray& array, SourceLocation site = SourceLocation::Current()) noexcept
      : array_(array), site_(site) {}

  const AnyArray& array() const { return array_; }
  SourceLocation site() const { return site_; }

 private:
  const AnyArray& array_;
  SourceLocation site_;
};

// An array of any type or a number, on the right of an assignment.
class ValueWithLocation {
 public:
  template <class A>
  requires requires(A&& a) {
    { std::forward<A>(a).any() } -> std::convertible_to<const AnyArray&>;
  }
  // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): A has any(), this has not
  ValueWithLocation(A&& array, const SourceLocation& site = SourceLocation::Current())
      : array_(&static_cast<const AnyArray&>(std::forward<A>(array).any())), site_(site) {}
  ValueWithLocation(const AnyArray& array,
                    const SourceLocation& site = SourceLocation::Current()) noexcept
      : array_(&array), site_(site) {}
  template <NumberLike S>
  // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): this is no number
  ValueWithLocation(S&& number, const SourceLocation& site = SourceLocation::Current())
      : scalar_(NumberOf(std::forward<S>(number))), site_(site) {}

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
