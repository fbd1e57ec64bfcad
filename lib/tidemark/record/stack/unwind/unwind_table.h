// Looks up the unwind rule of a code address in the .eh_frame data of its module.
//
// Used by Unwinder on a cache miss. Compilers emit this data for x86-64 by default, with or without
// frame pointers.
//
// No locks (the module is found by _dl_find_object), no allocation: safe inside malloc.
// Threading: any thread. Errors: false for an address in no module, in a module without a search
// table (.eh_frame_hdr), in no function of it, or with unsupported data.
#ifndef TIDEMARK_RECORD_STACK_UNWIND_UNWIND_TABLE_H_
#define TIDEMARK_RECORD_STACK_UNWIND_UNWIND_TABLE_H_

#include <cstdint>

#include "tidemark/record/stack/unwind/frame_rule.h"

namespace tidemark::record {

// `pc` is an address within the frame's current instruction: a return address minus 1.
bool FindFrameRule(uintptr_t pc, FrameRule* rule) noexcept;

// The same with the search table given: the address of the .eh_frame_hdr data in memory.
bool FindFrameRuleIn(const uint8_t* header, uintptr_t pc, FrameRule* rule) noexcept;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_UNWIND_UNWIND_TABLE_H_
