#include "tidemark/record/stack/unwind/dwarf_expression.h"

#include "tidemark/record/os/address.h"
#include "tidemark/record/stack/unwind/frame_rule.h"

namespace tidemark::record {
namespace {

// The operations that compilers and assemblers use in call frame information.
enum Operation : uint8_t {
  kDeref = 0x06,
  kConst1u = 0x08,
  kConst1s = 0x09,
  kConst2u = 0x0a,
  kConst2s = 0x0b,
  kConst4u = 0x0c,
  kConst4s = 0x0d,
  kConst8u = 0x0e,
  kConst8s = 0x0f,
  kConstu = 0x10,
  kConsts = 0x11,
  kDup = 0x12,
  kDrop = 0x13,
  kOver = 0x14,
  kSwap = 0x16,
  kAnd = 0x1a,
  kMinus = 0x1c,
  kMul = 0x1e,
  kNeg = 0x1f,
  kNot = 0x20,
  kOr = 0x21,
  kPlus = 0x22,
  kPlusUconst = 0x23,
  kShl = 0x24,
  kShr = 0x25,
  kShra = 0x26,
  kXor = 0x27,
  kEq = 0x29,
  kGe = 0x2a,
  kGt = 0x2b,
  kLe = 0x2c,
  kLt = 0x2d,
  kNe = 0x2e,
  kLit0 = 0x30,
  kLit31 = 0x4f,
  kBreg0 = 0x70,
  kBreg31 = 0x8f,
  kNop = 0x96,
};

class Stack {
 public:
  void Push(uint64_t value) {
    if (size_ == kDepth) {
      ok_ = false;
    } else {
      values_[size_++] = value;
    }
  }
  uint64_t Pop() {
    if (size_ > 0) return values_[--size_];
    ok_ = false;
    return 0;
  }
  bool ok() const { return ok_; }

 private:
  static constexpr int kDepth = 16;
  uint64_t values_[kDepth];
  int size_ = 0;
  bool ok_ = true;
};

bool Register(uint64_t number, const FrameRegisters& registers, uint64_t* value) {
  switch (number) {
    case kRbp:
      *value = registers.rbp;
      return true;
    case kRsp:
      *value = registers.rsp;
      return true;
    case kRip:
      *value = registers.rip;
      return true;
    default:
      return false;
  }
}

// An operand that follows the operation in the expression.
bool Constant(uint8_t operation, DwarfCursor& in, uint64_t* value) {
  const auto extended = [](auto number) { return static_cast<uint64_t>(int64_t{number}); };
  switch (operation) {
    case kConst1u:
      *value = in.Fixed<uint8_t>();
      return true;
    case kConst1s:
      *value = extended(in.Fixed<int8_t>());
      return true;
    case kConst2u:
      *value = in.Fixed<uint16_t>();
      return true;
    case kConst2s:
      *value = extended(in.Fixed<int16_t>());
      return true;
    case kConst4u:
      *value = in.Fixed<uint32_t>();
      return true;
    case kConst4s:
      *value = extended(in.Fixed<int32_t>());
      return true;
    case kConst8u:
    case kConst8s:
      *value = in.Fixed<uint64_t>();
      return true;
    case kConstu:
      *value = in.Uleb();
      return true;
    case kConsts:
      *value = extended(in.Sleb());
      return true;
    default:
      return false;
  }
}

bool Unary(uint8_t operation, uint64_t a, DwarfCursor& in, uint64_t* value) {
  switch (operation) {
    case kDeref:
      *value = *PointerTo<const uint64_t>(a);
      return true;
    case kNeg:
      *value = 0 - a;
      return true;
    case kNot:
      *value = ~a;
      return true;
    case kPlusUconst:
      *value = a + in.Uleb();
      return true;
    default:
      return false;
  }
}

bool Binary(uint8_t operation, uint64_t a, uint64_t b, uint64_t* value) {
  const auto signed_a = static_cast<int64_t>(a);
  const auto signed_b = static_cast<int64_t>(b);
  switch (operation) {
    case kAnd:
      *value = a & b;
      return true;
    case kMinus:
      *value = a - b;
      return true;
    case kMul:
      *value = a * b;
      return true;
    case kOr:
      *value = a | b;
      return true;
    case kPlus:
      *value = a + b;
      return true;
    case kShl:
      *value = b < 64 ? a << b : 0;
      return true;
    case kShr:
      *value = b < 64 ? a >> b : 0;
      return true;
    case kShra:
      *value = static_cast<uint64_t>(signed_a >> (b < 64 ? b : 63));
      return true;
    case kXor:
      *value = a ^ b;
      return true;
    case kEq:
      *value = a == b;
      return true;
    case kGe:
      *value = signed_a >= signed_b;
      return true;
    case kGt:
      *value = signed_a > signed_b;
      return true;
    case kLe:
      *value = signed_a <= signed_b;
      return true;
    case kLt:
      *value = signed_a < signed_b;
      return true;
    case kNe:
      *value = a != b;
      return true;
    default:
      return false;
  }
}

// Stack manipulation.
bool Move(uint8_t operation, Stack& stack) {
  if (operation == kNop) return true;
  if (operation == kDrop) {
    stack.Pop();
    return true;
  }
  if (operation == kDup) {
    const uint64_t top = stack.Pop();
    stack.Push(top);
    stack.Push(top);
    return true;
  }
  if (operation != kOver && operation != kSwap) return false;
  const uint64_t top = stack.Pop();
  const uint64_t below = stack.Pop();
  if (operation == kOver) stack.Push(below);
  stack.Push(top);
  stack.Push(below);
  return true;
}

}  // namespace

bool EvaluateDwarf(DwarfBlock expression, const FrameRegisters& registers, uint64_t first,
                   uint64_t* result) noexcept {
  DwarfCursor in(expression);
  Stack stack;
  stack.Push(first);
  while (in.ok() && stack.ok() && !in.at_end()) {
    const auto operation = in.Fixed<uint8_t>();
    uint64_t value = 0;
    if (operation >= kLit0 && operation <= kLit31) {
      stack.Push(operation - uint64_t{kLit0});
    } else if (operation >= kBreg0 && operation <= kBreg31) {
      if (!Register(operation - uint64_t{kBreg0}, registers, &value)) return false;
      stack.Push(value + static_cast<uint64_t>(in.Sleb()));
    } else if (Constant(operation, in, &value)) {
      stack.Push(value);
    } else if (Move(operation, stack)) {
      continue;
    } else if (operation == kDeref || operation == kNeg || operation == kNot ||
               operation == kPlusUconst) {
      const uint64_t a = stack.Pop();
      if (!stack.ok() || !Unary(operation, a, in, &value)) return false;
      stack.Push(value);
    } else {
      const uint64_t b = stack.Pop();
      const uint64_t a = stack.Pop();
      if (!Binary(operation, a, b, &value)) return false;
      stack.Push(value);
    }
  }
  *result = stack.Pop();
  return in.ok() && stack.ok();
}

}  // namespace tidemark::record
