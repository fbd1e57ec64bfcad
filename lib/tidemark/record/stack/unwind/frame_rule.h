// How to unwind a frame at one code address: a row of the DWARF call frame information, for the
// three registers that a stack walk needs on x86-64.
//
// Produced by FindFrameRule (unwind_table.h); applied by StackWalker, most often in the packed form
// that its cache keeps (unwind_cache.h).
//
// The CFA (canonical frame address) is the caller's stack pointer as it was before the call.
// Source: DWARF 5, 6.4; System V ABI for x86-64, 3.7.
#ifndef TIDEMARK_RECORD_STACK_UNWIND_FRAME_RULE_H_
#define TIDEMARK_RECORD_STACK_UNWIND_FRAME_RULE_H_

#include <cstdint>

#include "tidemark/record/stack/unwind/dwarf_cursor.h"

namespace tidemark::record {

// DWARF's numbers of the registers.
inline constexpr uint64_t kRbp = 6;
inline constexpr uint64_t kRsp = 7;
inline constexpr uint64_t kRip = 16;  // stands for the return address

struct FrameRegisters {
  uintptr_t rip = 0;
  uintptr_t rsp = 0;
  uintptr_t rbp = 0;
};

// Where the caller's value of a register is.
struct RegisterRule {
  enum class Kind : uint8_t {
    kSame,          // in the register; for rsp: the CFA
    kUndefined,     // not recoverable; for the return address: the outermost frame
    kAtOffset,      // in memory, at CFA + offset
    kOffset,        // CFA + offset
    kAtExpression,  // in memory, at the expression's result
    kExpression,    // the expression's result
  };
  Kind kind = Kind::kSame;
  int64_t offset = 0;
  DwarfBlock expression;
};

struct FrameRule {
  // The CFA: register plus offset, or an expression if that is not empty.
  uint64_t cfa_register = kRsp;
  int64_t cfa_offset = 0;
  DwarfBlock cfa_expression;

  RegisterRule rbp;
  RegisterRule rsp;
  RegisterRule return_address;

  // A signal frame: its caller was interrupted between two instructions, so the address is not a
  // return address.
  bool signal_frame = false;
};

// Replaces the registers of a frame by those of its caller. False when the rule cannot be applied
// or there is no caller. Does not validate the addresses that the rule reads.
bool ApplyFrameRule(const FrameRule& rule, FrameRegisters* registers) noexcept;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_UNWIND_FRAME_RULE_H_
