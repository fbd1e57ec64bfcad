// One element of an array, reached by a(i, j): reading happens on conversion, writing only on
// assignment, so that `double x = a(0, 1)` is no write even on an array that could be written.
//
// Made by Array<T>::operator(); it does what a T& does, for the length of the expression that it
// stands in. A kept one (`auto x = a(0)`) is the value that the element had then: it can be read, also
// when the array is gone, but not assigned.
//
// Conversions: arithmetic is that of C++ with a variable of type T (`a(0) /= 0.5` divides in
//   double), and the result is assigned as a(i) = value assigns: toward zero where T is an integer
//   type. Integers wrap around on overflow, as the arrays' do.
// Ownership: borrows the array for the expression; while observers listen it shares it, so that a
//   read can be told at any time. Threading: as a T&.
// Errors: ReadOnlyError on assignment; ValueError for an integer divided by zero, and for a value
//   that T cannot hold (NaN in an integer, 300 in a uint8_t).
//
//   a(0, 1) += 2.0;  // one read, one write
#ifndef TIDEMARK_ARRAY_INDEXING_ELEMENT_REF_H_
#define TIDEMARK_ARRAY_INDEXING_ELEMENT_REF_H_

#include <complex>
#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <type_traits>
#include <utility>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/core/buffer.h"
#include "tidemark/array/core/promote.h"
#include "tidemark/array/indexing/scalar.h"
#include "tidemark/base/source_location.h"

namespace tidemark {

template <class T>
class ElementRef;

namespace array_internal {

[[noreturn]] void ThrowPositionOutOfBounds(int64_t position, int axis, int64_t extent);
[[noreturn]] void ThrowWrongIndexCount(const View& view, int64_t count);
[[noreturn]] void ThrowElementDividedByZero();

// The type of a number, or of the number in an element.
template <class S>
struct NumberOfType {
  using type = S;
};
template <class T>
struct NumberOfType<ElementRef<T>> {
  using type = T;
};
template <class S>
inline constexpr bool kIsElementRef = false;
template <class T>
inline constexpr bool kIsElementRef<ElementRef<T>> = true;

inline void NoteElementRead(const View& view, SourceLocation site) noexcept {
  if (HooksActive()) view.buffer->access.NoteRead(view.buffer->EnsureId(), view.id, site);
}
inline void NoteElementWrite(const View& view, SourceLocation site) {
  if (!view.writable) ThrowReadOnlyError("element assignment");
  if (HooksActive()) view.buffer->access.NoteWrite(view.buffer->EnsureId(), view.id, site);
}

// Integer arithmetic that wraps around and does not trap; everything else as C++ has it.
enum class ElementOp : uint8_t { kAdd, kSubtract, kMultiply, kDivide };
template <ElementOp kOp, class T, class S>
auto Compute(const T& x, const S& y) {
  using Common = decltype(x + y);
  // NOLINTBEGIN(bugprone-signed-char-misuse): elements of int8_t are numbers, not characters
  const auto a = static_cast<Common>(x);
  const auto b = static_cast<Common>(y);
  // NOLINTEND(bugprone-signed-char-misuse)
  if constexpr (std::is_integral_v<Common>) {
    using Wide = std::make_unsigned_t<Common>;
    if constexpr (kOp == ElementOp::kDivide) {
      if (b == 0) ThrowElementDividedByZero();
      if (std::is_signed_v<Common> && b == static_cast<Common>(-1)) {
        return static_cast<Common>(Wide{0} - static_cast<Wide>(a));
      }
      return static_cast<Common>(a / b);
    } else {
      const auto p = static_cast<Wide>(a);
      const auto q = static_cast<Wide>(b);
      if constexpr (kOp == ElementOp::kAdd) return static_cast<Common>(p + q);
      if constexpr (kOp == ElementOp::kSubtract) return static_cast<Common>(p - q);
      if constexpr (kOp == ElementOp::kMultiply) return static_cast<Common>(p * q);
    }
  } else {
    if constexpr (kOp == ElementOp::kAdd) return a + b;
    if constexpr (kOp == ElementOp::kSubtract) return a - b;
    if constexpr (kOp == ElementOp::kMultiply) return a * b;
    if constexpr (kOp == ElementOp::kDivide) return a / b;
  }
}

// `value` as an element of type T, converted as an assignment converts it.
template <class T, class S>
T ElementFrom(const S& value) {
  if constexpr (std::is_same_v<T, S>) {
    return value;
  } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    T result;
    Scalar(value).AssignTo(kDTypeOf<T>, reinterpret_cast<std::byte*>(&result));
    return result;
  } else if constexpr (std::is_same_v<T, bool>) {
    return value != S();
  } else if constexpr (std::is_arithmetic_v<S> && !std::is_arithmetic_v<T>) {
    return T(static_cast<typename T::value_type>(value));
  } else {
    return static_cast<T>(value);
  }
}

// What x and y are computed as, where one is complex: std::complex meets only its own kind. As
// elsewhere, a real number does not widen a complex one.
template <class T, class S>
constexpr auto CommonNumber() {
  if constexpr (std::is_arithmetic_v<S>) {
    return T();
  } else if constexpr (std::is_arithmetic_v<T>) {
    return S();
  } else {
    return CppTypeT<PromoteDTypes(kDTypeOf<T>, kDTypeOf<S>)>();
  }
}
template <ElementOp kOp, class T, class S>
auto ComputeNumbers(const T& x, const S& y) {
  if constexpr (std::is_arithmetic_v<T> && std::is_arithmetic_v<S>) {
    return Compute<kOp>(x, y);
  } else {
    using Common = decltype(CommonNumber<T, S>());
    return Compute<kOp>(ElementFrom<Common>(x), ElementFrom<Common>(y));
  }
}

}  // namespace array_internal

