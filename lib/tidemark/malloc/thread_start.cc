// pthread_create: begins threads as the C library does, and tells each of them where its stack lies.
//
// The recorder reads words of the stack that it walks, so it has to know where the stack ends. Asking
// pthread_getattr_np takes a lock of the thread's own, under which the C library allocates: asked
// from within malloc it would wait for itself. So a thread is told before its first instruction.
//
// Walks end at the thread's own function: what calls it is the same for all threads.
#include <pthread.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <new>

#include "tidemark/malloc/own_heap.h"
#include "tidemark/malloc/real_functions.h"
#include "tidemark/malloc/startup.h"
#include "tidemark/record/buffer/thread_local.h"
#include "tidemark/record/recording/recording.h"

extern "C" {

using ThreadFunction = void* (*)(void*);

// Stores the end of the stack as `function` sees it, and calls it: just above its return address.
void* tidemark_call_thread(ThreadFunction function, void* argument, uintptr_t* end);
}

#if defined(__x86_64__)
asm(R"(
.pushsection .text
.hidden tidemark_call_thread
.globl tidemark_call_thread
.type tidemark_call_thread, @function
tidemark_call_thread:
  .cfi_startproc
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  leaq -8(%rsp), %rax
  movq %rax, (%rdx)
  movq %rdi, %rax
  movq %rsi, %rdi
  call *%rax
  popq %rbp
  .cfi_def_cfa %rsp, 8
  ret
  .cfi_endproc
.size tidemark_call_thread, .-tidemark_call_thread
.popsection
)");
#else
extern "C" [[gnu::visibility("hidden")]] void* tidemark_call_thread(ThreadFunction function,
                                                                    void* argument,
                                                                    uintptr_t* end) {
  *end = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  return function(argument);
}
#endif

namespace tidemark::malloc_internal {
namespace {

struct ThreadStart {
  ThreadFunction function;
  void* argument;
  size_t stack_bytes;
};

size_t StackBytes(const pthread_attr_t* attributes) noexcept {
  size_t bytes = 0;
  if (attributes != nullptr) {
    pthread_attr_getstacksize(attributes, &bytes);
    return bytes;
  }
  pthread_attr_t defaults;
  if (pthread_attr_init(&defaults) != 0) return 0;
  pthread_attr_getstacksize(&defaults, &bytes);
  pthread_attr_destroy(&defaults);
  return bytes;
}

// Nothing in here is cleaned up by an exception: pthread_exit and cancellation pass through.
void* RunThread(void* start_argument) {
  const ThreadStart start = *static_cast<ThreadStart*>(start_argument);
  OwnFree(start_argument);
  record::StackBounds& bounds = record::this_thread.stack;
  // The thread's descriptor lies at the upper end of its stack, behind its thread-local variables.
  bounds.low = reinterpret_cast<uintptr_t>(__builtin_thread_pointer()) - start.stack_bytes;
  return tidemark_call_thread(start.function, start.argument, &bounds.high);
}

}  // namespace
}  // namespace tidemark::malloc_internal

using namespace tidemark::malloc_internal;

extern "C" [[gnu::visibility("default")]] int pthread_create(pthread_t* thread,
                                                             const pthread_attr_t* attributes,
                                                             ThreadFunction function,
                                                             void* argument) noexcept {
  if (!CanCallReal() || real.pthread_create == nullptr) return EAGAIN;
  tidemark::record::Recording* const recording = ProcessRecording();
  const bool recorded = recording != nullptr && recording->is_alive();
  if (recorded) recording->StartFlushThread();
  // In a child that was made by a raw clone the own heap's lock may be held for ever.
  const size_t stack_bytes = recorded ? StackBytes(attributes) : 0;
  void* const memory = stack_bytes != 0 ? OwnAllocate(sizeof(ThreadStart)) : nullptr;
  if (memory == nullptr) return real.pthread_create(thread, attributes, function, argument);
  ::new (memory) ThreadStart{function, argument, stack_bytes};
  const int error = real.pthread_create(thread, attributes, &RunThread, memory);
  if (error != 0) OwnFree(memory);
  return error;
}

// What the recorder calls: see CMakeLists.txt.
extern "C" int __wrap_pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                                     ThreadFunction function, void* argument) noexcept {
  return real.pthread_create(thread, attributes, function, argument);
}
