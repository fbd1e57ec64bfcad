// The elements of a temporary array, with the array: what span() and accessor() of an rvalue return.
//
// Made by Array<T>; used like a std::span or an Accessor.
//
// Ownership: keeps the array alive, so that it may stand in a range-for and be kept itself. What is
//   borrowed from it (a plain std::span) is borrowed from this object: a temporary lends nothing.
//
//   for (double x : (a + 1.0).span()) total += x;
#ifndef TIDEMARK_ARRAY_TYPED_KEPT_SPAN_H_
#define TIDEMARK_ARRAY_TYPED_KEPT_SPAN_H_

#include <cstddef>
#include <iterator>
#include <span>
#include <type_traits>
#include <utility>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/typed/accessor.h"

namespace tidemark {

template <class T>
class KeptSpan {
 public:
  // Not contiguous, so that a std::span does not take a temporary one for a range to borrow from.
  class Iterator {
   public:
    using value_type = std::remove_const_t<T>;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;
    using pointer = T*;
    using reference = T&;

    Iterator() = default;
    explicit Iterator(T* element) : element_(element) {}
    T& operator*() const { return *element_; }
    T* operator->() const { return element_; }
    Iterator& operator++() {
      ++element_;
      return *this;
    }
    Iterator operator++(int) { return Iterator(element_++); }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    T* element_ = nullptr;
  };
  using value_type = std::remove_const_t<T>;
  using const_iterator = Iterator;

  KeptSpan(std::span<T> elements, AnyArray array) : elements_(elements), array_(std::move(array)) {}

  operator std::span<T>() const& { return elements_; }
  operator std::span<T>() && = delete;
  T* data() const& { return elements_.data(); }
  T* data() && = delete;
  Iterator begin() const { return Iterator(elements_.data()); }
  Iterator end() const { return Iterator(elements_.data() + elements_.size()); }
  size_t size() const { return elements_.size(); }
  bool empty() const { return elements_.empty(); }
  T& operator[](size_t i) const& { return elements_[i]; }
  std::remove_const_t<T> operator[](size_t i) && { return elements_[i]; }

 private:
  std::span<T> elements_;
  AnyArray array_;
};

template <class T, int kRank>
class KeptAccessor : private Accessor<T, kRank> {
 public:
  KeptAccessor(const Accessor<T, kRank>& elements, AnyArray array)
      : Accessor<T, kRank>(elements), array_(std::move(array)) {}

  using Accessor<T, kRank>::operator();
  using Accessor<T, kRank>::extent;

 private:
  AnyArray array_;
};

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_KEPT_SPAN_H_
