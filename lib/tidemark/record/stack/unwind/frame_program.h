// Executes a function's call frame instructions up to one address.
//
// Used by FindFrameRule with the contents of a CIE and an FDE.
//
// Errors: false for an unsupported instruction or register; never reads outside of the two blocks.
// Source: DWARF 5, 6.4.2; Linux Standard Base 5.0 for the GNU ones.
#ifndef TIDEMARK_RECORD_STACK_UNWIND_FRAME_PROGRAM_H_
#define TIDEMARK_RECORD_STACK_UNWIND_FRAME_PROGRAM_H_

#include <cstdint>

#include "tidemark/record/stack/unwind/dwarf_cursor.h"
#include "tidemark/record/stack/unwind/frame_rule.h"

namespace tidemark::record {

struct FrameProgram {
  uint64_t code_alignment = 1;
  int64_t data_alignment = 1;
  uint8_t address_encoding = 0;  // of DW_CFA_set_loc
  DwarfBlock initial;            // the instructions of the CIE
  DwarfBlock instructions;       // of the FDE
};

// The rule at `pc` in a function that begins at `begin`, without signal_frame.
bool RunFrameProgram(const FrameProgram& program, uintptr_t begin, uintptr_t pc,
                     FrameRule* rule) noexcept;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_UNWIND_FRAME_PROGRAM_H_