// A number, or an element that is read on the spot: what may stand beside an array.
template <class S>
concept NumberLike =
    ScalarLike<std::remove_cvref_t<S>> || array_internal::kIsElementRef<std::remove_cvref_t<S>>;

template <NumberLike S>
using NumberT = typename array_internal::NumberOfType<std::remove_cvref_t<S>>::type;

template <NumberLike S>
constexpr NumberT<S> NumberOf(S&& number) {
  return std::forward<S>(number);
}

// Whatever may be a position: an integer, or an element of an array of integers.
template <class I>
concept PositionLike =
    NumberLike<I> && std::integral<NumberT<I>> && !std::same_as<NumberT<I>, bool>;

template <class T>
class ElementRef {
 public:
  using Value = T;

  ElementRef(const AnyArray& array, std::byte* address, SourceLocation site) noexcept
      : view_(&array.view()),
        element_(reinterpret_cast<T*>(address)),
        site_(site),
        then_(array_internal::LoadElement<T>(address)) {
    if (HooksActive()) keeper_ = array;
  }
  ElementRef(const ElementRef&) = default;
  ~ElementRef() = default;

  // Not what the element is now, also where the reference is moved from: nothing tells a kept one
  // (`return x`, push_back(std::move(x))) from a(0) itself.
  operator T() const {
    if (keeper_.has_value()) array_internal::NoteElementRead(*view_, site_);
    return then_;
  }

  // Assigns the element, not the reference.
  // NOLINTNEXTLINE(bugprone-unhandled-self-assignment): the element is read before it is written
  ElementRef&& operator=(const ElementRef& other) && {
    Write(other);
    return std::move(*this);
  }
  // NOLINTNEXTLINE(performance-noexcept-move-constructor): what is read-only throws
  ElementRef&& operator=(ElementRef&& other) && {
    Write(other.Read());
    return std::move(*this);
  }
  template <NumberLike S>
  ElementRef&& operator=(S&& value) && {
    Write(array_internal::ElementFrom<T>(NumberOf(std::forward<S>(value))));
    return std::move(*this);
  }

  template <NumberLike S>
  ElementRef&& operator+=(S&& value) && {
    return Update<array_internal::ElementOp::kAdd>(NumberOf(std::forward<S>(value)));
  }
  template <NumberLike S>
  ElementRef&& operator-=(S&& value) && {
    return Update<array_internal::ElementOp::kSubtract>(NumberOf(std::forward<S>(value)));
  }
  template <NumberLike S>
  ElementRef&& operator*=(S&& value) && {
    return Update<array_internal::ElementOp::kMultiply>(NumberOf(std::forward<S>(value)));
  }
  template <NumberLike S>
  ElementRef&& operator/=(S&& value) && {
    return Update<array_internal::ElementOp::kDivide>(NumberOf(std::forward<S>(value)));
  }
  template <NumberLike S>
  requires(std::integral<T>&& std::integral<NumberT<S>>) ElementRef && operator%=(S&& value) && {
    const auto by = NumberOf(std::forward<S>(value));
    if (by == 0) array_internal::ThrowElementDividedByZero();
    const bool is_minus_one = std::is_signed_v<NumberT<S>> && by == static_cast<NumberT<S>>(-1);
    return Set(is_minus_one ? decltype(Read() % by)() : Read() % by);
  }
  template <NumberLike S>
  requires(std::integral<T>&& std::integral<NumberT<S>>) ElementRef && operator&=(S&& value) && {
    return Set(Read() & NumberOf(std::forward<S>(value)));
  }
  template <NumberLike S>
  requires(std::integral<T>&& std::integral<NumberT<S>>) ElementRef && operator|=(S&& value) && {
    return Set(Read() | NumberOf(std::forward<S>(value)));
  }
  template <NumberLike S>
  requires(std::integral<T>&& std::integral<NumberT<S>>) ElementRef && operator^=(S&& value) && {
    return Set(Read() ^ NumberOf(std::forward<S>(value)));
  }
  ElementRef&& operator++() && { return std::move(*this) += 1; }
  ElementRef&& operator--() && { return std::move(*this) -= 1; }
  T operator++(int) && {
    const T before = Read();
    std::move(*this) += 1;
    return before;
  }
  T operator--(int) && {
    const T before = Read();
    std::move(*this) -= 1;
    return before;
  }

