// Functions of arrays with their element types known that pick, join, repeat, sort and multiply.
//
// Called by users; typed forms of gather.h, select.h, join.h, rearrange.h, sort.h and linalg.h,
// where results, events and errors are stated.
//
//   Array<double> bright = where(image > 0.5, image, 0.0);
//   Array<double> both = concatenate<double>({left, right}, 1);
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_FUNCTIONS_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_FUNCTIONS_H_

#include <initializer_list>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "tidemark/array/core/held_value.h"
#include "tidemark/array/indexing/gather.h"
#include "tidemark/array/ops/join.h"
#include "tidemark/array/ops/linalg.h"
#include "tidemark/array/ops/pad.h"
#include "tidemark/array/ops/rearrange.h"
#include "tidemark/array/ops/select.h"
#include "tidemark/array/ops/sort.h"
#include "tidemark/array/typed/array_math.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

// Positions of any integer type, or a list of them.
template <ArrayLike A, ArrayLike I>
Array<ElementT<A>> take(const A& a, const I& positions, std::optional<int64_t> axis = std::nullopt,
                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(take(a.any(), positions.any(), axis, site));
}
template <ArrayLike A>
Array<ElementT<A>> take(const A& a, std::initializer_list<int64_t> positions,
                        std::optional<int64_t> axis = std::nullopt,
                        SourceLocation site = SourceLocation::Current()) {
  const std::span<const int64_t> list(positions.begin(), positions.size());
  return array_internal::Typed<ElementT<A>>(take(a.any(), list, axis, site));
}
template <ArrayLike A>
Array<ElementT<A>> mask(const A& a, const Array<bool>& mask_of_a,
                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(mask(a.any(), mask_of_a.any(), site));
}

// a[mask] = value, and the values, repeated as often as needed, at positions in C order.
template <ArrayLike A>
void put_mask(const A& a, const Array<bool>& mask_of_a, ElementT<A> value,
              SourceLocation site = SourceLocation::Current()) {
  put_mask(a.any(), mask_of_a.any(), Scalar(value), site);
}
template <ArrayLike A, ArrayLike I, ArrayLike V>
void put(const A& a, const I& positions, const V& values,
         SourceLocation site = SourceLocation::Current()) {
  put(a.any(), positions.any(), values.any(), site);
}
template <ArrayLike A, HeldIn<ElementT<A>> S>
void put(const A& a, std::initializer_list<int64_t> positions, S value,
         SourceLocation site = SourceLocation::Current()) {
  const std::span<const int64_t> list(positions.begin(), positions.size());
  put(a.any(), list, Scalar(HeldAs<ElementT<A>>(value)), site);
}
// Not by way of the AnyArray form, which would convert the number.
template <ArrayLike A, ScalarLike S>
requires(!HeldIn<S, ElementT<A>>) void put(const A& a, std::initializer_list<int64_t> positions,
                                           S value, SourceLocation site = {}) = delete;

// Both sides are arrays, or one of them a scalar.
template <ArrayLike C, class A, class B>
requires(array_internal::kHasArray<A, B>&& array_internal::kIsSide<A>&& array_internal::kIsSide<B>)
    Array<array_internal::SelectedT<A, B>> where(const C& condition, A&& a, B&& b,
                                                 SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::SelectedT<A, B>>(
      where(condition.any(), array_internal::SideOf(std::forward<A>(a)),
            array_internal::SideOf(std::forward<B>(b)), site));
}

template <ArrayLike C, class A, class B, ArrayLike Out>
requires(array_internal::kHasArray<A, B>&& array_internal::kIsSide<A>&& array_internal::kIsSide<
         B>) void where_into(const C& condition, const A& a, const B& b, const Out& out,
                             SourceLocation site = SourceLocation::Current()) {
  where_into(condition.any(), array_internal::SideOf(a), array_internal::SideOf(b), out.any(),
             site);
}

// The bounds are of the array's own type.
template <ArrayLike A>
Array<ElementT<A>> clip(A&& a, ElementT<A> low, ElementT<A> high,
                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(array_internal::ClipInOwnType(
      array_internal::OperandOf(std::forward<A>(a)), Scalar(low), Scalar(high), nullptr, site));
}
template <ArrayLike A, ArrayLike Out>
void clip_into(const A& a, ElementT<A> low, ElementT<A> high, const Out& out,
               SourceLocation site = SourceLocation::Current()) {
  array_internal::ClipInOwnType(a.any(), Scalar(low), Scalar(high), &out.any(), site);
}

namespace array_internal {
template <class T>
std::vector<AnyArray> Untyped(std::span<const Array<T>> arrays) {
  std::vector<AnyArray> result;
  for (const Array<T>& a : arrays) result.push_back(a.any());
  return result;
}
}  // namespace array_internal

