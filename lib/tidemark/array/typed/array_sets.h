// Sets of values, partial orders and positions of arrays with their element types known.
//
// Called by users; typed forms of sets.h, along_axis.h, positions.h and of the partitions of
// sort.h, where results, events and errors are stated.
//
//   const auto [names, counts] = unique_counts(labels);
//   const Array<bool> rare = isin(labels, names_to_drop, Invert::kYes);
//   const int64_t place = searchsorted(edges, 2.5);
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_SETS_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_SETS_H_

#include <optional>
#include <utility>

#include "tidemark/array/sorting/along_axis.h"
#include "tidemark/array/sorting/positions.h"
#include "tidemark/array/sorting/sets.h"
#include "tidemark/array/sorting/sort.h"
#include "tidemark/array/typed/array_math.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

template <class T>
struct TypedUniqueAll {
  Array<T> values;
  Array<int64_t> indices;
  Array<int64_t> inverse;
  Array<int64_t> counts;
};
template <class T>
struct TypedUniqueCounts {
  Array<T> values;
  Array<int64_t> counts;
};
template <class T>
struct TypedUniqueInverse {
  Array<T> values;
  Array<int64_t> inverse;
};

template <ArrayLike A>
TypedUniqueAll<ElementT<A>> unique_all(A&& a, SourceLocation site = SourceLocation::Current()) {
  UniqueAll any = unique_all(a.any(), site);
  return {array_internal::Typed<ElementT<A>>(std::move(any.values)),
          array_internal::Typed<int64_t>(std::move(any.indices)),
          array_internal::Typed<int64_t>(std::move(any.inverse)),
          array_internal::Typed<int64_t>(std::move(any.counts))};
}
template <ArrayLike A>
TypedUniqueCounts<ElementT<A>> unique_counts(A&& a,
                                             SourceLocation site = SourceLocation::Current()) {
  UniqueCounts any = unique_counts(a.any(), site);
  return {array_internal::Typed<ElementT<A>>(std::move(any.values)),
          array_internal::Typed<int64_t>(std::move(any.counts))};
}
template <ArrayLike A>
TypedUniqueInverse<ElementT<A>> unique_inverse(A&& a,
                                               SourceLocation site = SourceLocation::Current()) {
  UniqueInverse any = unique_inverse(a.any(), site);
  return {array_internal::Typed<ElementT<A>>(std::move(any.values)),
          array_internal::Typed<int64_t>(std::move(any.inverse))};
}

template <ArrayLike A, ArrayLike B>
Array<bool> isin(A&& a, B&& values, Invert invert = Invert::kNo,
                 SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<bool>(isin(a.any(), values.any(), invert, site));
}
template <ArrayLike A, ArrayLike B>
Array<PromoteT<ElementT<A>, ElementT<B>>> union1d(A&& a, B&& b,
                                                  SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<PromoteT<ElementT<A>, ElementT<B>>>(union1d(a.any(), b.any(), site));
}
template <ArrayLike A, ArrayLike B>
Array<PromoteT<ElementT<A>, ElementT<B>>> intersect1d(
    A&& a, B&& b, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<PromoteT<ElementT<A>, ElementT<B>>>(
      intersect1d(a.any(), b.any(), site));
}
template <ArrayLike A, ArrayLike B>
Array<ElementT<A>> setdiff1d(A&& a, B&& b, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(setdiff1d(a.any(), b.any(), site));
}

template <ArrayLike A>
Array<ElementT<A>> partition(A&& a, int64_t kth, std::optional<int64_t> axis = -1,
                             SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(
      partition(array_internal::OperandOf(std::forward<A>(a)), kth, axis, site));
}
template <ArrayLike A>
Array<int64_t> argpartition(A&& a, int64_t kth, std::optional<int64_t> axis = -1,
                            SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(argpartition(a.any(), kth, axis, site));
}

template <ArrayLike A, ArrayLike I>
Array<ElementT<A>> take_along_axis(A&& a, I&& positions, int64_t axis,
                                   SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(take_along_axis(a.any(), positions.any(), axis, site));
}
template <ArrayLike A, ArrayLike I, ArrayLike V>
void put_along_axis(A&& a, I&& positions, V&& values, int64_t axis,
                    SourceLocation site = SourceLocation::Current()) {
  put_along_axis(a.any(), positions.any(), values.any(), axis, site);
}
template <ArrayLike A, ArrayLike I, ScalarLike S>
void put_along_axis(A&& a, I&& positions, S value, int64_t axis,
                    SourceLocation site = SourceLocation::Current()) {
  put_along_axis(a.any(), positions.any(), Scalar(value), axis, site);
}

template <ArrayLike A>
Array<int64_t> flatnonzero(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(flatnonzero(a.any(), site));
}
template <ArrayLike A>
Array<int64_t> argwhere(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(argwhere(a.any(), site));
}
template <ArrayLike A, ScalarLike S>
int64_t searchsorted(A&& sorted, S value, Side side = Side::kLeft,
                     SourceLocation site = SourceLocation::Current()) {
  return searchsorted(sorted.any(), Scalar(value), side, site);
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_SETS_H_
