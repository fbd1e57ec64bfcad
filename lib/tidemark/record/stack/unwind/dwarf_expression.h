// Evaluates the DWARF expressions that stand in call frame information.
//
// Used where a frame is not described by "register plus offset": signal frames, realigned stacks,
// procedure linkage tables. Knows of registers only those in FrameRegisters.
//
// Errors: false for an operation or a register that is not known, for too deep a stack, and for
// bytes that are no expression. Memory that the expression dereferences is read as it says.
// Source: DWARF 5, 2.5.
#ifndef TIDEMARK_RECORD_STACK_UNWIND_DWARF_EXPRESSION_H_
#define TIDEMARK_RECORD_STACK_UNWIND_DWARF_EXPRESSION_H_

#include <cstdint>

#include "tidemark/record/stack/unwind/dwarf_cursor.h"

namespace tidemark::record {

struct FrameRegisters;

// `first` is on the stack when the evaluation begins: for the rule of a register the CFA.
bool EvaluateDwarf(DwarfBlock expression, const FrameRegisters& registers, uint64_t first,
                   uint64_t* result) noexcept;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_UNWIND_DWARF_EXPRESSION_H_
