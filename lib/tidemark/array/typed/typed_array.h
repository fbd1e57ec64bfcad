// Array<T>: an array of T with NumPy's reference semantics. Array<const T> is read-only.
//
// Made by the functions of array_create.h, by indexing and by every operation; it is AnyArray
// (any_array.h, where ownership and threading are stated) with the element type in the C++ type.
// Include array.h, which brings everything.
//
// Rebinding and assigning differ as in Python: `v = b` makes v refer to b's array;
// `a[{...}] = b` writes b's elements into a's. `a(i, j)` is one element, which does what a T& does
// where it stands (element_ref.h). A const Array is a name that stays with its array, whose elements
// can be written as through a const std::span; what must not be written is an Array<const T>.
//
// What borrows from an array (spans, accessors, shapes) keeps it alive when it is made from a
// temporary; raw pointers of a temporary do not compile.
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

#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/core/promote.h"
#include "tidemark/array/indexing/axes.h"
#include "tidemark/array/indexing/copy.h"
#include "tidemark/array/indexing/element_functions.h"
#include "tidemark/array/indexing/element_ref.h"
#include "tidemark/array/indexing/indexing.h"
#include "tidemark/array/indexing/reshape.h"
#include "tidemark/array/indexing/selector.h"
#include "tidemark/array/layout/index_text.h"
#include "tidemark/array/ops/reduce.h"
#include "tidemark/array/ops/with_location.h"
#include "tidemark/array/sorting/sort.h"
#include "tidemark/array/typed/accessor.h"
#include "tidemark/array/typed/kept_span.h"
#include "tidemark/array/typed/operators.h"

