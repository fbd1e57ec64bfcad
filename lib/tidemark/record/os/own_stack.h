// A stack of the recorder's own, for work that needs more of one than a thread of the program may
// have left: it may be a thread of the smallest size, a coroutine, or a handler on an alternate stack.
//
// Used for flushing on a recording thread. Ownership: mapped on Open, with a guard page, and kept.
// Threading: one call at a time; the caller holds a lock, with signals blocked.
//
//   OwnStack stack;
//   stack.Open();
//   stack.Call([&] { sink->Flush(false); });  // as a plain call where there is none
#ifndef TIDEMARK_RECORD_OS_OWN_STACK_H_
#define TIDEMARK_RECORD_OS_OWN_STACK_H_

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

#include "tidemark/record/os/own_memory.h"

namespace tidemark::record {

class OwnStack {
 public:
  OwnStack() = default;
  OwnStack(const OwnStack&) = delete;
  OwnStack& operator=(const OwnStack&) = delete;

  void Open() noexcept {
#if defined(__x86_64__)
    void* const memory = MapOwn(kBytes);
    if (memory == nullptr) return;
    mprotect(memory, kGuardBytes, PROT_NONE);
    top_ = static_cast<uint8_t*>(memory) + kBytes;
#endif
  }

  // `function` must not throw.
  template <class Function>
  void Call(Function&& function) noexcept {
    if (top_ == nullptr) return function();
    CallOn(
        top_, [](void* closure) { (*static_cast<Function*>(closure))(); }, &function);
  }

 private:
  static constexpr size_t kBytes = size_t{256} << 10;
  static constexpr size_t kGuardBytes = 4096;

  [[gnu::noinline]] static void CallOn(void* top, void (*function)(void*), void* closure) noexcept {
#if defined(__x86_64__)
    asm volatile(
        "movq %%rsp, %%rbx\n\t"
        "movq %[top], %%rsp\n\t"
        "call *%[function]\n\t"
        "movq %%rbx, %%rsp"
        : "+D"(closure), [function] "+r"(function), [top] "+r"(top)
        :
        : "rbx", "rax", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "memory", "cc", "xmm0",
          "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
          "xmm12", "xmm13", "xmm14", "xmm15");
#else
    static_cast<void>(top);
    function(closure);
#endif
  }

  uint8_t* top_ = nullptr;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_OWN_STACK_H_
