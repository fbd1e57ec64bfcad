// Functions of arrays with their element types known that pick, join, repeat, sort and multiply.
//
// Called by users; typed forms of gather.h, select.h, join.h, rearrange.h, sort.h and products.h,
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

#include "tidemark/array/arrange/join.h"
#include "tidemark/array/arrange/pad.h"
#include "tidemark/array/arrange/rearrange.h"
#include "tidemark/array/indexing/gather.h"
#include "tidemark/array/linalg/products.h"
#include "tidemark/array/ops/select.h"
#include "tidemark/array/sorting/sets.h"
#include "tidemark/array/sorting/sort.h"
#include "tidemark/array/typed/array_math.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

// Positions of any integer type, or a list of them.
template <ArrayLike A, ArrayLike I>
Array<ElementT<A>> take(A&& a, I&& positions, std::optional<int64_t> axis = std::nullopt,
                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(take(a.any(), positions.any(), axis, site));
}
template <ArrayLike A>
Array<ElementT<A>> take(A&& a, std::initializer_list<int64_t> positions,
                        std::optional<int64_t> axis = std::nullopt,
                        SourceLocation site = SourceLocation::Current()) {
  const std::span<const int64_t> list(positions.begin(), positions.size());
  return array_internal::Typed<ElementT<A>>(take(a.any(), list, axis, site));
}
template <ArrayLike A>
Array<ElementT<A>> mask(A&& a, const Array<bool>& mask_of_a,
                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(mask(a.any(), mask_of_a.any(), site));
}

// a[mask] = value, and the values, repeated as often as needed, at positions in C order.
template <WritableArray A, NumberLike S>
void put_mask(A&& a, const Array<bool>& mask_of_a, S&& value,
              SourceLocation site = SourceLocation::Current()) {
  put_mask(a.any(), mask_of_a.any(), Scalar(NumberOf(std::forward<S>(value))), site);
}
template <WritableArray A, ArrayLike I, ArrayLike V>
void put(A&& a, I&& positions, V&& values, SourceLocation site = SourceLocation::Current()) {
  put(a.any(), positions.any(), values.any(), site);
}
template <WritableArray A, NumberLike S>
void put(A&& a, std::initializer_list<int64_t> positions, S&& value,
         SourceLocation site = SourceLocation::Current()) {
  const std::span<const int64_t> list(positions.begin(), positions.size());
  put(a.any(), list, Scalar(NumberOf(std::forward<S>(value))), site);
}

namespace array_internal {

// The dtype of where's result. Of two numbers it is that of an array of each.
template <class A, class B>
requires(kIsSide<A>&& kIsSide<B>) constexpr DType ChosenDType() {
  if constexpr (kHasArray<A, B>) {
    return PromotedSides<BinaryOp::kMinimum, A, B>();
  } else {
    return PromoteDTypes(kDTypeOf<WideNumberT<NumberT<A>>>, kDTypeOf<WideNumberT<NumberT<B>>>);
  }
}
template <class A, class B>
using ChosenT = CppTypeT<ChosenDType<A, B>()>;

}  // namespace array_internal

// Each of the sides is an array or a number: where(c, a, 0.0), where(c, 1, 0).
template <ArrayLike C, class A, class B>
requires(array_internal::kIsSide<A>&& array_internal::kIsSide<B>)
    Array<array_internal::ChosenT<A, B>> where(C&& condition, A&& a, B&& b,
                                               SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::ChosenT<A, B>>(
      where(condition.any(), array_internal::SideOf(std::forward<A>(a)),
            array_internal::SideOf(std::forward<B>(b)), site));
}

template <ArrayLike C, class A, class B, WritableArray Out>
requires(array_internal::kIsSide<A>&& array_internal::kIsSide<B>) void where_into(
    C&& condition, A&& a, B&& b, Out&& out, SourceLocation site = SourceLocation::Current()) {
  where_into(condition.any(), array_internal::ReadSide(a), array_internal::ReadSide(b), out.any(),
             site);
}

