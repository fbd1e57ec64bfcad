// Makes arrays of a C++ element type: zeros<double>({2, 3}) and its family.
//
// Called by users; typed forms of create.h, where results, events and errors are stated.
//
// Numbers are taken as the C++ type they have, and never narrowed: see held_value.h.
//
//   Array<double> a = array<double>({{1, 2}, {3, 4}});
//   Array<int64_t> b = arange(1, 11);
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_CREATE_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_CREATE_H_

#include <concepts>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

#include "tidemark/array/core/held_value.h"
#include "tidemark/array/indexing/create.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

namespace array_internal {

// Stands for an element type that is not given: the function deduces one.
struct Deduced {};

template <class T, class Otherwise>
using TypeOr = std::conditional_t<std::is_same_v<T, Deduced>, Otherwise, T>;

// As NumPy makes an array of one number: int and what is wider are int64, all else is what it is.
template <class S>
using ElementOfValue =
    std::conditional_t<std::is_integral_v<S> && std::is_signed_v<S> && sizeof(S) >= sizeof(int),
                       int64_t, S>;

// A number, or an element: arange(counts(0)).
template <class S>
concept RangeBound = NumberLike<S> &&
    ((std::is_integral_v<NumberT<S>> && !std::is_same_v<NumberT<S>, bool>) ||
     std::is_same_v<NumberT<S>, float> || std::is_same_v<NumberT<S>, double>);

// int64 where all are integers, else double.
template <class... S>
using ElementOfRange = std::conditional_t<(std::is_integral_v<NumberT<S>> && ...), int64_t, double>;

}  // namespace array_internal

// Of double, as in NumPy, where no element type is given.
template <Element T = double>
Array<T> empty(const Dims& shape, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(empty(kDTypeOf<T>, shape, site));
}
template <Element T = double>
Array<T> zeros(const Dims& shape, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(zeros(kDTypeOf<T>, shape, site));
}
template <Element T = double>
Array<T> ones(const Dims& shape, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(ones(kDTypeOf<T>, shape, site));
}
// full({2}, 2.7) is of double, full({2}, 3) of int64; full<float>({2}, 3) of float. A value that
// the elements cannot hold (held_value.h) does not compile, or throws.
template <class T = array_internal::Deduced, NumberLike S,
          class R = array_internal::TypeOr<T, array_internal::ElementOfValue<NumberT<S>>>>
requires HeldIn<NumberT<S>, R> Array<R> full(const Dims& shape, S value,
                                             SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<R>(
      full(kDTypeOf<R>, shape, Scalar(HeldAs<R>(NumberOf(value))), site));
}

// A::value_type is the element type of the result.
template <ArrayLike A>
Array<ElementT<A>> empty_like(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(empty_like(a.any(), std::nullopt, site));
}
template <ArrayLike A>
Array<ElementT<A>> zeros_like(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(zeros_like(a.any(), std::nullopt, site));
}
template <ArrayLike A>
Array<ElementT<A>> ones_like(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(ones_like(a.any(), std::nullopt, site));
}
template <ArrayLike A, HeldIn<ElementT<A>> S>
Array<ElementT<A>> full_like(A&& a, S value, SourceLocation site = SourceLocation::Current()) {
  using T = ElementT<A>;
  return array_internal::Typed<T>(full_like(a.any(), Scalar(HeldAs<T>(value)), std::nullopt, site));
}

// Not by way of the AnyArray form, which would convert the number.
template <ArrayLike A, ScalarLike S>
requires(!HeldIn<S, ElementT<A>>) void full_like(A&& a, S value, SourceLocation site = {}) = delete;

// arange(n), arange(1, 11) of integers of any size are of int64, arange(0.0, 1.0, 0.1) is of
// double, arange<float>(0, 10) of float. Throws ValueError where an element would not hold its
// value.
template <class T = array_internal::Deduced, array_internal::RangeBound S,
          array_internal::RangeBound E, array_internal::RangeBound Step = int,
          class R = array_internal::TypeOr<T, array_internal::ElementOfRange<S, E, Step>>>
requires HeldIn<NumberT<S>, R> && HeldIn<NumberT<E>, R> && HeldIn<NumberT<Step>, R> Array<R> arange(
    S start, E stop, Step step = Step(1), SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<R>(array_internal::HeldRange(
      Scalar(NumberOf(start)), Scalar(NumberOf(stop)), Scalar(NumberOf(step)), kDTypeOf<R>, site));
}
template <class T = array_internal::Deduced, array_internal::RangeBound E,
          class R = array_internal::TypeOr<T, array_internal::ElementOfRange<E>>>
requires HeldIn<NumberT<E>, R> Array<R> arange(E stop,
                                               SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<R>(
      array_internal::HeldRange(Scalar(0), Scalar(NumberOf(stop)), Scalar(1), kDTypeOf<R>, site));
}

template <Element T = double>
Array<T> linspace(double start, double stop, Count count, Endpoint endpoint = Endpoint::kIncluded,
                  SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(linspace(kDTypeOf<T>, start, stop, count, endpoint, site));
}
template <Element T = double>
Array<T> eye(Count rows, std::optional<Count> columns = std::nullopt, Count k = 0,
             SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(eye(kDTypeOf<T>, rows, columns, k, site));
}
template <Element T = double>
Array<T> identity(Count n, SourceLocation site = SourceLocation::Current()) {
  return eye<T>(n, n, 0, site);
}

