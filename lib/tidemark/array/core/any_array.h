// A handle on an array whose element type is known at run time: dtype, shape, strides and a shared,
// counted buffer.
//
// Made by the creation functions (create.h), by indexing and by every operation; Array<T> (array.h)
// is the same with the element type in the C++ type. NumPy's ndarray.
//
// Ownership: copying a handle shares the array, it copies no elements and is no event. A view
//   (slice, reshape, transpose, ...) is an array of its own over the same buffer. The buffer is
//   given back when its last handle ends. A default-made or moved-from handle holds no array: it
//   can be assigned, destroyed and tested; any other use throws ValueError.
// Threading: handles on one array may be copied, used and dropped in several threads. A handle
//   itself, and the elements, are like a plain variable: a writer must be alone.
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

class AnyArray {
 public:
  AnyArray() = default;
  AnyArray(const AnyArray& other) noexcept : node_(other.node_) {
    if (node_ != nullptr) node_->Reference();
  }
  AnyArray(AnyArray&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  AnyArray& operator=(const AnyArray& other) noexcept {
    if (other.node_ != nullptr) other.node_->Reference();
    Reset(other.node_);
    return *this;
  }
  AnyArray& operator=(AnyArray&& other) noexcept {
    if (this != &other) Reset(std::exchange(other.node_, nullptr));
    return *this;
  }
  ~AnyArray() {
    if (node_ != nullptr) node_->Release();
  }

  // False for a handle that holds no array.
  explicit operator bool() const noexcept { return node_ != nullptr; }
  // Lets go of the array.
  void reset() noexcept { Reset(nullptr); }

  DType dtype() const { return node().dtype; }
  int ndim() const { return node().ndim; }
  int64_t size() const { return node().size; }
  int64_t itemsize() const { return node().item_size; }
  int64_t nbytes() const { return node().nbytes(); }
  std::span<const int64_t> shape() const { return node().shape(); }
  std::span<const int64_t> strides() const { return node().strides(); }
  // The extent of one axis, counted from the end when negative.
  int64_t extent(int64_t axis) const {
    return shape()[static_cast<size_t>(array_internal::NormalizeAxis(axis, ndim()))];
  }

  bool is_c_contiguous() const { return node().c_contiguous; }
  bool is_f_contiguous() const { return node().f_contiguous; }
  bool writable() const { return node().writable; }
  // True for the array that its buffer was made for.
  bool owns_data() const { return node().owner && node().buffer->kind != BufferKind::kExternal; }
  ArrayFlags flags() const;
  // Makes this array (and the views made from it later) read-only; cannot be taken back.
  void make_read_only() { node().writable = false; }

  int64_t buffer_nbytes() const { return node().buffer->bytes; }
  // Of the first element, from the buffer's lowest address.
  int64_t offset() const { return node().data - node().buffer->data; }
  // How many arrays share the buffer now, this one included; handles on one array count once.
  int64_t use_count() const { return node().buffer->nodes.load(std::memory_order_relaxed); }
  // The array that the buffer was made for, if it is still alive; else a handle that holds no
  // array.
  AnyArray base() const;
  // Whether both are handles on one array, and whether they have one buffer.
  bool is(const AnyArray& other) const { return node_ == other.node_; }
  bool same_buffer(const AnyArray& other) const { return node().buffer == other.node().buffer; }
  // A value that is equal for two live arrays exactly when they share a buffer.
  const void* buffer_identity() const { return node().buffer; }
  // The ids that events carry; 0 where it began while nobody listened.
  BufferId buffer_id() const { return BufferId(node().buffer->id.load(std::memory_order_relaxed)); }
  ViewId view_id() const { return node().view; }

  // The address of the element at index 0, 0, ...: data() counts as a read of the whole array,
  // mutable_data() as a write; both mark the buffer as escaped, after which what happens to its
  // bytes is not seen any more. mutable_data() throws ReadOnlyError.
  const std::byte* data(SourceLocation site = SourceLocation::Current()) const;
  std::byte* mutable_data(SourceLocation site = SourceLocation::Current()) const;

  // For the library: the state itself; adopting a counted node.
  array_internal::View& node() const {
    if (node_ == nullptr) array_internal::ThrowEmptyHandle();
    return *node_;
  }
  static AnyArray Own(array_internal::View* node) noexcept { return AnyArray(node); }

 private:
  explicit AnyArray(array_internal::View* node) noexcept : node_(node) {}
  void Reset(array_internal::View* node) noexcept {
    array_internal::View* old = std::exchange(node_, node);
    if (old != nullptr) old->Release();
  }

  array_internal::View* node_ = nullptr;
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
