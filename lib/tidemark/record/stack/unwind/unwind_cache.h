// A direct-mapped cache from code addresses to their unwind rules, packed into 32 bits each.
//
// Used by StackWalker at every frame of every stack: a hit is one load. Filled from FindFrameRule.
//
// An entry is one 64-bit word: the rule in its low half, and the address's tag in its high half;
// index and tag together are the full address. So it is read and replaced lock-free, and an address
// never gets another one's rule.
// Memory: 256 KiB. Threading: any thread.
#ifndef TIDEMARK_RECORD_STACK_UNWIND_UNWIND_CACHE_H_
#define TIDEMARK_RECORD_STACK_UNWIND_UNWIND_CACHE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "tidemark/record/stack/unwind/frame_rule.h"

namespace tidemark::record {

// A FrameRule in the common form: the CFA from rsp or rbp, the return address just below the CFA,
// the caller's rbp in the register or in memory near the CFA. Other frames are kinds of their own.
class PackedRule {
 public:
  enum class Kind : uint8_t {
    kUnknown,  // a cache miss
    kFromRsp,
    kFromRbp,
    kNoCaller,  // the outermost frame
    kNoTable,   // no unwind data: try the frame pointer
    kComplex,   // not packable: to be looked up at every walk
  };

  constexpr PackedRule() = default;
  explicit constexpr PackedRule(uint32_t bits) : bits_(bits) {}
  explicit constexpr PackedRule(Kind kind) : bits_(static_cast<uint32_t>(kind)) {}

  static PackedRule Of(const FrameRule& rule) noexcept {
    using RuleKind = RegisterRule::Kind;
    if (rule.signal_frame || rule.cfa_expression.size > 0 || rule.rsp.kind != RuleKind::kSame) {
      return PackedRule(Kind::kComplex);
    }
    if (rule.return_address.kind == RuleKind::kUndefined) return PackedRule(Kind::kNoCaller);
    const bool from_rsp = rule.cfa_register == kRsp;
    const bool in_memory = rule.rbp.kind == RuleKind::kAtOffset;
    const int64_t below = in_memory ? -rule.rbp.offset : 0;
    if ((!from_rsp && rule.cfa_register != kRbp) ||
        rule.return_address.kind != RuleKind::kAtOffset || rule.return_address.offset != -8 ||
        (!in_memory && rule.rbp.kind != RuleKind::kSame) || !Fits(rule.cfa_offset, kCfaBits) ||
        !Fits(below, kRbpBits)) {
      return PackedRule(Kind::kComplex);
    }
    return PackedRule(static_cast<uint32_t>(from_rsp ? Kind::kFromRsp : Kind::kFromRbp) |
                      static_cast<uint32_t>(rule.cfa_offset / 8) << kCfaShift |
                      static_cast<uint32_t>(below / 8) << kRbpShift);
  }

  uint32_t bits() const noexcept { return bits_; }
  Kind kind() const noexcept { return static_cast<Kind>(bits_ & ((1U << kCfaShift) - 1)); }
  uintptr_t cfa_offset() const noexcept {
    return uintptr_t{(bits_ >> kCfaShift) & ((1U << kCfaBits) - 1)} * 8;
  }
  // Bytes below the CFA at which rbp is saved; 0: it is unchanged.
  uintptr_t rbp_below() const noexcept { return uintptr_t{bits_ >> kRbpShift} * 8; }

 private:
  static constexpr unsigned kCfaShift = 3;
  static constexpr unsigned kCfaBits = 17;
  static constexpr unsigned kRbpShift = kCfaShift + kCfaBits;
  static constexpr unsigned kRbpBits = 32 - kRbpShift;

  static bool Fits(int64_t offset, unsigned bits) {
    return offset >= 0 && offset % 8 == 0 && offset / 8 < (int64_t{1} << bits);
  }

  uint32_t bits_ = 0;
};

class UnwindCache {
 public:
  PackedRule Find(uintptr_t pc) const noexcept {
    const uint64_t entry = entries_[pc % kEntries].load(std::memory_order_relaxed);
    return (entry >> 32) == pc / kEntries ? PackedRule(static_cast<uint32_t>(entry)) : PackedRule();
  }

  // `rule` is not kUnknown. Addresses beyond 47 bits, which user space does not have, are ignored.
  void Put(uintptr_t pc, PackedRule rule) noexcept {
    if (pc >= kEndOfAddresses) return;
    entries_[pc % kEntries].store(uint64_t{pc / kEntries} << 32 | rule.bits(),
                                  std::memory_order_relaxed);
  }

  void Clear() noexcept {
    for (std::atomic<uint64_t>& entry : entries_) entry.store(0, std::memory_order_relaxed);
  }

 private:
  static constexpr uintptr_t kEntries = uintptr_t{1} << 15;
  static constexpr uintptr_t kEndOfAddresses = kEntries << 32;

  std::atomic<uint64_t> entries_[kEntries] = {};
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_STACK_UNWIND_UNWIND_CACHE_H_
