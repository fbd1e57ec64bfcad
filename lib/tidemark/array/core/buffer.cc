#include "tidemark/array/core/buffer.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include "tidemark/array/core/allocator.h"
#include "tidemark/array/core/block_cache_internal.h"

namespace tidemark::array_internal {
namespace {

// Where the last byte of a block has to be its end, smaller arrays lie right behind the buffer.
constexpr int64_t kLineAlignedFrom = kKeepBlocks ? 0 : 1024;
constexpr int64_t kLine = 64;
constexpr int64_t kSmallAlignment = 16;

std::byte* AlignUp(std::byte* address, int64_t alignment) {
  const auto mask = static_cast<uintptr_t>(alignment) - 1;
  const auto value = reinterpret_cast<uintptr_t>(address);
  return address + (((value + mask) & ~mask) - value);
}

constexpr size_t kHeader =
    (sizeof(Buffer) + kSmallAlignment - 1) / kSmallAlignment * kSmallAlignment;

// One block for the buffer object and its bytes.
Buffer* AllocateInBlock(int64_t bytes, bool zeroed) {
  const bool align = bytes >= kLineAlignedFrom;
  const size_t slack = align ? static_cast<size_t>(kLine - kSmallAlignment) : 0;
  const size_t count = static_cast<size_t>(std::max<int64_t>(bytes, 1));
  const Block block = AcquireBlock(kHeader + count + slack, zeroed);
  if (block.address == nullptr) return nullptr;
  auto* buffer = ::new (block.address) Buffer;
  buffer->capacity = block.capacity;
  buffer->data = static_cast<std::byte*>(block.address) + kHeader;
  buffer->alignment = kSmallAlignment;
  if (align) {
    buffer->data = AlignUp(buffer->data, kLine);
    buffer->alignment = kLine;
  }
  if (zeroed && !block.is_zero) std::memset(buffer->data, 0, count);
  return buffer;
}

// The object in a block, the bytes from the user's resource. Throws what the resource throws.
Buffer* AllocateFromResource(std::pmr::memory_resource* resource, int64_t bytes, bool zeroed) {
  const auto count = static_cast<size_t>(std::max<int64_t>(bytes, 1));
  const Block block = AcquireBlock(sizeof(Buffer), /*zeroed=*/false);
  if (block.address == nullptr) return nullptr;
  void* data = nullptr;
  try {
    data = resource->allocate(count, static_cast<size_t>(kLine));
  } catch (...) {
    ReleaseBlock(block.address, block.capacity);
    throw;
  }
  if (zeroed) std::memset(data, 0, count);
  auto* buffer = ::new (block.address) Buffer;
  buffer->capacity = block.capacity;
  buffer->data = static_cast<std::byte*>(data);
  buffer->alignment = kLine;
  buffer->resource = resource;
  return buffer;
}

// Destroys and deallocates the buffer.
void FreeBuffer(Buffer* buffer) noexcept {
  buffer->charge.Release(buffer->bytes);
  if (buffer->resource != nullptr) {
    buffer->resource->deallocate(buffer->data,
                                 static_cast<size_t>(std::max<int64_t>(buffer->bytes, 1)),
                                 static_cast<size_t>(kLine));
  }
  if (buffer->deleter) buffer->deleter();
  const size_t capacity = buffer->capacity;
  buffer->~Buffer();
  ReleaseBlock(buffer, capacity);
}

Buffer* Allocate(int64_t bytes, bool zeroed, const SourceLocation& site) {
  BudgetCharge charge = BudgetCharge::Take(bytes, site);
  Buffer* buffer = nullptr;
  try {
    buffer = current_resource == nullptr ? AllocateInBlock(bytes, zeroed)
                                         : AllocateFromResource(current_resource, bytes, zeroed);
    if (buffer == nullptr) throw std::bad_alloc();
  } catch (...) {
    charge.Release(bytes);
    if (HooksActive()) {
      Notify(&MemoryObserver::OnOom, OomInfo{.bytes = bytes, .site = site});
    }
    throw;
  }
  buffer->bytes = bytes;
  buffer->charge = charge;
  return buffer;
}

void ReportAlloc(Buffer& buffer, const char* op, bool zeroed, const SourceLocation& site) noexcept {
  const View& owner = buffer.owner;
  Notify(&MemoryObserver::OnAlloc,
         AllocInfo{.buffer = BufferId(buffer.id.load(std::memory_order_relaxed)),
                   .address = buffer.data,
                   .bytes = buffer.bytes,
                   .alignment = buffer.alignment,
                   .kind = buffer.kind,
                   .zeroed = zeroed,
                   .op = op,
                   .layout = {.dtype = DTypeCode(owner.dtype),
                              .shape = owner.shape(),
                              .strides = owner.strides()},
                   .view = owner.id,
                   .site = site});
}

void ReportFree(Buffer& buffer) noexcept {
  const BufferId id(buffer.id.load(std::memory_order_relaxed));
  if (!id) return;
  // Accesses through a raw pointer are not tracked: then the times are not known.
  const bool known = !buffer.escaped.load(std::memory_order_relaxed);
  Notify(&MemoryObserver::OnFree, FreeInfo{.buffer = id,
                                           .address = buffer.data,
                                           .bytes = buffer.bytes,
                                           .last_read = known ? buffer.access.last_read() : 0,
                                           .last_write = known ? buffer.access.last_write() : 0,
                                           .kind = buffer.kind});
}

// Makes the owner a view of its buffer, and reports the allocation.
View* BeginOwner(Buffer* buffer, const char* op, bool zeroed, const SourceLocation& site) noexcept {
  buffer->owner.buffer = buffer;
  buffer->owner.owner = true;
  if (HooksActive()) {
    buffer->id.store(NewBufferId().value(), std::memory_order_relaxed);
    buffer->owner.id = NewViewId();
    ReportAlloc(*buffer, op, zeroed, site);
  }
  return &buffer->owner;
}

void ReportView(const View& view, ViewId parent, const char* op,
                const SourceLocation& site) noexcept {
  Notify(&MemoryObserver::OnView, ViewInfo{.view = view.id,
                                           .buffer = view.buffer->EnsureId(),
                                           .parent = parent,
                                           .offset = view.data - view.buffer->data,
                                           .layout = {.dtype = DTypeCode(view.dtype),
                                                      .shape = view.shape(),
                                                      .strides = view.strides()},
                                           .op = op,
                                           .writable = view.writable,
                                           .site = site});
}

void ReportDrop(ViewId view, const Buffer& buffer) noexcept {
  Notify(&MemoryObserver::OnDrop,
         DropInfo{.view = view, .buffer = BufferId(buffer.id.load(std::memory_order_relaxed))});
}

}  // namespace

// All but the strides and what follows from them.
void View::TakeDims(DType type, std::span<const int64_t> shape) {
  const size_t count = shape.size();
  if (count > kInlineDims) {
    dims = static_cast<int64_t*>(std::malloc(2 * count * sizeof(int64_t)));
    if (dims == nullptr) throw std::bad_alloc();
  }
  ndim = static_cast<uint8_t>(count);
  dtype = type;
  item_size = static_cast<uint8_t>(ItemSize(type));
  int64_t product = 1;
  for (size_t i = 0; i < count; ++i) {
    dims[i] = shape[i];
    product *= shape[i];
  }
  size = product;
}

void View::SetLayout(DType type, std::span<const int64_t> shape, std::span<const int64_t> strides) {
  TakeDims(type, shape);
  for (size_t i = 0; i < strides.size(); ++i) dims[ndim + i] = strides[i];
  c_contiguous = IsCContiguous(shape, strides, item_size);
  f_contiguous = ndim <= 1 ? c_contiguous : IsFortranContiguous(shape, strides, item_size);
}

void View::SetLayoutInOrder(DType type, std::span<const int64_t> shape) {
  TakeDims(type, shape);
  int64_t stride = item_size;
  int long_axes = 0;
  for (int i = ndim - 1; i >= 0; --i) {
    // As in NumPy: the strides of an array without elements are 0.
    dims[ndim + i] = size != 0 ? stride : 0;
    stride *= dims[i];
    if (dims[i] > 1) ++long_axes;
  }
  c_contiguous = true;
  f_contiguous = size == 0 || long_axes <= 1;
}

// The last reference needs no atomic decrement where no other thread can take a new one. For the
// owner another thread can, while other views are alive: through AnyArray::base(). The count of
// views is therefore loaded before the count of references.
void View::ReleaseLast(View* view) noexcept {
  const auto is_last = [view] {
    return view->buffer->views.load(std::memory_order_acquire) == 1 &&
           view->references.load(std::memory_order_acquire) == 1;
  };
  if (view->owner && !is_last() && view->references.fetch_sub(1, std::memory_order_acq_rel) != 1) {
    return;
  }
  End(view);
}

void View::End(View* view) noexcept {
  Buffer* buffer = view->buffer;
  const bool others = buffer->views.load(std::memory_order_acquire) > 1;
  if (others && view->id && HooksActive()) ReportDrop(view->id, *buffer);
  if (view->dims != view->inline_dims) std::free(view->dims);
  // The owner is a member of the buffer and freed with it.
  if (!view->owner) delete view;
  if (others && buffer->views.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  if (HooksActive()) ReportFree(*buffer);
  FreeBuffer(buffer);
}

BufferId Buffer::EnsureId() noexcept {
  int64_t seen = id.load(std::memory_order_relaxed);
  if (seen == 0) {
    const int64_t fresh = NewUnwatchedBufferId().value();
    if (id.compare_exchange_strong(seen, fresh, std::memory_order_relaxed)) seen = fresh;
  }
  return BufferId(seen);
}

View* NewOwner(const NewArray& request) {
  const int64_t item_size = ItemSize(request.dtype);
  const int64_t bytes = CheckedSize(request.shape, item_size) * item_size;
  Buffer* buffer = Allocate(bytes, request.zeroed, request.site);
  buffer->owner.data = buffer->data;
  try {
    if (bytes == 0 || request.strides.empty()) {
      buffer->owner.SetLayoutInOrder(request.dtype, request.shape);
    } else {
      buffer->owner.SetLayout(request.dtype, request.shape, request.strides);
    }
  } catch (...) {
    FreeBuffer(buffer);
    throw;
  }
  return BeginOwner(buffer, request.op, request.zeroed, request.site);
}

View* AdoptBuffer(std::byte* data, int64_t bytes, std::byte* first, DType dtype,
                  std::span<const int64_t> shape, std::span<const int64_t> strides, bool writable,
                  BufferKind kind, std::function<void()> deleter, const char* op,
                  SourceLocation site) {
  const Block block = AcquireBlock(sizeof(Buffer), /*zeroed=*/false);
  if (block.address == nullptr) {
    if (deleter) deleter();
    throw std::bad_alloc();
  }
  auto* buffer = ::new (block.address) Buffer;
  buffer->capacity = block.capacity;
  buffer->data = data;
  buffer->bytes = bytes;
  buffer->kind = kind;
  buffer->deleter = std::move(deleter);
  // Whoever has the memory accesses it unseen, from the first moment on.
  buffer->escaped.store(true, std::memory_order_relaxed);
  buffer->owner.data = first;
  buffer->owner.writable = writable;
  try {
    buffer->owner.SetLayout(dtype, shape, strides);
  } catch (...) {
    FreeBuffer(buffer);
    throw;
  }
  return BeginOwner(buffer, op, false, site);
}

void CheckAligned(const void* first, std::span<const int64_t> shape,
                  std::span<const int64_t> strides, DType dtype) {
  if (std::ranges::find(shape, 0) != shape.end()) return;
  const int64_t item_size = ItemSize(dtype);
  const int64_t needed = KindOf(dtype) == DTypeKind::kComplex ? item_size / 2 : item_size;
  bool aligned = reinterpret_cast<uintptr_t>(first) % static_cast<uintptr_t>(needed) == 0;
  for (size_t i = 0; i < strides.size(); ++i) {
    aligned = aligned && (shape[i] == 1 || strides[i] % needed == 0);
  }
  if (!aligned) ThrowValueError("the elements would not be aligned for their type");
}

View* NewViewOf(const View& parent, const NewView& request) {
  auto view = std::make_unique<View>();
  view->SetLayout(request.dtype, request.shape, request.strides);
  view->data = request.data;
  view->buffer = parent.buffer;
  view->writable = request.writable;
  parent.buffer->views.fetch_add(1, std::memory_order_relaxed);
  if (HooksActive()) {
    view->id = NewViewId();
    ReportView(*view, parent.id, request.op, request.site);
  }
  return view.release();
}

void MakeReadOnly(View& view, const SourceLocation& site) noexcept {
  if (!std::exchange(view.writable, false) || !view.id || !HooksActive()) return;
  const ViewId before = std::exchange(view.id, NewViewId());
  ReportView(view, before, "make_read_only", site);
  ReportDrop(before, *view.buffer);
}

}  // namespace tidemark::array_internal
