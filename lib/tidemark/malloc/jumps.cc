// longjmp and its like: a handler that interrupted the recorder, or the allocator behind it, may jump
// out of both. What they were doing is over then, and must not look as if it were still under way.
//
// Whether a jump leaves them is told by the stack pointer that it goes to. glibc keeps it mangled in
// the jump buffer; where it cannot be read, the next event finds out by its depth on the stack
// (Recording::LeaveAfterJump).
#include <setjmp.h>

#include <cstdint>

#include "tidemark/malloc/allocate.h"
#include "tidemark/malloc/loaded_symbols.h"
#include "tidemark/record/buffer/thread_local.h"

namespace tidemark::malloc_internal {
namespace {

#if defined(__x86_64__)
// The stack pointer that a jump goes to.
uintptr_t TargetOf(const __jmp_buf_tag* buffer) noexcept {
  constexpr int kStackPointer = 6;
  uintptr_t guard = 0;
  asm("movq %%fs:0x30, %0" : "=r"(guard));
  const auto mangled = static_cast<uintptr_t>(buffer->__jmpbuf[kStackPointer]);
  return ((mangled >> 17) | (mangled << 47)) ^ guard;
}
#else
uintptr_t TargetOf(const __jmp_buf_tag* /*buffer*/) noexcept { return 0; }
#endif

void BeforeJump(const __jmp_buf_tag* buffer) noexcept {
  record::ThreadLocal& local = record::this_thread;
  const uintptr_t inside = local.inside.load(std::memory_order_relaxed);
  const uintptr_t allocating = real_calls.under_way.load(std::memory_order_relaxed);
  if (inside == 0 && allocating == 0) [[likely]]
    return;
  const uintptr_t target = TargetOf(buffer);
  // Frames on another stack than the one that is jumped to cannot be compared.
  if (!local.stack.Contains(target)) return;
  if (inside != 0 && inside != record::kInsideForGood && target > inside) {
    local.suppressed = 0;
    local.inside.store(0, std::memory_order_release);
  }
  if (allocating != 0 && target > allocating) {
    real_calls.under_way.store(0, std::memory_order_relaxed);
  }
}

[[noreturn]] void Jump(const char* name, __jmp_buf_tag* buffer, int value) {
  BeforeJump(buffer);
  reinterpret_cast<void (*)(__jmp_buf_tag*, int)>(FindNextSymbol(name).address)(buffer, value);
  __builtin_unreachable();
}

}  // namespace
}  // namespace tidemark::malloc_internal

using tidemark::malloc_internal::Jump;

#define TIDEMARK_EXPORT extern "C" [[gnu::visibility("default")]] [[noreturn]]

TIDEMARK_EXPORT void longjmp(__jmp_buf_tag* buffer, int value) { Jump("longjmp", buffer, value); }
TIDEMARK_EXPORT void _longjmp(__jmp_buf_tag* buffer, int value) { Jump("_longjmp", buffer, value); }
TIDEMARK_EXPORT void siglongjmp(__jmp_buf_tag* buffer, int value) {
  Jump("siglongjmp", buffer, value);
}
TIDEMARK_EXPORT void __longjmp_chk(__jmp_buf_tag* buffer, int value) {
  Jump("__longjmp_chk", buffer, value);
}
