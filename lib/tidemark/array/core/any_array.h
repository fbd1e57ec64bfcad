// An array whose element type is known at run time: dtype, shape, strides and a shared,
// reference-counted buffer.
//
// Made by the creation functions (create.h), by indexing and by every operation; Array<T> (array.h)
// is the same with the element type in the C++ type. NumPy's ndarray.
//
// Ownership: reference semantics, as in Python. Copying an AnyArray makes another reference to the
//   same array; no elements are copied and no event is sent. A view (slice, reshape, transpose,
//   ...) is another array over the same buffer. The buffer is freed with the last view of it. A
//   default-constructed or moved-from AnyArray is empty: it can be assigned, destroyed and asked
//   by has_value(); any other use throws ValueError.
// Threading: like std::shared_ptr. Distinct AnyArray objects that refer to one array may be copied,
//   used and destroyed in several threads; one object, and the elements, need synchronisation
//   between a writer and anyone else.
// Units: strides, offsets and sizes in bytes where the name says bytes, else in elements.
// Sites: whatever can allocate, view or copy takes the user's call site as its last parameter.
//
//   AnyArray a = arange(0, 10, 1, DType::kInt64);
//   AnyArray b = basic_index(a, {Slice(2, 8, 2)});  // shares a's buffer
#ifndef TIDEMARK_ARRAY_CORE_ANY_ARRAY_H_
#define TIDEMARK_ARRAY_CORE_ANY_ARRAY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "tidemark/array/core/buffer.h"
#include "tidemark/array/core/dims.h"
#include "tidemark/array/core/dtype.h"
#include "tidemark/base/source_location.h"

namespace tidemark {

// NumPy's C_CONTIGUOUS, F_CONTIGUOUS, OWNDATA and WRITEABLE.
struct ArrayFlags {
  bool c_contiguous = false;
  bool f_contiguous = false;
  bool owns_data = false;
  bool writable = false;
};

namespace array_internal {
// Notes the read at no place of the program. Throws ValueError unless there is one element.
bool IsTrue(const View& view);
}  // namespace array_internal

class AnyArray {
 public:
  AnyArray() = default;
  AnyArray(const AnyArray& other) noexcept : view_(other.view_) {
    if (view_ != nullptr) view_->Reference();
  }
  AnyArray(AnyArray&& other) noexcept : view_(std::exchange(other.view_, nullptr)) {}
  AnyArray& operator=(const AnyArray& other) noexcept {
    if (this == &other) return *this;
    if (other.view_ != nullptr) other.view_->Reference();
    Reset(other.view_);
    return *this;
  }
  AnyArray& operator=(AnyArray&& other) noexcept {
    if (this != &other) Reset(std::exchange(other.view_, nullptr));
    return *this;
  }
  ~AnyArray() {
    if (view_ != nullptr) view_->Release();
  }

  // False when empty.
  bool has_value() const noexcept { return view_ != nullptr; }
  // The truth of the only element: whether it is not zero. Of more elements, and of none, it is
  // ambiguous: ValueError, as NumPy has it.
  explicit operator bool() const { return array_internal::IsTrue(view()); }
  // Drops the reference; empty afterwards.
  void reset() noexcept { Reset(nullptr); }

  DType dtype() const { return view().dtype; }
  int ndim() const { return view().ndim; }
  int64_t size() const { return view().size; }
  int64_t itemsize() const { return view().item_size; }
  int64_t nbytes() const { return view().nbytes(); }
  // Of a temporary by value: the span would outlive it.
  std::span<const int64_t> shape() const& { return view().shape(); }
  std::span<const int64_t> strides() const& { return view().strides(); }
  Dims shape() && { return view().shape(); }
  Dims strides() && { return view().strides(); }
  // The extent of one axis, counted from the end when negative.
  int64_t extent(int64_t axis) const {
    return view().dims[array_internal::NormalizeAxis(axis, ndim())];
  }

  bool is_c_contiguous() const { return view().c_contiguous; }
  bool is_f_contiguous() const { return view().f_contiguous; }
  bool writable() const { return view().writable; }
  // True for the array that its buffer was made for.
  bool owns_data() const { return view().owner && view().buffer->kind != BufferKind::kExternal; }
  ArrayFlags flags() const;
  // Makes this array, and the views made from it later, read-only; cannot be undone.
  void make_read_only(SourceLocation site = SourceLocation::Current()) {
    array_internal::MakeReadOnly(view(), site);
  }

  int64_t buffer_nbytes() const { return view().buffer->bytes; }
  // Of the first element, from the buffer's lowest address.
  int64_t offset() const { return view().data - view().buffer->data; }
  // How many arrays share the buffer now, this one included; references to one array count once.
  int64_t use_count() const { return view().buffer->views.load(std::memory_order_relaxed); }
  // The array that the buffer was made for, if it is still alive; else empty.
  AnyArray base() const;
  // Whether both refer to the same array (Python's `is`), and whether they share a buffer.
  bool is(const AnyArray& other) const { return view_ == other.view_; }
  bool same_buffer(const AnyArray& other) const { return view().buffer == other.view().buffer; }
  // A value that is equal for two live arrays exactly when they share a buffer.
  const void* buffer_identity() const { return view().buffer; }
  // The ids that events carry; 0 if it was made with no observer attached.
  BufferId buffer_id() const { return BufferId(view().buffer->id.load(std::memory_order_relaxed)); }
  ViewId view_id() const { return view().id; }

  // The address of the element at index 0, 0, ...: data() counts as a read of the whole array,
  // mutable_data() as a write; both mark the buffer as escaped, after which accesses to its bytes
  // are no longer tracked. mutable_data() throws ReadOnlyError.
  const std::byte* data(SourceLocation site = SourceLocation::Current()) const&;
  std::byte* mutable_data(SourceLocation site = SourceLocation::Current()) const&;
  // With a temporary the elements may go.
  const std::byte* data(SourceLocation site = SourceLocation::Current()) const&& = delete;
  std::byte* mutable_data(SourceLocation site = SourceLocation::Current()) const&& = delete;

  // For the library: the view itself; taking over a reference to one.
  array_internal::View& view() const {
    if (view_ == nullptr) array_internal::ThrowEmptyHandle();
    return *view_;
  }
  static AnyArray Own(array_internal::View* view) noexcept { return AnyArray(view); }

 private:
  explicit AnyArray(array_internal::View* view) noexcept : view_(view) {}
  void Reset(array_internal::View* view) noexcept {
    array_internal::View* old = std::exchange(view_, view);
    if (old != nullptr) old->Release();
  }

  array_internal::View* view_ = nullptr;
};

// An argument of an operation, and whether its buffer may be stolen: made implicitly from an array,
// where an rvalue donates its buffer to the result. A parameter type, not for keeping.
class Operand {
 public:
  Operand(const AnyArray& array) noexcept : array_(&array) {}
  Operand(AnyArray&& array) noexcept : array_(&array), donated_(true) {}

  const AnyArray& array() const { return *array_; }
  bool donated() const { return donated_; }

 private:
  const AnyArray* array_;
  bool donated_ = false;
};

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_CORE_ANY_ARRAY_H_
