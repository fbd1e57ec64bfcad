#include "tidemark/record/stack/unwind/frame_rule.h"

#include "tidemark/record/stack/stack_word.h"
#include "tidemark/record/stack/unwind/dwarf_expression.h"

namespace tidemark::record {
namespace {

// The caller's value of a register whose value in the frame is `same`. False when unrecoverable.
bool Value(const RegisterRule& rule, const FrameRegisters& frame, uint64_t cfa, uintptr_t same,
           uintptr_t* value) {
  switch (rule.kind) {
    case RegisterRule::Kind::kSame:
      *value = same;
      return true;
    case RegisterRule::Kind::kUndefined:
      return false;
    case RegisterRule::Kind::kAtOffset:
      *value = StackWord(cfa + static_cast<uint64_t>(rule.offset));
      return true;
    case RegisterRule::Kind::kOffset:
      *value = cfa + static_cast<uint64_t>(rule.offset);
      return true;
    case RegisterRule::Kind::kAtExpression:
    case RegisterRule::Kind::kExpression: {
      uint64_t result = 0;
      if (!EvaluateDwarf(rule.expression, frame, cfa, &result)) return false;
      *value = rule.kind == RegisterRule::Kind::kExpression ? result : StackWord(result);
      return true;
    }
  }
  return false;
}

}  // namespace

bool ApplyFrameRule(const FrameRule& rule, FrameRegisters* registers) noexcept {
  const FrameRegisters frame = *registers;
  uint64_t cfa = 0;
  if (rule.cfa_expression.size > 0) {
    if (!EvaluateDwarf(rule.cfa_expression, frame, 0, &cfa)) return false;
  } else if (rule.cfa_register == kRsp || rule.cfa_register == kRbp) {
    const uintptr_t base = rule.cfa_register == kRsp ? frame.rsp : frame.rbp;
    cfa = base + static_cast<uint64_t>(rule.cfa_offset);
  } else {
    return false;
  }
  // An unrecoverable frame pointer only matters when a later CFA is computed from it.
  if (!Value(rule.rbp, frame, cfa, frame.rbp, &registers->rbp)) registers->rbp = 0;
  return Value(rule.return_address, frame, cfa, 0, &registers->rip) &&
         Value(rule.rsp, frame, cfa, cfa, &registers->rsp) && registers->rip != 0;
}

}  // namespace tidemark::record
