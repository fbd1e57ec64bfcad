// Reads a word of a stack that is being walked.
//
// Used by all stack walks. The word belongs to a live frame, but may be poisoned for sanitizers (a
// variable out of scope, a redzone) or be written unsynchronized by its thread, so these reads are
// not instrumented.
//
// Errors: none; the address must be aligned and on a mapped stack.
#ifndef TIDEMARK_RECORD_STACK_STACK_WORD_H_
#define TIDEMARK_RECORD_STACK_STACK_WORD_H_

#include <cstdint>

namespace tidemark::record {

__attribute__((no_sanitize("address", "thread"))) inline uintptr_t StackWord(
    uintptr_t at) noexcept {
  // Not PointerTo(), a function that sanitizers would instrument.
  return *reinterpret_cast<const uintptr_t*>(at);  // NOLINT(performance-no-int-to-ptr)
}

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_STACK_WORD_H_
