// operator new and delete in all their forms.
//
// They would end up in the interposed malloc anyway; interposing them gives stacks whose innermost
// frame is the caller of new, even if the C++ library was built without frame pointers. Like the
// C++ library's they are implemented by malloc and free, except:
//
// - A program that replaces one of these functions relies on the others calling it, as the standard
//   says: then the next ones are called, and their malloc is recorded.
// - The operators of an allocator that brings its own (tcmalloc) are called and recorded.
// - When out of memory the next one is called, for new-handler and bad_alloc.
#include <cstddef>
#include <cstdint>
#include <new>

#include "tidemark/malloc/allocate.h"
#include "tidemark/malloc/frame_address.h"
#include "tidemark/malloc/next_operators.h"
#include "tidemark/malloc/report.h"
#include "tidemark/record/buffer/thread_local.h"

namespace tidemark::malloc_internal {
namespace {

void* Obtain(size_t bytes, size_t alignment) noexcept {
  if (bytes == 0) bytes = 1;
  if (alignment == 0) return Allocate(bytes);
  return AllocateBy([=] { return real.memalign(alignment, bytes); }, alignment, bytes);
}

// The next operator may throw through here from another C++ library than the one linked into this.
// So no frame may have a cleanup: heap events are not suppressed, and its malloc is recorded.
template <class Next, class... Args>
void* Last(Next next, const char* name, size_t bytes, Args&&... args) {
  if (next == nullptr) next = reinterpret_cast<Next>(FindOperator(name));
  if (next == nullptr) throw std::bad_alloc();
  return next(bytes, args...);
}

// The nothrow forms. `alignment` is 0 for the unaligned ones.
template <class Next, class... Args>
void* NewOrNull(Next NextOperators::*member, const char* name, size_t alignment, uintptr_t frame,
                size_t bytes, Args&&... args) noexcept {
  if (!CanCallReal()) return Obtain(bytes, alignment);
  const Next next = next_operators.*member;
  if (next_operators.mode == OperatorMode::kForward && next != nullptr) {
    return next(bytes, args...);
  }
  void* block = nullptr;
  if (next_operators.mode == OperatorMode::kAround) {
    const record::SuppressHeap suppress;
    block = next(bytes, args...);
  } else {
    block = Obtain(bytes, alignment);
    if (block == nullptr) return Last(next, name, bytes, args...);
  }
  return Report(block, bytes, frame);
}

// The throwing forms; `or_null` is the next nothrow form of the same alignment.
template <class Next, class NextOrNull, class... Args>
void* NewOrThrow(Next NextOperators::*member, NextOrNull NextOperators::*or_null, const char* name,
                 size_t alignment, uintptr_t frame, size_t bytes, Args&&... args) {
  if (!CanCallReal()) return Obtain(bytes, alignment);
  const Next next = next_operators.*member;
  if (next_operators.mode == OperatorMode::kForward && next != nullptr) {
    return next(bytes, args...);
  }
  void* block = nullptr;
  if (next_operators.mode == OperatorMode::kAround) {
    const record::SuppressHeap suppress;
    block = (next_operators.*or_null)(bytes, args..., std::nothrow);
  } else {
    block = Obtain(bytes, alignment);
  }
  if (block == nullptr) [[unlikely]] {
    return Last(next, name, bytes, args...);
  }
  ReportAllocation(block, bytes, frame);
  return block;
}

template <class... Parameters, class... Args>
void Delete(void (*NextOperators::*member)(Parameters...), void* block, Args&&... args) noexcept {
  if (block == nullptr || IsInArena(block) || !CanCallReal()) return;
  const auto next = next_operators.*member;
  if (next_operators.mode == OperatorMode::kForward && next != nullptr) {
    return next(block, args...);
  }
  ReportFree(block);
  if (next_operators.mode != OperatorMode::kAround) return Free(block);
  const record::SuppressHeap suppress;
  next(block, args...);
}

}  // namespace
}  // namespace tidemark::malloc_internal

