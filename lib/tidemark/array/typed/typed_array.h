// Array<T>: an array of T with NumPy's reference semantics. Array<const T> is read-only.
//
// Made by the functions of array_create.h, by indexing and by every operation; it is AnyArray
// (any_array.h, where ownership and threading are stated) with the element type in the C++ type.
// Include array.h, which brings everything.
//
// Rebinding and assigning differ as in Python: `v = b` makes v refer to b's array;
// `a[{...}] = b` writes b's elements into a's. `a(i, j)` is one element: reading happens when it is
// converted, writing only when it is assigned.
//
// Errors: DTypeError from a conversion of an AnyArray of another dtype; else those of the functions
//   that are called.
//
//   Array<double> a = zeros<double>({4, 6});
//   Array<double> left = a[{ellipsis, Slice(3)}];  // a view
//   left(0, 0) = 1.5;
//   a[{1}] = left[{0}] * 2.0;                      // broadcast into row 1
#ifndef TIDEMARK_ARRAY_TYPED_TYPED_ARRAY_H_
#define TIDEMARK_ARRAY_TYPED_TYPED_ARRAY_H_

#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/core/promote.h"
#include "tidemark/array/indexing/axes.h"
#include "tidemark/array/indexing/copy.h"
#include "tidemark/array/indexing/element_ref.h"
#include "tidemark/array/indexing/indexing.h"
#include "tidemark/array/indexing/reshape.h"
#include "tidemark/array/ops/reduce.h"
#include "tidemark/array/ops/with_location.h"
#include "tidemark/array/typed/accessor.h"
#include "tidemark/array/typed/operators.h"

namespace tidemark {

template <Element T>
class Array;

namespace array_internal {

void CheckDType(const AnyArray& array, DType expected);
void CheckRank(const AnyArray& array, int rank);
void CheckContiguous(const AnyArray& array);
void AssignInPlace(BinaryOp op, const AnyArray& target, const ValueWithLocation& value);
void AssignElements(const AnyArray& target, const ValueWithLocation& value);

// An Array of an AnyArray that is known to have its dtype.
template <class T>
Array<T> Typed(AnyArray array) {
  return Array<T>(std::move(array), typename Array<T>::Trusted());
}

}  // namespace array_internal

template <Element T>
class Array : public ArrayOperators<T> {
 public:
  using value_type = std::remove_const_t<T>;
  using Value = value_type;
  using Site = SourceLocation;
  static constexpr bool kReadOnly = std::is_const_v<T>;
  struct Trusted {};

  Array() = default;
  Array(const Array&) = default;
  Array(Array&&) noexcept = default;
  Array& operator=(const Array&) & = default;
  Array& operator=(Array&&) & noexcept = default;
  // Throws DTypeError unless `array` is of this dtype. No elements are converted or copied.
  explicit Array(AnyArray array) : any_(std::move(array)) {
    array_internal::CheckDType(any_, kDTypeOf<T>);
  }
  Array(AnyArray array, Trusted) noexcept : any_(std::move(array)) {}
  // A read-only reference to the same array.
  template <class U>
  requires(kReadOnly&& std::is_same_v<U, Value>) Array(const Array<U>& other)
  noexcept : any_(other.any()) {}
  template <class U>
  requires(kReadOnly&& std::is_same_v<U, Value>) Array(Array<U>&& other)
  noexcept : any_(std::move(other).any()) {}

  const AnyArray& any() const& { return any_; }
  AnyArray&& any() && { return std::move(any_); }
  operator const AnyArray&() const { return any_; }
  explicit operator bool() const noexcept { return static_cast<bool>(any_); }
  void reset() noexcept { any_.reset(); }

  // Attributes; see any_array.h.
  static constexpr DType dtype() { return kDTypeOf<T>; }
  int ndim() const { return any_.ndim(); }
  int64_t size() const { return any_.size(); }
  static constexpr int64_t itemsize() { return sizeof(Value); }
  int64_t nbytes() const { return any_.nbytes(); }
  std::span<const int64_t> shape() const { return any_.shape(); }
  std::span<const int64_t> strides() const { return any_.strides(); }
  int64_t extent(int64_t axis) const { return any_.extent(axis); }
  ArrayFlags flags() const { return any_.flags(); }
  bool is_c_contiguous() const { return any_.is_c_contiguous(); }
  bool is_f_contiguous() const { return any_.is_f_contiguous(); }
  bool owns_data() const { return any_.owns_data(); }
  int64_t buffer_nbytes() const { return any_.buffer_nbytes(); }
  int64_t offset() const { return any_.offset(); }
  int64_t use_count() const { return any_.use_count(); }
  AnyArray base() const { return any_.base(); }
  bool is(const AnyArray& other) const { return any_.is(other); }

