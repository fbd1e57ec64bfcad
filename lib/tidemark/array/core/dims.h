// A short list of extents, strides or axis numbers: an array's shape, passed and kept without
// allocation.
//
// Given by users as shapes and axes; used throughout the array library for strides and orders.
//
// Units: extents in elements, strides in bytes. Threading: a plain value.
// Errors: more than kMaxDims entries is a ShapeError, as is a shape whose size overflows.
//
//   Array<double> a = zeros<double>({2, 3});
//   for (int64_t extent : a.shape()) ...
#ifndef TIDEMARK_ARRAY_CORE_DIMS_H_
#define TIDEMARK_ARRAY_CORE_DIMS_H_

#include <concepts>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "tidemark/array/core/error.h"

namespace tidemark {

// NumPy's limit.
inline constexpr int kMaxDims = 32;

namespace array_internal {
[[noreturn]] void ThrowTooManyDims();
[[noreturn]] void ThrowPositionTooLarge(uint64_t position);
}  // namespace array_internal

// An integer of any type as a position. Throws IndexError where an unsigned one is too large to be
// one: it does not become a negative one, which would count from the end.
template <std::integral I>
constexpr int64_t PositionOf(I position) {
  if constexpr (std::is_unsigned_v<I> && sizeof(I) == sizeof(uint64_t)) {
    if (position > static_cast<uint64_t>(INT64_MAX)) {
      array_internal::ThrowPositionTooLarge(position);
    }
  }
  return static_cast<int64_t>(position);
}

namespace array_internal {
[[noreturn]] void ThrowBeyondExtents(uint64_t value);
[[noreturn]] void ThrowTooManyElements(const char* op);

// The value as an extent; an unsigned one that no extent holds is an error, not a negative number.
template <std::integral I>
constexpr int64_t ToExtent(I value) {
  if constexpr (std::is_unsigned_v<I> && sizeof(I) == sizeof(int64_t)) {
    if (value > static_cast<uint64_t>(INT64_MAX)) ThrowBeyondExtents(value);
  }
  return static_cast<int64_t>(value);
}

// Sums and products of extents, positions and sizes: the only way to reckon with what users give.
// They throw ValueError where the result is beyond 64 bits; `op` is named in the message.
inline int64_t CheckedSum(int64_t a, int64_t b, const char* op) {
  int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) ThrowTooManyElements(op);
  return sum;
}
inline int64_t CheckedProduct(int64_t a, int64_t b, const char* op) {
  int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) ThrowTooManyElements(op);
  return product;
}
}  // namespace array_internal

// A number of elements, times or places, of any integer type: never a floating-point number, and an
// unsigned one that does not fit throws ValueError. A parameter type.
class Count {
 public:
  template <std::integral I>
  requires(!std::is_same_v<I, bool>) Count(I value) : value_(array_internal::ToExtent(value)) {}

  int64_t value() const { return value_; }

 private:
  int64_t value_;
};

class Dims {
 public:
  using value_type = int64_t;
  using const_iterator = const int64_t*;

  Dims() noexcept {}  // not defaulted: Dims{} would write all of the values
  // A shape of one axis; so zeros<double>(5) works as in NumPy.
  template <std::integral I>
  Dims(I extent) : size_(1) {
    values_[0] = array_internal::ToExtent(extent);
  }
  template <std::integral I>
  Dims(std::initializer_list<I> values) {
    for (I value : values) push_back(array_internal::ToExtent(value));
  }
  Dims(std::initializer_list<int64_t> values) { Assign(values.begin(), values.size()); }
  Dims(std::span<const int64_t> values) { Assign(values.data(), values.size()); }
  Dims(const std::vector<int64_t>& values) { Assign(values.data(), values.size()); }
  // `count` copies of `value`.
  static Dims Filled(int count, int64_t value) {
    Dims dims;
    for (int i = 0; i < count; ++i) dims.push_back(value);
    return dims;
  }
  Dims(const Dims& other) noexcept : size_(other.size_) { CopyValues(other); }
  Dims& operator=(const Dims& other) noexcept {
    if (this == &other) return *this;
    size_ = other.size_;
    CopyValues(other);
    return *this;
  }

