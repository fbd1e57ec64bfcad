#include "tidemark/record/stack/unwind/unwinder.h"

#include "tidemark/record/os/module_map.h"
#include "tidemark/record/stack/stack_word.h"
#include "tidemark/record/stack/unwind/unwind_table.h"

namespace tidemark::record {
namespace {

// How much of a stack with unknown bounds (a signal handler's or a coroutine's) may be walked.
constexpr uintptr_t kUnknownStackBytes = uintptr_t{1} << 20;
// The end of user space.
constexpr uintptr_t kEndOfCode = uintptr_t{1} << 47;

// The caller of a function that keeps a frame pointer.
StackFrame CallerOf(uintptr_t frame) {
  return StackFrame::Saved(frame + 2 * sizeof(uintptr_t), frame);
}

}  // namespace

PackedRule Unwinder::LookUp(uintptr_t pc) noexcept {
  FrameRule rule;
  const PackedRule packed =
      FindFrameRule(pc, &rule) ? PackedRule::Of(rule) : PackedRule(PackedRule::Kind::kNoTable);
  cache_.Put(pc, packed);
  return packed;
}

// The state of one walk: the bounds of the stack that it is on.
class Unwinder::Walker {
 public:
  using Step = CallStack::Step;

  Walker(Unwinder* unwinder, const StackBounds& bounds, uintptr_t rsp)
      : unwinder_(*unwinder), bounds_(bounds) {
    EnterStack(rsp);
  }

  Step operator()(StackFrame* frame) {
    using Kind = PackedRule::Kind;
    const uintptr_t pc = frame->address - 1;
    PackedRule rule = unwinder_.cache_.Find(pc);
    if (rule.kind() == Kind::kUnknown) [[unlikely]] {
      rule = unwinder_.LookUp(pc);
    }
    if (rule.kind() == Kind::kFromRsp || rule.kind() == Kind::kFromRbp) [[likely]] {
      const uintptr_t base = rule.kind() == Kind::kFromRsp ? frame->rsp : frame->rbp;
      const uintptr_t cfa = base + rule.cfa_offset();
      if (!CanBeCfa(cfa, *frame)) return Step::kNoCaller;
      const uintptr_t below = rule.rbp_below();
      *frame = below != 0 ? StackFrame::Saved(cfa, cfa - below) : StackFrame::Kept(cfa, frame->rbp);
      return IsAddress(*frame) ? Step::kDone : Step::kNoCaller;
    }
    if (rule.kind() == Kind::kComplex) return Complex(pc, frame);
    return rule.kind() == Kind::kNoTable ? ByFramePointer(frame) : Step::kNoCaller;
  }

 private:
  void EnterStack(uintptr_t rsp) {
    bounded_ = bounds_.Contains(rsp);
    end_ = bounded_ ? bounds_.high : rsp + kUnknownStackBytes;
  }
  // A frame lies between its stack pointer and its CFA.
  bool CanBeCfa(uintptr_t cfa, const StackFrame& frame) const {
    return cfa > frame.rsp && cfa <= end_ && cfa % sizeof(uintptr_t) == 0;
  }
  static bool IsAddress(const StackFrame& frame) {
    return frame.address >= 4096 && frame.address < kEndOfCode;
  }

  Step Complex(uintptr_t pc, StackFrame* frame) {
    FrameRule rule;
    FrameRegisters registers{.rip = pc, .rsp = frame->rsp, .rbp = frame->rbp};
    if (!FindFrameRule(pc, &rule) || !ApplyFrameRule(rule, &registers)) return Step::kNoCaller;
    // The signal handler may have run on an alternate stack.
    if (rule.signal_frame && registers.rsp % sizeof(uintptr_t) == 0) EnterStack(registers.rsp);
    if (!rule.signal_frame && !CanBeCfa(registers.rsp, *frame)) return Step::kNoCaller;
    *frame = StackFrame::Kept(registers.rsp, registers.rbp);
    frame->address = registers.rip + (rule.signal_frame ? 1 : 0);
    return IsAddress(*frame) ? Step::kDoneFromMore : Step::kNoCaller;
  }

  Step ByFramePointer(StackFrame* frame) {
    // Without known bounds a bogus frame pointer could point anywhere.
    const uintptr_t at = frame->rbp;
    if (!bounded_ || at < frame->rsp || !CanBeCfa(at + 2 * sizeof(uintptr_t), *frame) ||
        !IsCode(StackWord(at + sizeof(uintptr_t)) - 1)) {
      return Step::kNoCaller;
    }
    *frame = CallerOf(at);
    return Step::kDone;
  }

  Unwinder& unwinder_;
  const StackBounds& bounds_;
  uintptr_t end_ = 0;  // of the stack
  bool bounded_ = false;
};

void Unwinder::Walk(uintptr_t frame, const StackBounds& bounds, uint64_t seed,
                    CallStack* stack) noexcept {
  const StackFrame innermost = CallerOf(frame);
  const bool on_own_stack = bounds.Contains(innermost.rsp);
#if defined(__x86_64__)
  stack->Walk(innermost, seed, on_own_stack, Walker(this, bounds, innermost.rsp));
#else
  stack->Walk(innermost, seed, on_own_stack,
              [](StackFrame*) { return CallStack::Step::kNoCaller; });
#endif
}

void Unwinder::WalkTo(const CodeRange& code, uintptr_t frame, const StackBounds& bounds,
                      uint64_t seed, CallStack* stack) noexcept {
  const StackFrame innermost = CallerOf(frame);
  Walker walker(this, bounds, innermost.rsp);
  const auto step = [&](StackFrame* at) {
#if defined(__x86_64__)
    if (!code.Contains(at->address - 1)) return walker(at);
#endif
    return CallStack::Step::kNoCaller;
  };
  stack->Walk(innermost, seed, bounds.Contains(innermost.rsp), step);
}

}  // namespace tidemark::record
