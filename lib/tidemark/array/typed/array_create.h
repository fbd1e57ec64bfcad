// Makes arrays of a C++ element type: zeros<double>({2, 3}) and its family.
//
// Called by users; typed forms of create.h, where results, events and errors are stated.
//
//   Array<double> a = array<double>({{1, 2}, {3, 4}});
//   Array<int64_t> b = arange(1, 11);
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_CREATE_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_CREATE_H_

#include <concepts>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "tidemark/array/indexing/create.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

template <Element T>
Array<T> empty(const Dims& shape, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(empty(kDTypeOf<T>, shape, site));
}
template <Element T>
Array<T> zeros(const Dims& shape, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(zeros(kDTypeOf<T>, shape, site));
}
template <Element T>
Array<T> ones(const Dims& shape, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(ones(kDTypeOf<T>, shape, site));
}
template <Element T>
Array<T> full(const Dims& shape, T value, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(full(kDTypeOf<T>, shape, Scalar(value), site));
}

// A::value_type is the element type of the result.
template <ArrayLike A>
Array<ElementT<A>> empty_like(const A& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(empty_like(a.any(), std::nullopt, site));
}
template <ArrayLike A>
Array<ElementT<A>> zeros_like(const A& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(zeros_like(a.any(), std::nullopt, site));
}
template <ArrayLike A>
Array<ElementT<A>> ones_like(const A& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(ones_like(a.any(), std::nullopt, site));
}
template <ArrayLike A>
Array<ElementT<A>> full_like(const A& a, ElementT<A> value,
                             SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(full_like(a.any(), Scalar(value), std::nullopt, site));
}

// arange(1, 11) is of int64, arange(0.0, 1.0, 0.1) of double, arange<float>(0, 10) of float.
template <Element T>
Array<T> arange(T start, T stop, T step = T(1), SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(
      arange(Scalar(start), Scalar(stop), Scalar(step), kDTypeOf<T>, site));
}
inline Array<int64_t> arange(int start, int stop, int step = 1,
                             SourceLocation site = SourceLocation::Current()) {
  return arange<int64_t>(start, stop, step, site);
}
inline Array<double> arange(double start, double stop, double step = 1,
                            SourceLocation site = SourceLocation::Current()) {
  return arange<double>(start, stop, step, site);
}

template <Element T>
Array<T> linspace(double start, double stop, int64_t count, bool endpoint = true,
                  SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(linspace(start, stop, count, endpoint, kDTypeOf<T>, site));
}
template <Element T>
Array<T> eye(int64_t rows, std::optional<int64_t> columns = std::nullopt, int64_t k = 0,
             SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(eye(kDTypeOf<T>, rows, columns, k, site));
}

// Values nested in braces, as deep as the array has axes.
template <class T>
class NestedList {
 public:
  template <std::convertible_to<T> U>
  NestedList(U value) : value_(static_cast<T>(value)) {}
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
Array<ElementT<A>> array(const A& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(array(a.any(), std::nullopt, site));
}
// The array itself if its elements are of type T, else a converted copy.
template <Element T>
Array<T> asarray(const AnyArray& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<T>(asarray(a, kDTypeOf<T>, site));
}

// A one-dimensional array, or one of `shape`, with a copy of the elements of a span.
template <class T>
requires Element<std::remove_const_t<T>> Array<std::remove_const_t<T>> from_span(
    std::span<T> elements, const std::optional<Dims>& shape = std::nullopt,
    SourceLocation site = SourceLocation::Current()) {
  using Value = std::remove_const_t<T>;
  const Dims dims = shape.value_or(Dims(elements.size()));
  if (array_internal::CheckedSize(dims, 1) != static_cast<int64_t>(elements.size())) {
    array_internal::ThrowShapeError("from_span: the shape is not of the span's size");
  }
  return array_internal::Typed<Value>(
      from_bytes(kDTypeOf<Value>, dims, elements.data(), "from_span", site));
}

// Takes over elements made elsewhere; `deleter` is called with the pointer when the last view ends.
template <Element T>
Array<T> adopt(T* elements, const Dims& shape, std::function<void(T*)> deleter,
               SourceLocation site = SourceLocation::Current()) {
  using Value = std::remove_const_t<T>;
  auto release = [elements, deleter = std::move(deleter)] {
    if (deleter) deleter(elements);
  };
  return array_internal::Typed<T>(adopt(kDTypeOf<Value>, shape, const_cast<Value*>(elements),
                                        std::move(release), !std::is_const_v<T>, site));
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_CREATE_H_
