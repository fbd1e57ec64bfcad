// Reads a word of a stack that is being walked.
//
// Used by whatever walks stacks. The word belongs to a frame that is there, but may lie where
// sanitizers see none of the program's objects (a variable whose scope has ended, the gap between
// two of them), or be written by its thread at another time: they do not look at these reads.
//
// Errors: none; the address is aligned and lies on a stack whose memory is there.
#ifndef TIDEMARK_RECORD_STACK_STACK_WORD_H_
#define TIDEMARK_RECORD_STACK_STACK_WORD_H_

#include <cstdint>

namespace tidemark::record {

__attribute__((no_sanitize("address", "thread"))) inline uintptr_t StackWord(
    uintptr_t at) noexcept {
  return *reinterpret_cast<const uintptr_t*>(at);
}

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_STACK_WORD_H_