// A bound is a number, or std::nullopt for none. The result is of the type in which the array meets
// the bounds: a's own, but for bounds of a higher kind (2.5 of an array of integers).
namespace array_internal {

template <class S>
inline constexpr bool kIsBound =
    NumberLike<S> || std::is_same_v<std::remove_cvref_t<S>, std::nullopt_t>;
template <class T, class S>
struct BoundedBy {
  using type = WithScalarT<T, NumberT<S>>;
};
template <class T, class S>
requires(!NumberLike<S>) struct BoundedBy<T, S> {
  using type = T;
};
template <class T, class Low, class High>
using ClippedT = typename BoundedBy<typename BoundedBy<T, Low>::type, High>::type;

template <class S>
std::optional<Scalar> BoundOf(S&& bound) {
  if constexpr (NumberLike<S>) {
    return Scalar(NumberOf(std::forward<S>(bound)));
  } else {
    return std::nullopt;
  }
}

}  // namespace array_internal

template <ArrayLike A, class Low, class High>
requires(array_internal::kIsBound<Low>&& array_internal::kIsBound<High>)
    Array<array_internal::ClippedT<ElementT<A>, Low, High>> clip(
        A&& a, Low&& low, High&& high, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::ClippedT<ElementT<A>, Low, High>>(
      array_internal::ClipByType(array_internal::OperandOf(std::forward<A>(a)),
                                 array_internal::BoundOf(std::forward<Low>(low)),
                                 array_internal::BoundOf(std::forward<High>(high)), nullptr, site));
}
template <ArrayLike A, class Low, class High, WritableArray Out>
requires(array_internal::kIsBound<Low>&& array_internal::kIsBound<High>) void clip_into(
    A&& a, Low&& low, High&& high, Out&& out, SourceLocation site = SourceLocation::Current()) {
  array_internal::ClipByType(a.any(), array_internal::BoundOf(std::forward<Low>(low)),
                             array_internal::BoundOf(std::forward<High>(high)), &out.any(), site);
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
Array<ElementT<A>> tile(A&& a, const Dims& reps, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(tile(a.any(), reps, site));
}
template <ArrayLike A>
Array<ElementT<A>> repeat(A&& a, Count n, std::optional<int64_t> axis = std::nullopt,
                          SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(repeat(a.any(), n, axis, site));
}
template <ArrayLike A>
Array<ElementT<A>> roll(A&& a, Count shift, std::optional<int64_t> axis = std::nullopt,
                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(roll(a.any(), shift, axis, site));
}
template <ArrayLike A>
Array<ElementT<A>> pad(A&& a, const PadWidths& widths, const Scalar& value = 0,
                       SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(pad(a.any(), widths, value, site));
}
template <ArrayLike A>
Array<ElementT<A>> pad(A&& a, const PadWidths& widths, PadMode mode, const PadOptions& options = {},
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
Array<int64_t> argsort(A&& a, std::optional<int64_t> axis = -1,
                       SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(argsort(a.any(), axis, site));
}
template <ArrayLike A>
Array<ElementT<A>> unique(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(unique(a.any(), site));
}

// Where each value would have to be inserted, and where the elements are that are not zero.
template <ArrayLike A, ArrayLike B>
Array<int64_t> searchsorted(A&& sorted, B&& values, Side side = Side::kLeft,
                            SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(searchsorted(sorted.any(), values.any(), side, site));
}
template <ArrayLike A>
std::vector<Array<int64_t>> nonzero(A&& a, SourceLocation site = SourceLocation::Current()) {
  std::vector<Array<int64_t>> positions;
  for (AnyArray& along_axis : nonzero(a.any(), site)) {
    positions.push_back(array_internal::Typed<int64_t>(std::move(along_axis)));
  }
  return positions;
}

template <ArrayLike A, ArrayLike B>
Array<PromoteT<ElementT<A>, ElementT<B>>> matmul(A&& a, B&& b,
                                                 SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<PromoteT<ElementT<A>, ElementT<B>>>(matmul(a.any(), b.any(), site));
}
template <ArrayLike A, ArrayLike B>
Array<PromoteT<ElementT<A>, ElementT<B>>> dot(A&& a, B&& b,
                                              SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<PromoteT<ElementT<A>, ElementT<B>>>(dot(a.any(), b.any(), site));
}
template <ArrayLike A, ArrayLike B>
Array<PromoteT<ElementT<A>, ElementT<B>>> outer(A&& a, B&& b,
                                                SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<PromoteT<ElementT<A>, ElementT<B>>>(outer(a.any(), b.any(), site));
}
template <ArrayLike A>
Array<SumT<ElementT<A>>> trace(A&& a, int64_t offset = 0,
                               SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<SumT<ElementT<A>>>(trace(a.any(), offset, site));
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_FUNCTIONS_H_