  // One element; its value for a const Array and for Array<const T>.
  template <std::integral... I>
  Value operator()(IndexWithLocation first, I... rest) const {
    std::byte* address = Address(first, rest...);
    array_internal::NoteElementRead(any_.view(), first.site());
    return *reinterpret_cast<const Value*>(address);
  }
  template <std::integral... I>
  requires(!kReadOnly) ElementRef<Value>
  operator()(IndexWithLocation first, I... rest) {
    return {any_.view(), Address(first, rest...), first.site()};
  }
  // The one element of an array of size 1.
  Value item(Site site = Site::Current()) const {
    if (size() != 1) array_internal::ThrowValueError("item: the array is not of size 1");
    array_internal::NoteElementRead(any_.view(), site);
    return *reinterpret_cast<const Value*>(any_.view().data);
  }

  // A view, for assignment too: a[{Slice(1, 3), 0}] = b.
  Array operator[](const Index& index) const {
    return array_internal::Typed<T>(basic_index(any_, index));
  }
  // Only of what an index returned: writes the elements. (An lvalue is rebound instead.)
  void operator=(const ValueWithLocation& value) && requires(!kReadOnly) {
    array_internal::AssignElements(any_, value);
  }
  // this[...] = value for a named array.
  void assign(const ValueWithLocation& value) const requires(!kReadOnly) {
    array_internal::AssignElements(any_, value);
  }

  // Raw access: marks the buffer as escaped. The elements are reached through strides().
  const Value* data(Site site = Site::Current()) const {
    return reinterpret_cast<const Value*>(any_.data(site));
  }
  Value* mutable_data(Site site = Site::Current()) const requires(!kReadOnly) {
    return reinterpret_cast<Value*>(any_.mutable_data(site));
  }
  // The elements of a C contiguous array in order; throws ValueError for any other.
  std::span<const Value> span(Site site = Site::Current()) const {
    array_internal::CheckContiguous(any_);
    return {data(site), static_cast<size_t>(size())};
  }
  std::span<Value> mutable_span(Site site = Site::Current()) const requires(!kReadOnly) {
    array_internal::CheckContiguous(any_);
    return {mutable_data(site), static_cast<size_t>(size())};
  }
  template <int kRank>
  Accessor<const Value, kRank> accessor(Site site = Site::Current()) const {
    array_internal::CheckRank(any_, kRank);
    return {any_.data(site), shape().data(), strides().data()};
  }
  template <int kRank>
  Accessor<Value, kRank> mutable_accessor(Site site = Site::Current()) const requires(!kReadOnly) {
    array_internal::CheckRank(any_, kRank);
    return {any_.mutable_data(site), shape().data(), strides().data()};
  }

  // Shape; see reshape.h and axes.h.
  Array reshape(const Dims& shape, std::optional<bool> copy = std::nullopt,
                Site site = Site::Current()) const {
    return Same(tidemark::reshape(any_, shape, copy, site));
  }
  Array ravel(Site site = Site::Current()) const { return Same(tidemark::ravel(any_, site)); }
  Array<Value> flatten(Site site = Site::Current()) const {
    return Fresh(tidemark::flatten(any_, site));
  }
  Array transpose(const std::optional<Dims>& axes = std::nullopt,
                  Site site = Site::Current()) const {
    return Same(tidemark::transpose(any_, axes, site));
  }
  Array t(Site site = Site::Current()) const {
    return Same(tidemark::transpose(any_, std::nullopt, site));
  }
  Array swapaxes(int64_t x, int64_t y, Site site = Site::Current()) const {
    return Same(tidemark::swapaxes(any_, x, y, site));
  }
  Array squeeze(const std::optional<Dims>& axes = std::nullopt, Site site = Site::Current()) const {
    return Same(tidemark::squeeze(any_, axes, site));
  }
  Array<const Value> diagonal(int64_t offset = 0, int64_t axis1 = 0, int64_t axis2 = 1,
                              Site site = Site::Current()) const {
    return array_internal::Typed<const Value>(tidemark::diagonal(any_, offset, axis1, axis2, site));
  }
  template <Element U>
  auto view(Site site = Site::Current()) const {
    using To = std::conditional_t<kReadOnly, const U, U>;
    return array_internal::Typed<To>(view_as(any_, kDTypeOf<U>, site));
  }

  // Copies; see copy.h.
  Array<Value> copy(Order order = Order::kC, Site site = Site::Current()) const {
    return Fresh(tidemark::copy(any_, order, site));
  }
  template <Element U>
  Array<U> astype(bool copy = true, Site site = Site::Current()) const {
    return array_internal::Typed<U>(tidemark::astype(any_, kDTypeOf<U>, copy, site));
  }

