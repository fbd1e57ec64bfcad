// Evaluates the DWARF expressions in call frame information.
//
// Used where a frame is not described by "register plus offset": signal frames, realigned stacks,
// procedure linkage tables. Supports the registers in FrameRegisters only.
//
// Errors: false for an unsupported operation or register, stack overflow or underflow, and
// malformed bytes. Memory that the expression dereferences is not validated.
// Source: DWARF 5, 2.5.
#ifndef TIDEMARK_RECORD_STACK_UNWIND_DWARF_EXPRESSION_H_
#define TIDEMARK_RECORD_STACK_UNWIND_DWARF_EXPRESSION_H_

#include <cstdint>

#include "tidemark/record/stack/unwind/dwarf_cursor.h"

namespace tidemark::record {

struct FrameRegisters;

// `first` is the initial stack entry: the CFA, for a register's rule.
bool EvaluateDwarf(DwarfBlock expression, const FrameRegisters& registers, uint64_t first,
                   uint64_t* result) noexcept;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_UNWIND_DWARF_EXPRESSION_H_