namespace tidemark {

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
// The only element of a result.
template <class R>
R NumberIn(const AnyArray& array) {
  return LoadElement<R>(array.view().data);
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
  // The copy of what a[mask] stands for (selection.h). By value, which takes it only where it stands:
  // a kept one, which can be neither copied nor moved, does not get here; `return s` would move it.
  template <int = 0>
  Array(Selection<Value> selection);
  template <int = 0>
  Array(Selection<const Value> selection);
  // The same where it is forwarded: rows.emplace_back(a[mask]).
  explicit Array(Selection<Value>&& selection);
  explicit Array(Selection<const Value>&& selection);

  const AnyArray& any() const& { return any_; }
  AnyArray&& any() && { return std::move(any_); }
  operator const AnyArray&() const { return any_; }
  // Whether this refers to an array at all; the truth of its only element (any_array.h).
  bool has_value() const noexcept { return any_.has_value(); }
  explicit operator bool() const { return static_cast<bool>(any_); }
  void reset() noexcept { any_.reset(); }

  // Attributes; see any_array.h.
  static constexpr DType dtype() { return kDTypeOf<T>; }
  int ndim() const { return any_.ndim(); }
  int64_t size() const { return any_.size(); }
  static constexpr int64_t itemsize() { return sizeof(Value); }
  int64_t nbytes() const { return any_.nbytes(); }
  std::span<const int64_t> shape() const& { return any_.shape(); }
  std::span<const int64_t> strides() const& { return any_.strides(); }
  Dims shape() && { return any_.shape(); }
  Dims strides() && { return any_.strides(); }
  // For structured bindings: auto [rows, columns] = m.shape<2>(). Throws ShapeError for another rank.
  template <int kRank>
  std::array<int64_t, kRank> shape() const {
    array_internal::CheckRank(any_, kRank);
    std::array<int64_t, kRank> extents;
    for (int i = 0; i < kRank; ++i) extents[static_cast<size_t>(i)] = any_.view().dims[i];
    return extents;
  }
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

  // One element; its value for Array<const T>.
  template <PositionLike... I>
  requires(kReadOnly) Value operator()(IndexWithLocation first, I&&... rest) const {
    std::byte* address = Address(first, std::forward<I>(rest)...);
    array_internal::NoteElementRead(any_.view(), first.site());
    return array_internal::LoadElement<Value>(address);
  }
  template <PositionLike... I>
  requires(!kReadOnly) ElementRef<Value>
  operator()(IndexWithLocation first, I&&... rest) const {
    return {any_, Address(first, std::forward<I>(rest)...), first.site()};
  }
  // The one element of an array of size 1.
  Value item(Site site = Site::Current()) const {
    if (size() != 1) array_internal::ThrowValueError("item: the array is not of size 1");
    array_internal::NoteElementRead(any_.view(), site);
    return array_internal::NumberIn<Value>(any_);
  }

  // A view, for assignment too: a[{Slice(1, 3), 0}] = b.
  Array operator[](const Index& index) const {
    return array_internal::Typed<T>(basic_index(any_, index));
  }
  // The same index as NumPy writes it: a["1:3, 0"] = b (index_text.h).
  Array operator[](const IndexText& index) const {
    return (*this)[Index(index.items(), index.site())];
  }
  // a[mask], a[positions], a[{Slice(), positions}]: a copy where it is read, the elements themselves
  // where it is assigned (selection.h). A template, so that what is a basic index is taken for one.
  template <int = 0>
  Selection<T> operator[](Selector selector) const {
    return {any_, std::move(selector)};
  }

  // Only of what an index returned: writes the elements. (An lvalue is rebound instead.)
  void operator=(const ValueWithLocation& value) && requires(!kReadOnly) {
    array_internal::AssignElements(any_, value);
  }
  // this[...] = value for a named array; fill is NumPy's name where the value is a number.
  void assign(const ValueWithLocation& value) const requires(!kReadOnly) {
    array_internal::AssignElements(any_, value);
  }

  template <NumberLike S>
  void fill(S&& value, Site site = Site::Current()) const requires(!kReadOnly) {
    assign(ValueWithLocation(std::forward<S>(value), site));
  }

  // Over the first axis, as Python iterates: a view of each row, of no axes where there is one.
  class RowIterator {
   public:
    using value_type = Array;
    using difference_type = std::ptrdiff_t;
    using reference = Array;
    using pointer = void;
    using iterator_category = std::input_iterator_tag;

    RowIterator() = default;
    RowIterator(const Array& array, int64_t row) : array_(array), row_(row) {}
    Array operator*() const { return array_[Index(row_)]; }
    RowIterator& operator++() {
      ++row_;
      return *this;
    }
    RowIterator operator++(int) {
      RowIterator before = *this;
      ++row_;
      return before;
    }
    bool operator==(const RowIterator& other) const { return row_ == other.row_; }

   private:
    Array array_;
    int64_t row_ = 0;
  };
  RowIterator begin() const { return {*this, 0}; }
  RowIterator end() const { return {*this, extent(0)}; }

  // Raw access: marks the buffer as escaped. The elements are reached through strides(). Not of a
  // temporary, with which the elements may go.
  const Value* data(Site site = Site::Current()) const& {
    return reinterpret_cast<const Value*>(any_.data(site));
  }
  Value* mutable_data(Site site = Site::Current()) const& requires(!kReadOnly) {
    return reinterpret_cast<Value*>(any_.mutable_data(site));
  }
  const Value* data(Site site = Site::Current()) const&& = delete;
  Value* mutable_data(Site site = Site::Current()) const&& = delete;
  // The elements of a C contiguous array in order; throws ValueError for any other.
  std::span<const Value> span(Site site = Site::Current()) const& {
    array_internal::CheckContiguous(any_);
    return {data(site), static_cast<size_t>(size())};
  }
  KeptSpan<const Value> span(Site site = Site::Current()) && {
    const std::span<const Value> elements = span(site);
    return {elements, std::move(any_)};
  }
  std::span<Value> mutable_span(Site site = Site::Current()) const& requires(!kReadOnly) {
    array_internal::CheckContiguous(any_);
    return {mutable_data(site), static_cast<size_t>(size())};
  }
  KeptSpan<Value> mutable_span(Site site = Site::Current()) && requires(!kReadOnly) {
    const std::span<Value> elements = mutable_span(site);
    return {elements, std::move(any_)};
  }
  template <int kRank>
  Accessor<const Value, kRank> accessor(Site site = Site::Current()) const& {
    array_internal::CheckRank(any_, kRank);
    return {any_.data(site), shape().data(), strides().data()};
  }
  template <int kRank>
  KeptAccessor<const Value, kRank> accessor(Site site = Site::Current()) && {
    const Accessor<const Value, kRank> elements = accessor<kRank>(site);
    return {elements, std::move(any_)};
  }
  template <int kRank>
  Accessor<Value, kRank> mutable_accessor(Site site = Site::Current()) const& requires(!kReadOnly) {
    array_internal::CheckRank(any_, kRank);
    return {any_.mutable_data(site), shape().data(), strides().data()};
  }
  template <int kRank>
      KeptAccessor<Value, kRank> mutable_accessor(Site site = Site::Current()) &&
      requires(!kReadOnly) {
    const Accessor<Value, kRank> elements = mutable_accessor<kRank>(site);
    return {elements, std::move(any_)};
  }

  // Shape; see reshape.h and axes.h. reshape(-1, 1) and reshape({-1, 1}) are the same.
  Array reshape(const Dims& shape, Copy copy = Copy::kIfNeeded, Site site = Site::Current()) const {
    return Same(tidemark::reshape(any_, shape, copy, site));
  }
  template <PositionLike... I>
  Array reshape(IndexWithLocation first, I&&... rest) const {
    return Same(tidemark::reshape(any_, List(first, std::forward<I>(rest)...), Copy::kIfNeeded,
                                  first.site()));
  }
  Array ravel(Site site = Site::Current()) const { return Same(tidemark::ravel(any_, site)); }
  Array<Value> flatten(Site site = Site::Current()) const {
    return Fresh(tidemark::flatten(any_, site));
  }
  Array transpose(Here here = Site::Current()) const {
    return Same(tidemark::transpose(any_, std::nullopt, here.site));
  }
  Array transpose(const Dims& axes, Site site = Site::Current()) const {
    return Same(tidemark::transpose(any_, axes, site));
  }
  template <PositionLike... I>
  Array transpose(IndexWithLocation first, I&&... rest) const {
    return Same(tidemark::transpose(any_, List(first, std::forward<I>(rest)...), first.site()));
  }
  Array t(Site site = Site::Current()) const {
    return Same(tidemark::transpose(any_, std::nullopt, site));
  }
  Array swapaxes(int64_t x, int64_t y, Site site = Site::Current()) const {
    return Same(tidemark::swapaxes(any_, x, y, site));
  }
  Array squeeze(Here here = Site::Current()) const {
    return Same(tidemark::squeeze(any_, std::nullopt, here.site));
  }
  Array squeeze(const Axes& axes, Site site = Site::Current()) const {
    return Same(tidemark::squeeze(any_, axes.dims(), site));
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
  Array<U> astype(Copy copy = Copy::kAlways, Site site = Site::Current()) const {
    return array_internal::Typed<U>(tidemark::astype(any_, kDTypeOf<U>, copy, site));
  }

  // Reductions; see reduce.h. Without axes to a number, with axes, or asked to keep them, to an array:
  // sum(), sum(0), sum({0, 1}), sum(-1, KeepDims::kYes). The free functions are in array_reduce.h.
#define TIDEMARK_ARRAY_REDUCTION(name, kOp, R)                                                    \
  R name(Here here = Site::Current()) const {                                                     \
    R result;                                                                                     \
    reduce_to(&result, ReduceOp::kOp, any_, here.site);                                           \
    return result;                                                                                \
  }                                                                                               \
  Array<R> name(const Axes& axes, KeepDims keepdims = KeepDims::kNo, Site site = Site::Current()) \
      const {                                                                                     \
    return array_internal::Typed<R>(                                                              \
        reduce(ReduceOp::kOp, any_, {.axes = axes.dims(), .keepdims = keepdims}, site));          \
  }                                                                                               \
  Array<R> name(KeepDims keepdims, Site site = Site::Current()) const {                           \
    return array_internal::Typed<R>(reduce(ReduceOp::kOp, any_, {.keepdims = keepdims}, site));   \
  }
  TIDEMARK_ARRAY_REDUCTION(sum, kSum, SumT<Value>)
  TIDEMARK_ARRAY_REDUCTION(prod, kProd, SumT<Value>)
  TIDEMARK_ARRAY_REDUCTION(min, kMin, Value)
  TIDEMARK_ARRAY_REDUCTION(max, kMax, Value)
  TIDEMARK_ARRAY_REDUCTION(any_true, kAny, bool)
  TIDEMARK_ARRAY_REDUCTION(all_true, kAll, bool)
#undef TIDEMARK_ARRAY_REDUCTION
  MeanT<Value> mean(Here here = Site::Current()) const {
    MeanT<Value> result;
    mean_to(&result, any_, here.site);
    return result;
  }
  Array<MeanT<Value>> mean(const Axes& axes, KeepDims keepdims = KeepDims::kNo,
                           Site site = Site::Current()) const {
    return array_internal::Typed<MeanT<Value>>(
        tidemark::mean(any_, {.axes = axes.dims(), .keepdims = keepdims}, site));
  }
  Array<MeanT<Value>> mean(KeepDims keepdims, Site site = Site::Current()) const {
    return array_internal::Typed<MeanT<Value>>(tidemark::mean(any_, {.keepdims = keepdims}, site));
  }
  // By mean and sum of squares; `ddof` is taken off the divisor.
#define TIDEMARK_ARRAY_SPREAD(name)                                                     \
  RealT<MeanT<Value>> name(Ddof ddof = {}, Here here = Site::Current()) const {         \
    return array_internal::NumberIn<RealT<MeanT<Value>>>(                               \
        tidemark::name(any_, {}, ddof, here.site));                                     \
  }                                                                                     \
  Array<RealT<MeanT<Value>>> name(const Axes& axes, KeepDims keepdims = KeepDims::kNo,  \
                                  Ddof ddof = {}, Site site = Site::Current()) const {  \
    return array_internal::Typed<RealT<MeanT<Value>>>(                                  \
        tidemark::name(any_, {.axes = axes.dims(), .keepdims = keepdims}, ddof, site)); \
  }
  TIDEMARK_ARRAY_SPREAD(var)
  TIDEMARK_ARRAY_SPREAD(stddev)
#undef TIDEMARK_ARRAY_SPREAD
  // The position of the first extreme element, in C order or along an axis.
#define TIDEMARK_ARRAY_POSITION(name)                                                  \
  int64_t name(Here here = Site::Current()) const {                                    \
    return array_internal::NumberIn<int64_t>(                                          \
        tidemark::name(any_, std::nullopt, KeepDims::kNo, here.site));                 \
  }                                                                                    \
  Array<int64_t> name(int64_t axis, KeepDims keepdims = KeepDims::kNo,                 \
                      Site site = Site::Current()) const {                             \
    return array_internal::Typed<int64_t>(tidemark::name(any_, axis, keepdims, site)); \
  }
  TIDEMARK_ARRAY_POSITION(argmin)
  TIDEMARK_ARRAY_POSITION(argmax)
#undef TIDEMARK_ARRAY_POSITION
  Array<SumT<Value>> cumsum(std::optional<int64_t> axis = std::nullopt,
                            Site site = Site::Current()) const {
    return array_internal::Typed<SumT<Value>>(tidemark::cumsum(any_, axis, site));
  }
  Array<SumT<Value>> cumprod(std::optional<int64_t> axis = std::nullopt,
                             Site site = Site::Current()) const {
    return array_internal::Typed<SumT<Value>>(tidemark::cumprod(any_, axis, site));
  }

  // The functions of the same names as methods; defined in array_methods.h.
  template <class Low, class High>
  auto clip(Low&& low, High&& high, Site site = Site::Current()) const;
  auto round(int decimals = 0, Site site = Site::Current()) const;
  template <class Positions>
  auto take(Positions&& positions, std::optional<int64_t> axis = std::nullopt,
            Site site = Site::Current()) const;
  auto take(std::initializer_list<int64_t> positions, std::optional<int64_t> axis = std::nullopt,
            Site site = Site::Current()) const;
  auto repeat(int64_t times, std::optional<int64_t> axis = std::nullopt,
              Site site = Site::Current()) const;
  template <class Other>
  auto dot(Other&& other, Site site = Site::Current()) const;
  auto trace(int64_t offset = 0, Site site = Site::Current()) const;
  auto argsort(std::optional<int64_t> axis = -1, Site site = Site::Current()) const;
  auto nonzero(Site site = Site::Current()) const;
  auto conj(Site site = Site::Current()) const;
  auto real(Site site = Site::Current()) const;
  auto imag(Site site = Site::Current()) const;
  // Sorted in place, as a.sort() of NumPy; sort(a) gives a sorted copy.
  void sort(int64_t axis = -1, Site site = Site::Current()) const requires(!kReadOnly) {
    sort_in_place(any_, axis, site);
  }

  // In place, elements cast back to T; only casts of the same kind.
#define TIDEMARK_ARRAY_COMPOUND(symbol, kOp)                                                \
  const Array& operator symbol(const ValueWithLocation& value) const requires(!kReadOnly) { \
    array_internal::AssignInPlace(BinaryOp::kOp, any_, value);                              \
    return *this;                                                                           \
  }
  TIDEMARK_ARRAY_COMPOUND(+=, kAdd)
  TIDEMARK_ARRAY_COMPOUND(-=, kSubtract)
  TIDEMARK_ARRAY_COMPOUND(*=, kMultiply)
  TIDEMARK_ARRAY_COMPOUND(/=, kDivide)
  TIDEMARK_ARRAY_COMPOUND(%=, kMod)
  TIDEMARK_ARRAY_COMPOUND(&=, kBitwiseAnd)
  TIDEMARK_ARRAY_COMPOUND(|=, kBitwiseOr)
  TIDEMARK_ARRAY_COMPOUND(^=, kBitwiseXor)
  TIDEMARK_ARRAY_COMPOUND(<<=, kLeftShift)
  TIDEMARK_ARRAY_COMPOUND(>>=, kRightShift)
#undef TIDEMARK_ARRAY_COMPOUND

 private:
  template <class... I>
  std::byte* Address(IndexWithLocation first, I&&... rest) const {
    const int64_t positions[] = {first.position(), PositionOf(NumberOf(std::forward<I>(rest)))...};
    return array_internal::ElementAddress(any_.view(), positions, 1 + sizeof...(rest));
  }
  template <class... I>
  static Dims List(IndexWithLocation first, I&&... rest) {
    Dims list(first.position());
    (list.push_back(PositionOf(NumberOf(std::forward<I>(rest)))), ...);
    return list;
  }
  static Array Same(AnyArray array) { return Array(std::move(array), Trusted()); }
  static Array<Value> Fresh(AnyArray array) {
    return array_internal::Typed<Value>(std::move(array));
  }

  AnyArray any_;
};

// What two const arrays compared give: an array of bools that is none itself, since what asks it
// (a container's ==, a defaulted ==, EXPECT_EQ) asks whether the arrays are equal.
template <class B>
class ConstComparison : public Array<B> {
 public:
  explicit ConstComparison(Array<B>&& comparison) : Array<B>(std::move(comparison)) {}
  // Write all(a == b), any(a == b) or array_equal(a, b); in a test EXPECT_THAT(a, ArrayEq(b)).
  explicit operator bool() const = delete;
};

}  // namespace tidemark

#include "tidemark/array/typed/selection.h"  // IWYU pragma: export

#endif  // TIDEMARK_ARRAY_TYPED_TYPED_ARRAY_H_
