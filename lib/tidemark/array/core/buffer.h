// The two counted objects behind an array: the buffer that holds the bytes, and a node for every
// view of it. Not for users; arrays (any_array.h) are handles on nodes.
//
// Made by the creation functions and by everything that makes a view; ended by the last handle.
//
// Ownership: a node holds a count on its buffer; handles hold counts on their node. The node of the
//   owning array lives inside the buffer's own block, so that a small array is one allocation. It
//   may end before the buffer: views do not keep the array alive that they were made from.
// Threading: counts and access tracking are atomic; everything else is fixed when a node is made.
// Events: a node sends `view` or, as owner, `alloc` when it begins and `drop` or, as the last one,
//   `free` when it ends.
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

// Axes up to which a node needs no allocation for its shape and strides.
inline constexpr int kInlineDims = 6;

// A view of a buffer: where its elements lie and how they are read.
struct View {
  std::atomic<int64_t> references{1};
  Buffer* buffer = nullptr;
  std::byte* data = nullptr;  // the element at index 0, 0, ...
  int64_t size = 0;           // elements
  ViewId view;                // 0 when it began unwatched
  DType dtype = DType::kBool;
  uint8_t item_size = 1;
  uint8_t ndim = 0;
  bool writable = true;
  bool c_contiguous = true;
  bool f_contiguous = true;
  bool owner = false;
  int64_t* dims = inline_dims;  // shape, then strides
  int64_t inline_dims[2 * kInlineDims];

  View() noexcept {}  // leaves the inline dims as they are
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
  static void ReleaseLast(View* node) noexcept;
  static void End(View* node) noexcept;
};

struct Buffer {
  std::atomic<int64_t> nodes{1};  // live views, the owner included
  std::atomic<int64_t> id{0};     // a BufferId; 0 while nobody has asked for it
  std::byte* data = nullptr;      // lowest address
  int64_t bytes = 0;              // as requested
  int64_t alignment = 0;
  size_t capacity = 0;  // of the block that this object, and as a rule the bytes, lie in
  std::pmr::memory_resource* resource = nullptr;  // null: the bytes lie in this object's block
  std::function<void()> deleter;                  // of an adopted buffer
  BudgetCharge charge;
  AccessTracker access;
  BufferKind kind = BufferKind::kArray;
  std::atomic<bool> escaped{false};  // a raw pointer was handed out
  View owner;

  // The id by which events name the buffer, made when there is none yet.
  BufferId EnsureId() noexcept;
};

inline constexpr SourceLocation kNoSite;

// What a new array shall be. `strides` empty means C order.
struct NewArray {
  DType dtype = DType::kFloat64;
  std::span<const int64_t> shape = {};
  std::span<const int64_t> strides = {};
  const char* op = nullptr;  // for the alloc event; a literal
  const SourceLocation& site = kNoSite;
  bool zeroed = false;
};

// Makes a buffer and its owner, from the thread's current resource (allocator.h). Throws ValueError
// for a shape that cannot be, std::bad_alloc (after an oom event) and BudgetExceeded.
View* NewOwner(const NewArray& request);

// Adopts memory that somebody else made; `deleter` runs when the last view ends, also when this
// throws. `data` is the lowest address of `bytes` bytes, `first` where index 0 lies.
View* AdoptBuffer(std::byte* data, int64_t bytes, std::byte* first, DType dtype,
                  std::span<const int64_t> shape, std::span<const int64_t> strides, bool writable,
                  BufferKind kind, std::function<void()> deleter, const char* op,
                  SourceLocation site);

// What a new view of `parent`'s buffer shall be.
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
// the type needs: loops over them would not be defined. Where there are no elements all is well.
void CheckAligned(const void* first, std::span<const int64_t> shape,
                  std::span<const int64_t> strides, DType dtype);

View* NewViewOf(const View& parent, const NewView& request);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_CORE_BUFFER_H_
