// One element of an array, reached by a(i, j): reading happens on conversion, writing only on
// assignment, so that `double x = a(0, 1)` is no write even on an array that could be written.
//
// Made by Array<T>::operator(); seen by the user for the length of an expression.
//
// Ownership: borrows the array; not for keeping. Errors: ReadOnlyError on assignment.
//
//   a(0, 1) += 2.0;  // one read, one write
#ifndef TIDEMARK_ARRAY_INDEXING_ELEMENT_REF_H_
#define TIDEMARK_ARRAY_INDEXING_ELEMENT_REF_H_

#include <concepts>
#include <cstdint>

#include "tidemark/array/core/buffer.h"
#include "tidemark/base/source_location.h"

namespace tidemark {

// The first index of an element access, which brings the place of the call with it.
class IndexWithLocation {
 public:
  template <std::integral I>
  constexpr IndexWithLocation(I position, SourceLocation site = SourceLocation::Current())
      : position_(static_cast<int64_t>(position)), site_(site) {}

  constexpr int64_t position() const { return position_; }
  constexpr SourceLocation site() const { return site_; }

 private:
  int64_t position_;
  SourceLocation site_;
};

namespace array_internal {

[[noreturn]] void ThrowPositionOutOfBounds(int64_t position, int axis, int64_t extent);
[[noreturn]] void ThrowWrongIndexCount(const View& view, int64_t count);

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

inline void NoteElementRead(const View& view, SourceLocation site) noexcept {
  if (HooksActive()) view.buffer->access.NoteRead(view.buffer->EnsureId(), view.id, site);
}
inline void NoteElementWrite(const View& view, SourceLocation site) {
  if (!view.writable) ThrowReadOnlyError("element assignment");
  if (HooksActive()) view.buffer->access.NoteWrite(view.buffer->EnsureId(), view.id, site);
}

}  // namespace array_internal

template <class T>
class ElementRef {
 public:
  ElementRef(const array_internal::View& view, std::byte* address, SourceLocation site) noexcept
      : view_(&view), element_(reinterpret_cast<T*>(address)), site_(site) {}
  ElementRef(const ElementRef&) = default;

  operator T() const { return Read(); }

  const ElementRef& operator=(const T& value) const {
    Write(value);
    return *this;
  }
  // Assigns the element, not the reference.
  // NOLINTNEXTLINE(bugprone-unhandled-self-assignment): the element is read before it is written
  const ElementRef& operator=(const ElementRef& other) const {
    Write(other.Read());
    return *this;
  }
  const ElementRef& operator+=(const T& value) const {
    return *this = static_cast<T>(Read() + value);
  }
  const ElementRef& operator-=(const T& value) const {
    return *this = static_cast<T>(Read() - value);
  }
  const ElementRef& operator*=(const T& value) const {
    return *this = static_cast<T>(Read() * value);
  }
  const ElementRef& operator/=(const T& value) const {
    return *this = static_cast<T>(Read() / value);
  }
  const ElementRef& operator++() const { return *this += T(1); }
  const ElementRef& operator--() const { return *this -= T(1); }

  friend void swap(const ElementRef& a, const ElementRef& b) {
    const T value = a;
    a = b;
    b = value;
  }

 private:
  T Read() const {
    array_internal::NoteElementRead(*view_, site_);
    return *element_;
  }
  void Write(const T& value) const {
    array_internal::NoteElementWrite(*view_, site_);
    *element_ = value;
  }

  const array_internal::View* view_;
  T* element_;
  SourceLocation site_;
};

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_INDEXING_ELEMENT_REF_H_