template <class T>
Array<T> concatenate(const std::vector<Array<T>>& arrays, std::optional<int64_t> axis = 0,
                     SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(
      concatenate(array_internal::Untyped(std::span<const Array<T>>(arrays)), axis, site));
}
template <class T>
Array<T> concatenate(std::initializer_list<Array<T>> arrays, std::optional<int64_t> axis = 0,
                     SourceLocation site = SourceLocation::Current()) {
  const std::span<const Array<T>> list(arrays.begin(), arrays.size());
  return array_internal::Typed<T>(concatenate(array_internal::Untyped(list), axis, site));
}
template <class T>
Array<T> stack(const std::vector<Array<T>>& arrays, int64_t axis = 0,
               SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(
      stack(array_internal::Untyped(std::span<const Array<T>>(arrays)), axis, site));
}
template <class T>
Array<T> stack(std::initializer_list<Array<T>> arrays, int64_t axis = 0,
               SourceLocation site = SourceLocation::Current()) {
  const std::span<const Array<T>> list(arrays.begin(), arrays.size());
  return array_internal::Typed<T>(stack(array_internal::Untyped(list), axis, site));
}

template <ArrayLike A>
Array<ElementT<A>> tile(const A& a, const Dims& reps,
                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(tile(a.any(), reps, site));
}
template <ArrayLike A>
Array<ElementT<A>> repeat(const A& a, Count n, std::optional<int64_t> axis = std::nullopt,
                          SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(repeat(a.any(), n, axis, site));
}
template <ArrayLike A>
Array<ElementT<A>> roll(const A& a, Count shift, std::optional<int64_t> axis = std::nullopt,
                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(roll(a.any(), shift, axis, site));
}
template <ArrayLike A, HeldIn<ElementT<A>> S = ElementT<A>>
Array<ElementT<A>> pad(const A& a, const PadWidths& widths, S value = S(),
                       SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(
      pad(a.any(), widths, Scalar(HeldAs<ElementT<A>>(value)), site));
}
// Not by way of the AnyArray form, which would convert the number.
template <ArrayLike A, ScalarLike S>
requires(!HeldIn<S, ElementT<A>>) void pad(const A& a, const PadWidths& widths, S value,
                                           SourceLocation site = {}) = delete;
template <ArrayLike A>
Array<ElementT<A>> pad(const A& a, const PadWidths& widths, PadMode mode,
                       const PadOptions& options = {},
                       SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(pad(a.any(), widths, mode, options, site));
}

template <ArrayLike A>
Array<ElementT<A>> sort(A&& a, std::optional<int64_t> axis = -1,
                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(
      sort(array_internal::OperandOf(std::forward<A>(a)), axis, site));
}
template <ArrayLike A>
Array<int64_t> argsort(const A& a, std::optional<int64_t> axis = -1,
                       SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(argsort(a.any(), axis, site));
}
template <ArrayLike A>
Array<ElementT<A>> unique(const A& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(unique(a.any(), site));
}

// Where each value would have to be inserted, and where the elements are that are not zero.
template <ArrayLike A, ArrayLike B>
Array<int64_t> searchsorted(const A& sorted, const B& values, bool right = false,
                            SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(searchsorted(sorted.any(), values.any(), right, site));
}
template <ArrayLike A>
std::vector<Array<int64_t>> nonzero(const A& a, SourceLocation site = SourceLocation::Current()) {
  std::vector<Array<int64_t>> positions;
  for (AnyArray& along_axis : nonzero(a.any(), site)) {
    positions.push_back(array_internal::Typed<int64_t>(std::move(along_axis)));
  }
  return positions;
}

template <ArrayLike A, ArrayLike B>
Array<PromoteT<ElementT<A>, ElementT<B>>> matmul(const A& a, const B& b,
                                                 SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<PromoteT<ElementT<A>, ElementT<B>>>(matmul(a.any(), b.any(), site));
}
template <ArrayLike A, ArrayLike B>
Array<PromoteT<ElementT<A>, ElementT<B>>> dot(const A& a, const B& b,
                                              SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<PromoteT<ElementT<A>, ElementT<B>>>(dot(a.any(), b.any(), site));
}
template <ArrayLike A, ArrayLike B>
Array<PromoteT<ElementT<A>, ElementT<B>>> outer(const A& a, const B& b,
                                                SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<PromoteT<ElementT<A>, ElementT<B>>>(outer(a.any(), b.any(), site));
}
template <ArrayLike A>
Array<SumT<ElementT<A>>> trace(const A& a, int64_t offset = 0,
                               SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<SumT<ElementT<A>>>(trace(a.any(), offset, site));
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_FUNCTIONS_H_