  // Of a complex element.
  auto real() const requires(!std::is_arithmetic_v<T>) { return static_cast<T>(*this).real(); }
  auto imag() const requires(!std::is_arithmetic_v<T>) { return static_cast<T>(*this).imag(); }

  friend void swap(ElementRef&& a, ElementRef&& b) {
    const T value = a.Read();
    a.Write(b.Read());
    b.Write(value);
  }
  template <class Stream>
  requires std::derived_from<Stream, std::basic_ios<char>>
  friend Stream& operator<<(Stream& out, const ElementRef& element) {
    out << static_cast<T>(element);
    return out;
  }

 private:
  T Read() const {
    array_internal::NoteElementRead(*view_, site_);
    return array_internal::LoadElement<T>(reinterpret_cast<const std::byte*>(element_));
  }
  void Write(const T& value) {
    array_internal::NoteElementWrite(*view_, site_);
    *element_ = then_ = value;
  }
  // An integer result is cut to T, as its array's operations would wrap.
  template <class S>
  ElementRef&& Set(const S& value) {
    if constexpr (std::integral<T> && std::integral<S> && !std::same_as<T, bool>) {
      Write(static_cast<T>(value));
    } else {
      Write(array_internal::ElementFrom<T>(value));
    }
    return std::move(*this);
  }
  template <array_internal::ElementOp kOp, class S>
  ElementRef&& Update(const S& value) {
    return Set(array_internal::ComputeNumbers<kOp>(Read(), value));
  }

  const array_internal::View* view_;
  T* element_;
  SourceLocation site_;
  T then_;           // for reading a kept one
  AnyArray keeper_;  // empty without observers
};

// Arithmetic and comparison where one side is complex: C++ finds its operators for real numbers by
// conversion, but those of std::complex are templates.
namespace array_internal {
template <class A, class B>
concept ComplexPair = NumberLike<A> && NumberLike<B> &&
    (kIsElementRef<std::remove_cvref_t<A>> ||
     kIsElementRef<std::remove_cvref_t<B>>)&&(!std::is_arithmetic_v<NumberT<A>> ||
                                              !std::is_arithmetic_v<NumberT<B>>);
}  // namespace array_internal

#define TIDEMARK_COMPLEX_ELEMENT_OPERATOR(symbol, kOp)                     \
  template <class A, class B>                                              \
  requires array_internal::ComplexPair<A, B>                               \
  auto operator symbol(A&& a, B&& b) {                                     \
    return array_internal::ComputeNumbers<array_internal::ElementOp::kOp>( \
        NumberOf(std::forward<A>(a)), NumberOf(std::forward<B>(b)));       \
  }
TIDEMARK_COMPLEX_ELEMENT_OPERATOR(+, kAdd)
TIDEMARK_COMPLEX_ELEMENT_OPERATOR(-, kSubtract)
TIDEMARK_COMPLEX_ELEMENT_OPERATOR(*, kMultiply)
TIDEMARK_COMPLEX_ELEMENT_OPERATOR(/, kDivide)
#undef TIDEMARK_COMPLEX_ELEMENT_OPERATOR
template <class A, class B>
requires array_internal::ComplexPair<A, B>
bool operator==(A&& a, B&& b) {
  using Common = decltype(array_internal::CommonNumber<NumberT<A>, NumberT<B>>());
  return array_internal::ElementFrom<Common>(NumberOf(std::forward<A>(a))) ==
         array_internal::ElementFrom<Common>(NumberOf(std::forward<B>(b)));
}
template <class T>
requires(!std::is_arithmetic_v<T>) T operator-(const ElementRef<T>& a) { return -NumberOf(a); }

// The first position of an element access or of a list of extents, which brings the place of the call
// with it.
class IndexWithLocation {
 public:
  template <PositionLike I>
  // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): this is no position
  constexpr IndexWithLocation(I&& position, SourceLocation site = SourceLocation::Current())
      : position_(PositionOf(NumberOf(std::forward<I>(position)))), site_(site) {}

  constexpr int64_t position() const { return position_; }
  constexpr SourceLocation site() const { return site_; }

 private:
  int64_t position_;
  SourceLocation site_;
};

namespace array_internal {

// Where the element at `count` positions lies; negative ones count from the end. Throws IndexError
// unless count is the number of axes and every position is within bounds.
inline std::byte* ElementAddress(const View& view, const int64_t* positions, int count) {
  if (count != view.ndim) ThrowWrongIndexCount(view, count);
  std::byte* address = view.data;
  for (int i = 0; i < count; ++i) {
    const int64_t extent = view.dims[i];
    const int64_t position = positions[i] < 0 ? positions[i] + extent : positions[i];
    if (static_cast<uint64_t>(position) >= static_cast<uint64_t>(extent)) {
      ThrowPositionOutOfBounds(positions[i], i, extent);
    }
    address += position * view.dims[count + i];
  }
  return address;
}

}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_INDEXING_ELEMENT_REF_H_
