#include "tidemark/record/unwinder.h"

#include "tidemark/record/module_map.h"
#include "tidemark/record/unwind_table.h"

namespace tidemark::record {
namespace {

// How much of a stack whose bounds are not known may be walked: that of a signal or a coroutine.
constexpr uintptr_t kUnknownStackBytes = uintptr_t{1} << 20;
// No program has code or a stack from here on.
constexpr uintptr_t kEndOfAddresses = uintptr_t{1} << 47;

uintptr_t ReadStack(uintptr_t address) { return *reinterpret_cast<const uintptr_t*>(address); }

}  // namespace

// A walk under way: the registers of the frame that was reached last, and what may be read of the
// stack that it lies on.
struct Unwinder::Progress {
  const StackBounds& bounds;
  FrameRegisters registers;
  uintptr_t pc = 0;   // what rules are looked up by
  uintptr_t end = 0;  // of the stack
  bool bounded = false;

  explicit Progress(const StackBounds& the_bounds) : bounds(the_bounds) {}

  void EnterStack(uintptr_t rsp) {
    registers.rsp = rsp;
    bounded = bounds.Contains(rsp);
    end = bounded ? bounds.high : rsp + kUnknownStackBytes;
  }
  // A frame lies between its stack pointer and its CFA, which is never below.
  bool CanBeCfa(uintptr_t cfa) const {
    return cfa > registers.rsp && cfa <= end && cfa % sizeof(uintptr_t) == 0;
  }
  void ReturnTo(uintptr_t cfa, uintptr_t rbp) {
    registers = {.rip = ReadStack(cfa - sizeof(uintptr_t)), .rsp = cfa, .rbp = rbp};
    pc = registers.rip - 1;
  }
};

PackedRule Unwinder::LookUp(uintptr_t pc) noexcept {
  FrameRule rule;
  const PackedRule packed =
      FindFrameRule(pc, &rule) ? PackedRule::Of(rule) : PackedRule(PackedRule::Kind::kNoTable);
  cache_.Put(pc, packed);
  return packed;
}

bool Unwinder::StepComplex(Progress* progress) noexcept {
  FrameRule rule;
  FrameRegisters registers = progress->registers;
  if (!FindFrameRule(progress->pc, &rule) || !ApplyFrameRule(rule, &registers)) return false;
  if (registers.rsp % sizeof(uintptr_t) != 0) return false;
  if (rule.signal_frame) {
    // The handler may have run on a stack of its own.
    progress->registers = registers;
    progress->EnterStack(registers.rsp);
    progress->pc = registers.rip;
    return true;
  }
  if (!progress->CanBeCfa(registers.rsp)) return false;
  progress->registers = registers;
  progress->pc = registers.rip - 1;
  return true;
}

bool Unwinder::StepByFramePointer(Progress* progress) noexcept {
  const uintptr_t frame = progress->registers.rbp;
  // Without bounds a register that is no frame pointer would lead anywhere.
  if (!progress->bounded || frame < progress->registers.rsp ||
      !progress->CanBeCfa(frame + 2 * sizeof(uintptr_t)) ||
      !IsCode(ReadStack(frame + sizeof(uintptr_t)) - 1)) {
    return false;
  }
  progress->ReturnTo(frame + 2 * sizeof(uintptr_t), ReadStack(frame));
  return true;
}

size_t Unwinder::Walk(uintptr_t frame, const StackBounds& bounds,
                      uintptr_t (&addresses)[kMaxFrames]) noexcept {
  using Kind = PackedRule::Kind;
  Progress progress(bounds);
  progress.EnterStack(frame);
  // The first frame keeps a frame pointer, by contract.
  progress.ReturnTo(frame + 2 * sizeof(uintptr_t), ReadStack(frame));
  addresses[0] = progress.registers.rip;
  size_t count = 1;
#if defined(__x86_64__)
  while (count < kMaxFrames) {
    PackedRule rule = cache_.Find(progress.pc);
    if (rule.kind() == Kind::kUnknown) [[unlikely]]
      rule = LookUp(progress.pc);
    if (rule.kind() == Kind::kFromRsp || rule.kind() == Kind::kFromRbp) [[likely]] {
      const FrameRegisters& registers = progress.registers;
      const uintptr_t base = rule.kind() == Kind::kFromRsp ? registers.rsp : registers.rbp;
      const uintptr_t cfa = base + rule.cfa_offset();
      if (!progress.CanBeCfa(cfa)) break;
      const uintptr_t below = rule.rbp_below();
      progress.ReturnTo(cfa, below != 0 ? ReadStack(cfa - below) : registers.rbp);
    } else if (rule.kind() == Kind::kComplex) {
      if (!StepComplex(&progress)) break;
    } else if (rule.kind() != Kind::kNoTable || !StepByFramePointer(&progress)) {
      break;
    }
    const uintptr_t address = progress.pc + 1;
    if (address < 4096 || address >= kEndOfAddresses) break;
    addresses[count++] = address;
  }
#endif
  return count;
}

}  // namespace tidemark::record
