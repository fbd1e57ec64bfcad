// An array's backing allocation: the reference-counted buffer, and the reference-counted views that
// give its bytes a dtype, a shape and strides.
//
// Internal: AnyArray (any_array.h) is a reference to a view. Made by the creation functions and by
// everything that makes a view; destroyed with the last reference.
//
// Ownership: a view holds a reference to its buffer, an array one to its view. The owner, the view
//   that the buffer was made for, is a member of the buffer, so that a small array is one
//   allocation. It may be destroyed before the buffer: views do not keep their base array alive.
// Threading: counts and access tracking are atomic; everything else is constant after construction.
// Events: a view reports `view` or, as owner, `alloc` when it is made and `drop` or, as the last
//   one, `free` when it is destroyed.
#ifndef TIDEMARK_ARRAY_CORE_BUFFER_H_
#define TIDEMARK_ARRAY_CORE_BUFFER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory_resource>
#include <span>

#include "tidemark/array/core/dims.h"
#include "tidemark/array/core/dtype.h"
#include "tidemark/memory/access_tracker.h"
#include "tidemark/memory/budget.h"

namespace tidemark::array_internal {

struct Buffer;

// Up to so many axes, shape and strides are stored inline.
inline constexpr int kInlineDims = 6;

// A buffer seen as an array: dtype, shape, strides and the address of the first element.
struct View {
  std::atomic<int64_t> references{1};
  Buffer* buffer = nullptr;
  std::byte* data = nullptr;  // the element at index 0, 0, ...
  int64_t size = 0;           // elements
  ViewId id;                  // 0 when it was made with no observer attached
  DType dtype = DType::kBool;
  uint8_t item_size = 1;
  uint8_t ndim = 0;
  bool writable = true;
  bool c_contiguous = true;
  bool f_contiguous = true;
  bool owner = false;
  int64_t* dims = inline_dims;  // shape, then strides
  int64_t inline_dims[2 * kInlineDims];

  View() noexcept {}  // leaves inline_dims uninitialised
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  std::span<const int64_t> shape() const noexcept { return {dims, ndim}; }
  std::span<const int64_t> strides() const noexcept { return {dims + ndim, ndim}; }
  int64_t nbytes() const noexcept { return size * item_size; }

  void Reference() noexcept { references.fetch_add(1, std::memory_order_relaxed); }
  void Release() noexcept {
    if (references.load(std::memory_order_acquire) == 1) {
      ReleaseLast(this);
    } else if (references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      End(this);
    }
  }

  // Copies shape and strides in and derives size and contiguity. Throws std::bad_alloc.
  void SetLayout(DType type, std::span<const int64_t> shape, std::span<const int64_t> strides);
  // The same with the strides of C order.
  void SetLayoutInOrder(DType type, std::span<const int64_t> shape);

 private:
  void TakeDims(DType type, std::span<const int64_t> shape);
  static void ReleaseLast(View* view) noexcept;
  static void End(View* view) noexcept;
};

struct Buffer {
  std::atomic<int64_t> views{1};  // live views, the owner included
  std::atomic<int64_t> id{0};     // a BufferId; 0 until an event names the buffer
  std::byte* data = nullptr;      // lowest address
  int64_t bytes = 0;              // as requested
  int64_t alignment = 0;
  size_t capacity = 0;  // of the block that holds this object and, as a rule, the bytes
  std::pmr::memory_resource* resource = nullptr;  // null: the bytes are in the block
  std::function<void()> deleter;                  // of an adopted buffer
  BudgetCharge charge;
  AccessTracker access;
  BufferKind kind = BufferKind::kArray;
  std::atomic<bool> escaped{false};  // a raw pointer was handed out
  View owner;

  // The id by which events name the buffer; assigned by the first call.
  BufferId EnsureId() noexcept;
};

inline constexpr SourceLocation kNoSite;

// The parameters of a new array. Empty `strides`: C order.
struct NewArray {
  DType dtype = DType::kFloat64;
  std::span<const int64_t> shape = {};
  std::span<const int64_t> strides = {};
  const char* op = nullptr;  // for the alloc event; a literal
  const SourceLocation& site = kNoSite;
  bool zeroed = false;
};

// Makes a buffer and its owner, from the thread's current resource (allocator.h). Throws ValueError
// for an invalid shape, std::bad_alloc (after an oom event) and BudgetExceeded.
View* NewOwner(const NewArray& request);

// Adopts external memory; `deleter` runs when the last view is destroyed, also when this
// throws. `data` is the lowest address of `bytes` bytes, `first` where index 0 lies.
View* AdoptBuffer(std::byte* data, int64_t bytes, std::byte* first, DType dtype,
                  std::span<const int64_t> shape, std::span<const int64_t> strides, bool writable,
                  BufferKind kind, std::function<void()> deleter, const char* op,
                  SourceLocation site);

// The parameters of a new view of `parent`'s buffer.
struct NewView {
  std::byte* data = nullptr;
  DType dtype = DType::kFloat64;
  std::span<const int64_t> shape = {};
  std::span<const int64_t> strides = {};
  bool writable = true;
  const char* op = nullptr;  // for the view event; a literal
  const SourceLocation& site = kNoSite;
};
// Throws ValueError where elements of `dtype` would lie at addresses that are not multiples of what
// its alignment: loops over them would be undefined. An array without elements is always aligned.
void CheckAligned(const void* first, std::span<const int64_t> shape,
                  std::span<const int64_t> strides, DType dtype);

View* NewViewOf(const View& parent, const NewView& request);

// In the events, a view that cannot be written takes the place of the one that could.
void MakeReadOnly(View& view, const SourceLocation& site) noexcept;

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_CORE_BUFFER_H_