  // Reductions; see reduce.h (and array_reduce.h for more). Without axes to one value, with axes to
  // an array. Braces are an axis list, never a site: sum({0}) is along axis 0.
  struct Here {
    Here(Site here) : site(here) {}
    Site site;
  };
  SumT<Value> sum(Here here = Site::Current()) const {
    return Folded<SumT<Value>>(ReduceOp::kSum, here.site);
  }
  SumT<Value> prod(Here here = Site::Current()) const {
    return Folded<SumT<Value>>(ReduceOp::kProd, here.site);
  }
  Value min(Here here = Site::Current()) const { return Folded<Value>(ReduceOp::kMin, here.site); }
  Value max(Here here = Site::Current()) const { return Folded<Value>(ReduceOp::kMax, here.site); }
  bool any_true(Site site = Site::Current()) const { return Folded<bool>(ReduceOp::kAny, site); }
  bool all_true(Site site = Site::Current()) const { return Folded<bool>(ReduceOp::kAll, site); }
  MeanT<Value> mean(Here here = Site::Current()) const {
    MeanT<Value> result;
    mean_to(&result, any_, here.site);
    return result;
  }
  Array<SumT<Value>> sum(const Dims& axes, bool keepdims = false,
                         Site site = Site::Current()) const {
    return Reduced<SumT<Value>>(ReduceOp::kSum, axes, keepdims, site);
  }
  Array<SumT<Value>> prod(const Dims& axes, bool keepdims = false,
                          Site site = Site::Current()) const {
    return Reduced<SumT<Value>>(ReduceOp::kProd, axes, keepdims, site);
  }
  Array<Value> min(const Dims& axes, bool keepdims = false, Site site = Site::Current()) const {
    return Reduced<Value>(ReduceOp::kMin, axes, keepdims, site);
  }
  Array<Value> max(const Dims& axes, bool keepdims = false, Site site = Site::Current()) const {
    return Reduced<Value>(ReduceOp::kMax, axes, keepdims, site);
  }
  Array<MeanT<Value>> mean(const Dims& axes, bool keepdims = false,
                           Site site = Site::Current()) const {
    return array_internal::Typed<MeanT<Value>>(
        tidemark::mean(any_, {.axes = axes, .keepdims = KeepDims{keepdims}}, site));
  }

  // In place, elements cast back to T; only casts of the same kind.
  const Array& operator+=(const ValueWithLocation& value) const requires(!kReadOnly) {
    return InPlace(BinaryOp::kAdd, value);
  }
  const Array& operator-=(const ValueWithLocation& value) const requires(!kReadOnly) {
    return InPlace(BinaryOp::kSubtract, value);
  }
  const Array& operator*=(const ValueWithLocation& value) const requires(!kReadOnly) {
    return InPlace(BinaryOp::kMultiply, value);
  }
  const Array& operator/=(const ValueWithLocation& value) const requires(!kReadOnly) {
    return InPlace(BinaryOp::kDivide, value);
  }
  const Array& operator%=(const ValueWithLocation& value) const requires(!kReadOnly) {
    return InPlace(BinaryOp::kMod, value);
  }
  const Array& operator&=(const ValueWithLocation& value) const requires(!kReadOnly) {
    return InPlace(BinaryOp::kBitwiseAnd, value);
  }
  const Array& operator|=(const ValueWithLocation& value) const requires(!kReadOnly) {
    return InPlace(BinaryOp::kBitwiseOr, value);
  }
  const Array& operator^=(const ValueWithLocation& value) const requires(!kReadOnly) {
    return InPlace(BinaryOp::kBitwiseXor, value);
  }

 private:
  template <class... I>
  std::byte* Address(IndexWithLocation first, I... rest) const {
    const int64_t positions[] = {first.position(), static_cast<int64_t>(rest)...};
    return array_internal::ElementAddress(any_.view(), positions, 1 + sizeof...(rest));
  }
  static Array Same(AnyArray array) { return Array(std::move(array), Trusted()); }
  static Array<Value> Fresh(AnyArray array) {
    return array_internal::Typed<Value>(std::move(array));
  }
  template <class R>
  R Folded(ReduceOp op, Site site) const {
    R result;
    reduce_to(&result, op, any_, site);
    return result;
  }
  template <class R>
  Array<R> Reduced(ReduceOp op, const Dims& axes, bool keepdims, Site site) const {
    return array_internal::Typed<R>(
        reduce(op, any_, {.axes = axes, .keepdims = KeepDims{keepdims}}, site));
  }
  const Array& InPlace(BinaryOp op, const ValueWithLocation& value) const {
    array_internal::AssignInPlace(op, any_, value);
    return *this;
  }

  AnyArray any_;
};

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_TYPED_ARRAY_H_
