#include "tidemark/record/stack/unwind/frame_program.h"

#include "tidemark/record/stack/unwind/encoded_pointer.h"

namespace tidemark::record {
namespace {

enum Instruction : uint8_t {
  // Two bits, and an operand in the other six.
  kAdvanceLoc = 0x40,
  kOffset = 0x80,
  kRestore = 0xc0,
  // All eight.
  kCfaNop = 0x00,
  kSetLoc = 0x01,
  kAdvanceLoc1 = 0x02,
  kAdvanceLoc2 = 0x03,
  kAdvanceLoc4 = 0x04,
  kOffsetExtended = 0x05,
  kRestoreExtended = 0x06,
  kUndefined = 0x07,
  kSameValue = 0x08,
  kRegister = 0x09,
  kRememberState = 0x0a,
  kRestoreState = 0x0b,
  kDefCfa = 0x0c,
  kDefCfaRegister = 0x0d,
  kDefCfaOffset = 0x0e,
  kDefCfaExpression = 0x0f,
  kExpression = 0x10,
  kOffsetExtendedSf = 0x11,
  kDefCfaSf = 0x12,
  kDefCfaOffsetSf = 0x13,
  kValOffset = 0x14,
  kValOffsetSf = 0x15,
  kValExpression = 0x16,
  kGnuArgsSize = 0x2e,
  kGnuNegativeOffsetExtended = 0x2f,
};

class Machine {
 public:
  Machine(const FrameProgram& program, uintptr_t begin, uintptr_t pc)
      : program_(program), location_(begin), pc_(pc) {}

  bool Run(FrameRule* rule) {
    state_ = {};
    initial_ = state_;
    if (!Execute(program_.initial)) return false;
    initial_ = state_;
    if (!Execute(program_.instructions)) return false;
    *rule = state_;
    return true;
  }

 private:
  using Kind = RegisterRule::Kind;
  static constexpr int kMaxRemembered = 8;

  bool Execute(DwarfBlock block) {
    DwarfCursor in(block);
    while (in.ok() && !in.at_end()) {
      const auto byte = in.Fixed<uint8_t>();
      const uint64_t operand = byte & 0x3f;
      bool known = true;
      switch (byte & 0xc0) {
        case kAdvanceLoc:
          location_ += operand * program_.code_alignment;
          break;
        case kOffset:
          Set(operand, Kind::kAtOffset, Factored(in.Uleb()));
          break;
        case kRestore:
          Restore(operand);
          break;
        default:
          known = IsOfLocation(byte) ? Advance(byte, in)
                                     : OfCfa(byte, in) || OfRegister(byte, in) || OfState(byte, in);
      }
      if (!known) return false;
      if (location_ > pc_) return in.ok();  // what follows is of later addresses
    }
    return in.ok();
  }

  static bool IsOfLocation(uint8_t byte) { return byte >= kSetLoc && byte <= kAdvanceLoc4; }

  bool Advance(uint8_t byte, DwarfCursor& in) {
    if (byte == kSetLoc) return ReadEncodedPointer(in, program_.address_encoding, 0, &location_);
    const uint64_t delta = byte == kAdvanceLoc1   ? in.Fixed<uint8_t>()
                           : byte == kAdvanceLoc2 ? in.Fixed<uint16_t>()
                                                  : in.Fixed<uint32_t>();
    location_ += delta * program_.code_alignment;
    return true;
  }

  bool OfCfa(uint8_t byte, DwarfCursor& in) {
    switch (byte) {
      case kDefCfa:
      case kDefCfaSf:
        state_.cfa_register = in.Uleb();
        state_.cfa_offset = byte == kDefCfa ? static_cast<int64_t>(in.Uleb()) : Factored(in.Sleb());
        state_.cfa_expression = {};
        return true;
      case kDefCfaRegister:
        state_.cfa_register = in.Uleb();
        state_.cfa_expression = {};
        return true;
      case kDefCfaOffset:
        state_.cfa_offset = static_cast<int64_t>(in.Uleb());
        return true;
      case kDefCfaOffsetSf:
        state_.cfa_offset = Factored(in.Sleb());
        return true;
      case kDefCfaExpression:
        state_.cfa_expression = in.Block(in.Uleb());
        return true;
      default:
        return false;
    }
  }

  bool OfRegister(uint8_t byte, DwarfCursor& in) {
    if (byte < kOffsetExtended || byte == kRememberState || byte == kRestoreState) return false;
    if (byte == kGnuArgsSize) {
      in.Uleb();
      return true;
    }
    const uint64_t number = in.Uleb();
    switch (byte) {
      case kOffsetExtended:
        return Set(number, Kind::kAtOffset, Factored(in.Uleb()));
      case kOffsetExtendedSf:
        return Set(number, Kind::kAtOffset, Factored(in.Sleb()));
      case kGnuNegativeOffsetExtended:
        return Set(number, Kind::kAtOffset, -Factored(in.Uleb()));
      case kValOffset:
        return Set(number, Kind::kOffset, Factored(in.Uleb()));
      case kValOffsetSf:
        return Set(number, Kind::kOffset, Factored(in.Sleb()));
      case kUndefined:
        return Set(number, Kind::kUndefined, 0);
      case kSameValue:
        return Set(number, Kind::kSame, 0);
      case kRegister:  // in another register, which we do not keep
        in.Uleb();
        return Set(number, Kind::kUndefined, 0) && number != kRip;
      case kRestoreExtended:
        Restore(number);
        return true;
      case kExpression:
      case kValExpression: {
        const DwarfBlock block = in.Block(in.Uleb());
        if (RegisterRule* const rule = Rule(state_, number)) {
          *rule = {byte == kExpression ? Kind::kAtExpression : Kind::kExpression, 0, block};
        }
        return true;
      }
      default:
        return false;
    }
  }

  bool OfState(uint8_t byte, DwarfCursor& /*in*/) {
    switch (byte) {
      case kCfaNop:
        return true;
      case kRememberState:
        if (remembered_count_ == kMaxRemembered) return false;
        remembered_[remembered_count_++] = state_;
        return true;
      case kRestoreState:
        if (remembered_count_ == 0) return false;
        state_ = remembered_[--remembered_count_];
        return true;
      default:
        return false;
    }
  }

  int64_t Factored(uint64_t value) const {
    return static_cast<int64_t>(value * static_cast<uint64_t>(program_.data_alignment));
  }
  int64_t Factored(int64_t value) const { return Factored(static_cast<uint64_t>(value)); }

  static RegisterRule* Rule(FrameRule& state, uint64_t number) {
    return number == kRbp   ? &state.rbp
           : number == kRsp ? &state.rsp
           : number == kRip ? &state.return_address
                            : nullptr;
  }
  bool Set(uint64_t number, Kind kind, int64_t offset) {
    if (RegisterRule* const rule = Rule(state_, number)) *rule = {kind, offset, {}};
    return true;
  }
  void Restore(uint64_t number) {
    if (RegisterRule* const rule = Rule(state_, number)) *rule = *Rule(initial_, number);
  }

  const FrameProgram& program_;
  uintptr_t location_;
  const uintptr_t pc_;
  FrameRule state_;
  FrameRule initial_;
  FrameRule remembered_[kMaxRemembered];
  int remembered_count_ = 0;
};

}  // namespace

bool RunFrameProgram(const FrameProgram& program, uintptr_t begin, uintptr_t pc,
                     FrameRule* rule) noexcept {
  return Machine(program, begin, pc).Run(rule);
}

}  // namespace tidemark::record
