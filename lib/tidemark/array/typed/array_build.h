// Arrays put together, cut out of matrices and laid over grids, with their element types known.
//
// Called by users; typed forms of join.h, diagonals.h, grids.h and orient.h, where results, events
// and errors are stated. Arrays that are joined are of one element type; of several, take the
// AnyArray forms.
//
//   Array<double> design = column_stack({ones_like(x), x, x * x});
//   auto [xs, ys] = meshgrid(x, y);
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_BUILD_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_BUILD_H_

#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "tidemark/array/arrange/diagonals.h"
#include "tidemark/array/arrange/grids.h"
#include "tidemark/array/arrange/join.h"
#include "tidemark/array/core/held_value.h"
#include "tidemark/array/indexing/orient.h"
#include "tidemark/array/typed/array_create.h"
#include "tidemark/array/typed/array_functions.h"
#include "tidemark/array/typed/array_shape.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

// vstack, hstack, dstack and column_stack of a list in braces or of a vector.
#define TIDEMARK_JOIN_FUNCTION(name)                                                    \
  template <class T>                                                                    \
  Array<std::remove_const_t<T>> name(const std::vector<Array<T>>& arrays,               \
                                     SourceLocation site = SourceLocation::Current()) { \
    return array_internal::Typed<std::remove_const_t<T>>(                               \
        name(array_internal::Untyped(std::span<const Array<T>>(arrays)), site));        \
  }                                                                                     \
  template <class T>                                                                    \
  Array<std::remove_const_t<T>> name(std::initializer_list<Array<T>> arrays,            \
                                     SourceLocation site = SourceLocation::Current()) { \
    const std::span<const Array<T>> list(arrays.begin(), arrays.size());                \
    return array_internal::Typed<std::remove_const_t<T>>(                               \
        name(array_internal::Untyped(list), site));                                     \
  }
TIDEMARK_JOIN_FUNCTION(vstack)
TIDEMARK_JOIN_FUNCTION(hstack)
TIDEMARK_JOIN_FUNCTION(dstack)
TIDEMARK_JOIN_FUNCTION(column_stack)
#undef TIDEMARK_JOIN_FUNCTION

// With the elements of another array, or one number.
template <ArrayLike A, ArrayLike B>
Array<PromoteT<ElementT<A>, ElementT<B>>> append(A&& a, B&& values,
                                                 std::optional<int64_t> axis = std::nullopt,
                                                 SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<PromoteT<ElementT<A>, ElementT<B>>>(
      append(a.any(), values.any(), axis, site));
}
template <ArrayLike A, HeldIn<ElementT<A>> S>
Array<ElementT<A>> append(A&& a, S value, SourceLocation site = SourceLocation::Current()) {
  return append(std::forward<A>(a), full<ElementT<A>>({1}, value, site), std::nullopt, site);
}

template <Element T = double>
Array<T> tri(Count rows, std::optional<Count> columns = std::nullopt, Count k = 0,
             SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(tri(kDTypeOf<T>, rows, columns, k, site));
}
template <ArrayLike A>
Array<ElementT<A>> tril(A&& a, Count k = 0, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(tril(a.any(), k, site));
}
template <ArrayLike A>
Array<ElementT<A>> triu(A&& a, Count k = 0, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(triu(a.any(), k, site));
}
// Read-only, for it may be a view; diagflat makes a matrix that can be written to.
template <ArrayLike A>
Array<const ElementT<A>> diag(A&& a, Count k = 0, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<const ElementT<A>>(diag(a.any(), k, site));
}
template <ArrayLike A>
Array<ElementT<A>> diagflat(A&& a, Count k = 0, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(diagflat(a.any(), k, site));
}

// One grid for each list: auto [x, y] = meshgrid(xs, ys).
template <ArrayLike A, ArrayLike B>
std::pair<Array<ElementT<A>>, Array<ElementT<B>>> meshgrid(
    A&& x, B&& y, GridIndexing indexing = GridIndexing::kXY,
    SourceLocation site = SourceLocation::Current()) {
  const AnyArray lists[] = {x.any(), y.any()};
  std::vector<AnyArray> grids = meshgrid(std::span<const AnyArray>(lists), indexing, site);
  return {array_internal::Typed<ElementT<A>>(std::move(grids[0])),
          array_internal::Typed<ElementT<B>>(std::move(grids[1]))};
}
template <class T>
std::vector<Array<std::remove_const_t<T>>> meshgrid(
    std::initializer_list<Array<T>> coordinates, GridIndexing indexing = GridIndexing::kXY,
    SourceLocation site = SourceLocation::Current()) {
  const std::span<const Array<T>> list(coordinates.begin(), coordinates.size());
  return array_internal::AllKept<Array<std::remove_const_t<T>>>(
      meshgrid(std::span<const AnyArray>(array_internal::Untyped(list)), indexing, site));
}
template <Element T = int64_t>
Array<T> indices(const Dims& shape, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(indices(kDTypeOf<T>, shape, site));
}

template <Element T = double>
Array<T> logspace(double start, double stop, Count count, Endpoint endpoint = Endpoint::kIncluded,
                  double base = 10.0, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(logspace(kDTypeOf<T>, start, stop, count, endpoint, base, site));
}
template <Element T = double>
Array<T> geomspace(double start, double stop, Count count, Endpoint endpoint = Endpoint::kIncluded,
                   SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(geomspace(kDTypeOf<T>, start, stop, count, endpoint, site));
}

template <ArrayLike A>
array_internal::KeepT<A> rot90(A&& a, Count times = 1, const Axes& plane = {0, 1},
                               SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(rot90(a.any(), times, plane, site));
}
template <ArrayLike A>
array_internal::KeepT<A> flipud(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(flipud(a.any(), site));
}
template <ArrayLike A>
array_internal::KeepT<A> fliplr(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(fliplr(a.any(), site));
}
template <ArrayLike A>
array_internal::KeepT<A> atleast_1d(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(atleast_1d(a.any(), site));
}
template <ArrayLike A>
array_internal::KeepT<A> atleast_2d(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(atleast_2d(a.any(), site));
}
template <ArrayLike A>
array_internal::KeepT<A> atleast_3d(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(atleast_3d(a.any(), site));
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_BUILD_H_