// The interposed functions are global, and all of them stand on that namespace.
using namespace tidemark::malloc_internal;  // NOLINT(google-build-using-namespace)
using A = std::align_val_t;
using N = const std::nothrow_t&;
using Next = NextOperators;

#define TIDEMARK_EXPORT [[gnu::visibility("default")]]

TIDEMARK_EXPORT void* operator new(size_t n) {
  return NewOrThrow(&Next::nwm, &Next::nwmN, "_Znwm", 0, TIDEMARK_FRAME, n);
}
TIDEMARK_EXPORT void* operator new[](size_t n) {
  return NewOrThrow(&Next::nam, &Next::namN, "_Znam", 0, TIDEMARK_FRAME, n);
}
TIDEMARK_EXPORT void* operator new(size_t n, A align) {
  return NewOrThrow(&Next::nwmA, &Next::nwmAN, "_ZnwmSt11align_val_t", static_cast<size_t>(align),
                    TIDEMARK_FRAME, n, align);
}
TIDEMARK_EXPORT void* operator new[](size_t n, A align) {
  return NewOrThrow(&Next::namA, &Next::namAN, "_ZnamSt11align_val_t", static_cast<size_t>(align),
                    TIDEMARK_FRAME, n, align);
}
TIDEMARK_EXPORT void* operator new(size_t n, N nothrow) noexcept {
  return NewOrNull(&Next::nwmN, "_ZnwmRKSt9nothrow_t", 0, TIDEMARK_FRAME, n, nothrow);
}
TIDEMARK_EXPORT void* operator new[](size_t n, N nothrow) noexcept {
  return NewOrNull(&Next::namN, "_ZnamRKSt9nothrow_t", 0, TIDEMARK_FRAME, n, nothrow);
}
TIDEMARK_EXPORT void* operator new(size_t n, A align, N nothrow) noexcept {
  return NewOrNull(&Next::nwmAN, "_ZnwmSt11align_val_tRKSt9nothrow_t", static_cast<size_t>(align),
                   TIDEMARK_FRAME, n, align, nothrow);
}
TIDEMARK_EXPORT void* operator new[](size_t n, A align, N nothrow) noexcept {
  return NewOrNull(&Next::namAN, "_ZnamSt11align_val_tRKSt9nothrow_t", static_cast<size_t>(align),
                   TIDEMARK_FRAME, n, align, nothrow);
}

TIDEMARK_EXPORT void operator delete(void* p) noexcept { Delete(&Next::dlPv, p); }
TIDEMARK_EXPORT void operator delete[](void* p) noexcept { Delete(&Next::daPv, p); }
TIDEMARK_EXPORT void operator delete(void* p, size_t n) noexcept { Delete(&Next::dlPvm, p, n); }
TIDEMARK_EXPORT void operator delete[](void* p, size_t n) noexcept { Delete(&Next::daPvm, p, n); }
TIDEMARK_EXPORT void operator delete(void* p, A align) noexcept { Delete(&Next::dlPvA, p, align); }
TIDEMARK_EXPORT void operator delete[](void* p, A align) noexcept {
  Delete(&Next::daPvA, p, align);
}
TIDEMARK_EXPORT void operator delete(void* p, size_t n, A align) noexcept {
  Delete(&Next::dlPvmA, p, n, align);
}
TIDEMARK_EXPORT void operator delete[](void* p, size_t n, A align) noexcept {
  Delete(&Next::daPvmA, p, n, align);
}
TIDEMARK_EXPORT void operator delete(void* p, N nothrow) noexcept {
  Delete(&Next::dlPvN, p, nothrow);
}
TIDEMARK_EXPORT void operator delete[](void* p, N nothrow) noexcept {
  Delete(&Next::daPvN, p, nothrow);
}
TIDEMARK_EXPORT void operator delete(void* p, A align, N nothrow) noexcept {
  Delete(&Next::dlPvAN, p, align, nothrow);
}
TIDEMARK_EXPORT void operator delete[](void* p, A align, N nothrow) noexcept {
  Delete(&Next::daPvAN, p, align, nothrow);
}
