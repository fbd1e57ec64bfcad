// Products of arrays over any axes with the element types known: inner, vdot, tensordot, einsum.
//
// Called by users; typed forms of products.h and einsum.h, where results, events and errors are
// stated. matmul, dot and outer are in array_functions.h.
//
//   Array<double> c = einsum("bij,bjk->bik", a, b);
//   double energy = vdot(field, field);
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_PRODUCTS_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_PRODUCTS_H_

#include <concepts>
#include <string_view>
#include <type_traits>

#include "tidemark/array/linalg/einsum.h"
#include "tidemark/array/linalg/products.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

namespace array_internal {
template <class A, class B>
using ProductT = PromoteT<ElementT<A>, ElementT<B>>;
// The element type of a view: read-only where the array is.
template <class A>
using ViewedT =
    std::conditional_t<std::remove_cvref_t<A>::kReadOnly, const ElementT<A>, ElementT<A>>;
}  // namespace array_internal

template <ArrayLike A, ArrayLike B>
Array<array_internal::ProductT<A, B>> inner(A&& a, B&& b,
                                            SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::ProductT<A, B>>(inner(a.any(), b.any(), site));
}

// A number.
template <ArrayLike A, ArrayLike B>
array_internal::ProductT<A, B> vdot(A&& a, B&& b, SourceLocation site = SourceLocation::Current()) {
  const AnyArray result = vdot(a.any(), b.any(), site);
  return *reinterpret_cast<const array_internal::ProductT<A, B>*>(result.view().data);
}

template <ArrayLike A, ArrayLike B>
Array<array_internal::ProductT<A, B>> tensordot(A&& a, B&& b, const Axes& a_axes,
                                                const Axes& b_axes,
                                                SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::ProductT<A, B>>(
      tensordot(a.any(), b.any(), a_axes, b_axes, site));
}
// A template of the count, so that braces are never taken for it.
template <ArrayLike A, ArrayLike B, std::integral I>
requires(!std::is_same_v<I, bool>) Array<array_internal::ProductT<A, B>> tensordot(
    A&& a, B&& b, I count, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::ProductT<A, B>>(
      tensordot(a.any(), b.any(), count, site));
}
template <ArrayLike A, ArrayLike B>
Array<array_internal::ProductT<A, B>> tensordot(A&& a, B&& b,
                                                SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::ProductT<A, B>>(tensordot(a.any(), b.any(), site));
}

template <ArrayLike A>
Array<array_internal::ViewedT<A>> einsum(std::string_view subscripts, A&& a,
                                         SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::ViewedT<A>>(einsum(subscripts, a.any(), site));
}
template <ArrayLike A, ArrayLike B>
Array<array_internal::ProductT<A, B>> einsum(std::string_view subscripts, A&& a, B&& b,
                                             SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::ProductT<A, B>>(
      einsum(subscripts, a.any(), b.any(), site));
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_PRODUCTS_H_
