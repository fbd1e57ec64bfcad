// Elements of an array chosen by masks or positions, where they stand in an expression: a[mask],
// a[positions], a[{Slice(), positions}].
//
// Made by Array<T>::operator[]. Read, it is a copy, as in NumPy: it converts to an Array, and
// functions and operators take it for one. Assigned, the elements of the array itself are written.
//
// Ownership: shares the array, so that a lambda may return one; to keep it, name the copy:
//   `Array<double> positive = a[a > 0.0]`. A kept selection (auto s = a[mask]) can be neither read nor
//   written, for nobody could tell whether it is the copy of then or of now.
// Events and errors: those of select and assign_selected (advanced.h).
//
//   a[a < 0.0] = 0.0;
//   double average = a[rows].mean();
#ifndef TIDEMARK_ARRAY_TYPED_SELECTION_H_
#define TIDEMARK_ARRAY_TYPED_SELECTION_H_

#include <type_traits>
#include <utility>

#include "tidemark/array/indexing/advanced.h"
#include "tidemark/array/indexing/selector.h"
#include "tidemark/array/ops/update_selected.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

namespace array_internal {
void AssignSelected(const AnyArray& array, const Selector& selector,
                    const ValueWithLocation& value);
}  // namespace array_internal

template <class T>
class Selection : public ArrayOperators<std::remove_const_t<T>> {
 public:
  using Value = std::remove_const_t<T>;
  using EvaluatesTo = Array<Value>;
  static constexpr bool kReadOnly = std::is_const_v<T>;

  Selection(AnyArray array, Selector selector)
      : array_(std::move(array)), selector_(std::move(selector)) {}
  Selection(const Selection&) = delete;

  // The copy, made once; Array has a constructor for it.
  Array<Value> array() && { return array_internal::Typed<Value>(std::move(*this).any()); }
  // For the functions of run-time arrays: allclose(a[m], b), save_npy(path, a[m]).
  operator AnyArray() && { return std::move(*this).any(); }
  const AnyArray& any() const& {
    if (!copy_.has_value()) copy_ = select(array_, selector_);
    return copy_;
  }
  AnyArray&& any() && {
    static_cast<const Selection&>(*this).any();
    return std::move(copy_);
  }

  // What one asks of a copy most; everything else through array().
  int64_t size() && { return any().size(); }
  Dims shape() && { return any().shape(); }
#define TIDEMARK_SELECTION_REDUCTION(name)                                  \
  auto name()&& { return std::move(*this).array().name(selector_.site()); } \
  auto name(const Axes& axes, KeepDims keepdims = KeepDims::kNo)&& {        \
    return std::move(*this).array().name(axes, keepdims, selector_.site()); \
  }
  TIDEMARK_SELECTION_REDUCTION(sum)
  TIDEMARK_SELECTION_REDUCTION(mean)
  TIDEMARK_SELECTION_REDUCTION(min)
  TIDEMARK_SELECTION_REDUCTION(max)
#undef TIDEMARK_SELECTION_REDUCTION
  template <PositionLike... I>
  Value operator()(IndexWithLocation first, I&&... rest) && {
    const Array<Value> elements = std::move(*this).array();
    return elements(first, std::forward<I>(rest)...);
  }

  void operator=(const ValueWithLocation& value) && requires(!kReadOnly) {
    array_internal::AssignSelected(array_, selector_, value);
  }
  // NOLINTNEXTLINE(performance-noexcept-move-constructor): assigning elements may throw
  void operator=(Selection&& other) && requires(!kReadOnly) {
    assign_selected(array_, selector_, std::move(other).any());
  }
#define TIDEMARK_SELECTION_COMPOUND(symbol, kOp)                                 \
  void operator symbol(const ValueWithLocation& value) && requires(!kReadOnly) { \
    update_selected(BinaryOp::kOp, array_, selector_, value.operand());          \
  }
  TIDEMARK_SELECTION_COMPOUND(+=, kAdd)
  TIDEMARK_SELECTION_COMPOUND(-=, kSubtract)
  TIDEMARK_SELECTION_COMPOUND(*=, kMultiply)
  TIDEMARK_SELECTION_COMPOUND(/=, kDivide)
  TIDEMARK_SELECTION_COMPOUND(%=, kMod)
  TIDEMARK_SELECTION_COMPOUND(&=, kBitwiseAnd)
  TIDEMARK_SELECTION_COMPOUND(|=, kBitwiseOr)
  TIDEMARK_SELECTION_COMPOUND(^=, kBitwiseXor)
#undef TIDEMARK_SELECTION_COMPOUND

 private:
  AnyArray array_;
  Selector selector_;
  mutable AnyArray copy_;
};

template <Element T>
template <int>
Array<T>::Array(Selection<Value> selection) : Array(std::move(selection)) {}
template <Element T>
template <int>
Array<T>::Array(Selection<const Value> selection) : Array(std::move(selection)) {}
template <Element T>
Array<T>::Array(Selection<Value>&& selection) : any_(std::move(selection).any()) {}
template <Element T>
Array<T>::Array(Selection<const Value>&& selection) : any_(std::move(selection).any()) {}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_SELECTION_H_
