// Views and copies of arrays with their element types known: the free forms of what Array<T> has as
// methods, and what it has not.
//
// Called by users; typed forms of axes.h, reshape.h, windows.h and copy.h, where results, events and errors
// are stated. A view of an Array<const T> is one, too.
//
//   Array<double> mirrored = flip(image, 1);
//   Array<const double> windows = sliding_window_view(signal, {5});
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_SHAPE_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_SHAPE_H_

#include <initializer_list>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "tidemark/array/layout/windows.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

namespace array_internal {

// The same constness as A's.
template <class A>
using KeepT = Array<QualifiedElementT<A>>;
template <class A>
KeepT<A> Kept(AnyArray array) {
  return KeepT<A>(std::move(array), typename KeepT<A>::Trusted());
}
template <class A>
std::vector<KeepT<A>> AllKept(std::vector<AnyArray> arrays) {
  std::vector<KeepT<A>> kept;
  kept.reserve(arrays.size());
  for (AnyArray& array : arrays) kept.push_back(Kept<A>(std::move(array)));
  return kept;
}

// An array of the real numbers that the elements are made of.
template <class A>
using PartT = Array<std::conditional_t<std::is_const_v<QualifiedElementT<A>>,
                                       const RealT<ElementT<A>>, RealT<ElementT<A>>>>;

}  // namespace array_internal

template <ArrayLike A>
array_internal::KeepT<A> reshape(A&& a, const Dims& shape, Copy copy = Copy::kIfNeeded,
                                 SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(reshape(a.any(), shape, copy, site));
}
template <ArrayLike A>
array_internal::KeepT<A> ravel(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(ravel(a.any(), site));
}
template <ArrayLike A>
Array<ElementT<A>> flatten(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(flatten(a.any(), site));
}
template <ArrayLike A>
Array<ElementT<A>> copy(A&& a, Order order = Order::kC,
                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(copy(a.any(), order, site));
}
template <ArrayLike A>
array_internal::KeepT<A> transpose(A&& a, Here here = SourceLocation::Current()) {
  return array_internal::Kept<A>(transpose(a.any(), std::nullopt, here.site));
}
template <ArrayLike A>
array_internal::KeepT<A> transpose(A&& a, const Axes& axes,
                                   SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(transpose(a.any(), axes.dims(), site));
}
template <ArrayLike A>
array_internal::KeepT<A> swapaxes(A&& a, int64_t x, int64_t y,
                                  SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(swapaxes(a.any(), x, y, site));
}
template <ArrayLike A>
array_internal::KeepT<A> squeeze(A&& a, Here here = SourceLocation::Current()) {
  return array_internal::Kept<A>(squeeze(a.any(), std::nullopt, here.site));
}
template <ArrayLike A>
array_internal::KeepT<A> squeeze(A&& a, const Axes& axes,
                                 SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(squeeze(a.any(), axes.dims(), site));
}
template <ArrayLike A>
Array<const ElementT<A>> diagonal(A&& a, int64_t offset = 0, int64_t axis1 = 0, int64_t axis2 = 1,
                                  SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<const ElementT<A>>(diagonal(a.any(), offset, axis1, axis2, site));
}
template <ArrayLike A>
array_internal::KeepT<A> moveaxis(A&& a, const Dims& source, const Dims& destination,
                                  SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(moveaxis(a.any(), source, destination, site));
}
template <ArrayLike A>
array_internal::KeepT<A> expand_dims(A&& a, const Dims& axes,
                                     SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(expand_dims(a.any(), axes, site));
}
template <ArrayLike A>
array_internal::KeepT<A> flip(A&& a, Here here = SourceLocation::Current()) {
  return array_internal::Kept<A>(flip(a.any(), std::nullopt, here.site));
}
template <ArrayLike A>
array_internal::KeepT<A> flip(A&& a, const Axes& axes,
                              SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(flip(a.any(), axes.dims(), site));
}
template <ArrayLike A>
Array<const ElementT<A>> broadcast_to(A&& a, const Dims& shape,
                                      SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<const ElementT<A>>(broadcast_to(a.any(), shape, site));
}
// Of one element type; with several, take the AnyArray form of axes.h.
template <class T>
std::vector<Array<const T>> broadcast_arrays(std::initializer_list<Array<T>> arrays,
                                             SourceLocation site = SourceLocation::Current()) {
  std::vector<AnyArray> untyped;
  for (const Array<T>& a : arrays) untyped.push_back(a.any());
  return array_internal::AllKept<Array<const T>>(
      broadcast_arrays(std::span<const AnyArray>(untyped), site));
}
template <ArrayLike A>
array_internal::KeepT<A> as_strided(A&& a, const Dims& shape, const Dims& strides,
                                    SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(as_strided(a.any(), shape, strides, site));
}
template <ArrayLike A>
Array<const ElementT<A>> sliding_window_view(A&& a, const Dims& window,
                                             Here here = SourceLocation::Current()) {
  return array_internal::Typed<const ElementT<A>>(
      sliding_window_view(a.any(), window, std::nullopt, here.site));
}
template <ArrayLike A>
Array<const ElementT<A>> sliding_window_view(A&& a, const Dims& window, const Axes& axes,
                                             SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<const ElementT<A>>(
      sliding_window_view(a.any(), window, axes.dims(), site));
}
template <ArrayLike A>
array_internal::KeepT<A> ascontiguousarray(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(ascontiguousarray(a.any(), site));
}
// Into equal sections, or at positions: split(a, 3) and split(a, {3, 5}).
template <ArrayLike A, std::integral I>
std::vector<array_internal::KeepT<A>> split(A&& a, I sections, int64_t axis = 0,
                                            SourceLocation site = SourceLocation::Current()) {
  return array_internal::AllKept<A>(split(a.any(), PositionOf(sections), axis, site));
}
template <ArrayLike A>
std::vector<array_internal::KeepT<A>> split(A&& a, std::initializer_list<int64_t> positions,
                                            int64_t axis = 0,
                                            SourceLocation site = SourceLocation::Current()) {
  return array_internal::AllKept<A>(split_at(a.any(), Dims(positions), axis, site));
}
template <ArrayLike A>
std::vector<array_internal::KeepT<A>> split(A&& a, const std::vector<int64_t>& positions,
                                            int64_t axis = 0,
                                            SourceLocation site = SourceLocation::Current()) {
  return array_internal::AllKept<A>(split_at(a.any(), Dims(positions), axis, site));
}
template <ArrayLike A>
array_internal::PartT<A> real(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::PartT<A>(real(a.any(), site));
}
template <ArrayLike A>
array_internal::PartT<A> imag(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::PartT<A>(imag(a.any(), site));
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_SHAPE_H_
