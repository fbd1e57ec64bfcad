// Finds the rule by which the frame at a code address is unwound, in the .eh_frame data of the
// module that the address belongs to.
//
// Used by StackWalker for addresses that its cache does not know. Every compiler writes this data
// for x86-64, whether or not frame pointers are kept.
//
// No locks (the loader is asked by _dl_find_object), no allocation: safe inside malloc.
// Threading: any thread. Errors: false for an address in no module, in a module without a search
// table (.eh_frame_hdr), in no function of it, or with data that is not understood.
#ifndef TIDEMARK_RECORD_STACK_UNWIND_UNWIND_TABLE_H_
#define TIDEMARK_RECORD_STACK_UNWIND_UNWIND_TABLE_H_

#include <cstdint>

#include "tidemark/record/stack/unwind/frame_rule.h"

namespace tidemark::record {

// `pc` lies within an instruction of the frame: a return address less 1.
bool FindFrameRule(uintptr_t pc, FrameRule* rule) noexcept;

// The same with the search table given: the address of the .eh_frame_hdr data in memory.
bool FindFrameRuleIn(const uint8_t* header, uintptr_t pc, FrameRule* rule) noexcept;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_UNWIND_UNWIND_TABLE_H_