// Values nested in braces, as deep as the array has axes.
template <class T>
class NestedList {
 public:
  template <HeldIn<T> U>
  NestedList(U value) : value_(HeldAs<T>(value)) {}
  // Of what is no number but becomes one, such as a(i).
  template <std::convertible_to<T> U>
  requires(!ScalarLike<U>) NestedList(const U& value) : value_(static_cast<T>(value)) {}
  NestedList(std::initializer_list<NestedList> list) : list_(list), is_list_(true) {}

  bool is_list() const { return is_list_; }
  T value() const { return value_; }
  std::initializer_list<NestedList> list() const { return list_; }

 private:
  T value_ = T();
  std::initializer_list<NestedList> list_;
  bool is_list_ = false;
};

namespace array_internal {

[[noreturn]] void ThrowRagged();

template <class T>
void ReadNested(const NestedList<T>& nested, int depth, Dims& shape, std::vector<char>& bytes) {
  if (!nested.is_list()) {
    if (depth != shape.size()) ThrowRagged();
    const T value = nested.value();
    const char* first = reinterpret_cast<const char*>(&value);
    bytes.insert(bytes.end(), first, first + sizeof(T));
    return;
  }
  if (depth >= shape.size() || shape[depth] != static_cast<int64_t>(nested.list().size())) {
    ThrowRagged();
  }
  for (const NestedList<T>& item : nested.list()) ReadNested(item, depth + 1, shape, bytes);
}

}  // namespace array_internal

// array<double>({{1, 2}, {3, 4}}). Throws ValueError when the rows differ in length.
template <Element T>
Array<T> array(const NestedList<T>& values, SourceLocation site = SourceLocation::Current()) {
  Dims shape;
  for (const NestedList<T>* level = &values; level->is_list(); level = level->list().begin()) {
    shape.push_back(static_cast<int64_t>(level->list().size()));
    if (level->list().size() == 0) break;
  }
  std::vector<char> bytes;
  array_internal::ReadNested(values, 0, shape, bytes);
  return array_internal::Typed<T>(from_bytes(kDTypeOf<T>, shape, bytes.data(), "array", site));
}

// A copy of the array, always; asarray() hands back the array itself.
template <ArrayLike A>
Array<ElementT<A>> array(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(array(a.any(), std::nullopt, site));
}
// The array itself if its elements are of type T, else a converted copy.
template <Element T>
Array<T> asarray(const AnyArray& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(asarray(a, kDTypeOf<T>, site));
}

// The elements of a vector, a span or another range of numbers: array(v), array<double>(v).
template <class T = array_internal::Deduced, std::ranges::forward_range R,
          class E = std::ranges::range_value_t<R>, class To = array_internal::TypeOr<T, E>>
requires(!ArrayLike<R> &&
         HeldIn<E, To>) Array<To> array(const R& elements,
                                        SourceLocation site = SourceLocation::Current()) {
  const auto count = static_cast<int64_t>(std::ranges::distance(elements));
  Array<To> result = array_internal::Typed<To>(empty(kDTypeOf<To>, Dims(count), site));
  To* next = reinterpret_cast<To*>(result.any().view().data);
  for (auto&& element : elements) *next++ = HeldAs<To>(static_cast<E>(element));
  return result;
}

// A one-dimensional array, or one of `shape`, with a copy of the elements of a span or a vector.
template <std::ranges::contiguous_range R, Element T = std::ranges::range_value_t<R>>
requires(!ArrayLike<R>) Array<T> from_span(const R& elements,
                                           const std::optional<Dims>& shape = std::nullopt,
                                           SourceLocation site = SourceLocation::Current()) {
  const auto size = static_cast<int64_t>(std::ranges::size(elements));
  const Dims dims = shape.value_or(Dims(size));
  if (array_internal::CheckedSize(dims, 1) != size) {
    array_internal::ThrowShapeError("from_span: the shape is not of the span's size");
  }
  return array_internal::Typed<T>(
      from_bytes(kDTypeOf<T>, dims, std::ranges::data(elements), "from_span", site));
}

// Takes over elements made elsewhere; `deleter` is called with the pointer when the last view ends.
template <Element T>
Array<T> adopt(T* elements, const Dims& shape,
               std::function<void(std::type_identity_t<T>*)> deleter,
               SourceLocation site = SourceLocation::Current()) {
  using Value = std::remove_const_t<T>;
  auto release = [elements, deleter = std::move(deleter)] {
    if (deleter) deleter(elements);
  };
  return array_internal::Typed<T>(adopt(kDTypeOf<Value>, shape, const_cast<Value*>(elements),
                                        std::move(release), !std::is_const_v<T>, site));
}

// Takes over the elements of a vector, which is destroyed with the last view of them.
template <Element T>
requires(!std::is_same_v<T, bool>) Array<T> adopt(std::vector<T>&& elements,
                                                  const std::optional<Dims>& shape = std::nullopt,
                                                  SourceLocation site = SourceLocation::Current()) {
  const auto size = static_cast<int64_t>(elements.size());
  const Dims dims = shape.value_or(Dims(size));
  if (array_internal::CheckedSize(dims, 1) != size) {
    array_internal::ThrowShapeError("adopt: the shape is not of the vector's size");
  }
  auto kept = std::make_shared<std::vector<T>>(std::move(elements));
  T* first = kept->data();
  return adopt<T>(
      first, dims, [kept](T*) mutable { kept.reset(); }, site);
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_CREATE_H_