  int size() const { return size_; }
  bool empty() const { return size_ == 0; }
  int64_t& operator[](int i) { return values_[i]; }
  int64_t operator[](int i) const { return values_[i]; }
  int64_t* data() { return values_; }
  const int64_t* data() const { return values_; }
  int64_t* begin() { return values_; }
  int64_t* end() { return values_ + size_; }
  const int64_t* begin() const { return values_; }
  const int64_t* end() const { return values_ + size_; }
  int64_t back() const { return values_[size_ - 1]; }

  void push_back(int64_t value) {
    if (size_ == kMaxDims) array_internal::ThrowTooManyDims();
    values_[size_++] = value;
  }
  void pop_back() { --size_; }
  void clear() { size_ = 0; }
  void insert(int at, int64_t value) {
    push_back(value);
    for (int i = size_ - 1; i > at; --i) values_[i] = values_[i - 1];
    values_[at] = value;
  }
  void erase(int at) {
    --size_;
    for (int i = at; i < size_; ++i) values_[i] = values_[i + 1];
  }

  friend bool operator==(const Dims& a, const Dims& b) {
    if (a.size_ != b.size_) return false;
    return std::memcmp(a.values_, b.values_, static_cast<size_t>(a.size_) * sizeof(int64_t)) == 0;
  }

 private:
  void CopyValues(const Dims& other) {
    std::memcpy(values_, other.values_, static_cast<size_t>(size_) * sizeof(int64_t));
  }
  void Assign(const int64_t* values, size_t count) {
    for (size_t i = 0; i < count; ++i) push_back(values[i]);
  }

  int size_ = 0;
  int64_t values_[kMaxDims];
};

// Whether a reduction leaves its axes in place with extent 1. Not a bool, so that it cannot be
// taken for an axis: sum(a, {0, 1}) is over two axes.
enum class KeepDims : bool { kNo, kYes };

// The axes that an operation works along: one, or a list of them; negative ones count from the end.
// A parameter type.
class Axes {
 public:
  template <std::integral I>
  requires(!std::is_same_v<I, bool>) Axes(I axis) : dims_(axis) {}
  Axes(std::initializer_list<int64_t> axes) : dims_(axes) {}
  Axes(const Dims& axes) : dims_(axes) {}

  const Dims& dims() const { return dims_; }

 private:
  Dims dims_;
};

namespace array_internal {

// "(2,3)", "(4,)", "()": as NumPy prints shapes in its messages.
std::string ShapeText(std::span<const int64_t> shape);

// The product of the extents; 1 for no axes. Throws ValueError on a negative extent and where the
// product times `item_size` does not fit, zeros not counted (as NumPy does).
int64_t CheckedSize(std::span<const int64_t> shape, int64_t item_size);

// Strides of a C (last axis fastest) or Fortran ordered array. Throw ValueError where they do not fit.
Dims CStrides(std::span<const int64_t> shape, int64_t item_size);
Dims FortranStrides(std::span<const int64_t> shape, int64_t item_size);

// NumPy's flags: axes of extent 1 do not count, and an array without elements is both.
bool IsCContiguous(std::span<const int64_t> shape, std::span<const int64_t> strides,
                   int64_t item_size) noexcept;
bool IsFortranContiguous(std::span<const int64_t> shape, std::span<const int64_t> strides,
                         int64_t item_size) noexcept;

// `axis` counted from the end when negative; throws ShapeError when there is no such axis.
int NormalizeAxis(int64_t axis, int ndim);

// NormalizeAxis for each; throws ValueError on a repeated one.
Dims NormalizeAxes(std::span<const int64_t> axes, int ndim, const char* what);

}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_CORE_DIMS_H_
