#include "tidemark/record/stack/unwind/unwind_cache.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>

namespace tidemark::record {
namespace {

using Kind = PackedRule::Kind;

FrameRule Common(uint64_t cfa_register, int64_t cfa_offset, int64_t rbp_at) {
  FrameRule rule;
  rule.cfa_register = cfa_register;
  rule.cfa_offset = cfa_offset;
  rule.return_address = {RegisterRule::Kind::kAtOffset, -8, {}};
  if (rbp_at != 0) rule.rbp = {RegisterRule::Kind::kAtOffset, rbp_at, {}};
  return rule;
}

TEST(PackedRuleTest, KeepsTheCommonForm) {
  const PackedRule rule = PackedRule::Of(Common(kRsp, 5000, -16));
  EXPECT_EQ(rule.kind(), Kind::kFromRsp);
  EXPECT_EQ(rule.cfa_offset(), 5000U);
  EXPECT_EQ(rule.rbp_below(), 16U);
  EXPECT_EQ(PackedRule::Of(Common(kRbp, 16, -16)).kind(), Kind::kFromRbp);
  EXPECT_EQ(PackedRule::Of(Common(kRsp, 8, 0)).rbp_below(), 0U);
}

TEST(PackedRuleTest, WhatDoesNotFitIsComplex) {
  EXPECT_EQ(PackedRule::Of(Common(kRsp, 8 * ((1 << 17) - 1), 0)).kind(), Kind::kFromRsp);
  EXPECT_EQ(PackedRule::Of(Common(kRsp, 8 * (1 << 17), 0)).kind(), Kind::kComplex);
  EXPECT_EQ(PackedRule::Of(Common(kRsp, 8, -8 * ((1 << 12) - 1))).kind(), Kind::kFromRsp);
  EXPECT_EQ(PackedRule::Of(Common(kRsp, 8, -8 * (1 << 12))).kind(), Kind::kComplex);
  EXPECT_EQ(PackedRule::Of(Common(kRsp, 12, 0)).kind(), Kind::kComplex);
  EXPECT_EQ(PackedRule::Of(Common(kRsp, -8, 0)).kind(), Kind::kComplex);
  EXPECT_EQ(PackedRule::Of(Common(kRsp, 8, 8)).kind(), Kind::kComplex);
  EXPECT_EQ(PackedRule::Of(Common(3, 8, 0)).kind(), Kind::kComplex);
  FrameRule rule = Common(kRsp, 8, 0);
  rule.signal_frame = true;
  EXPECT_EQ(PackedRule::Of(rule).kind(), Kind::kComplex);
  rule = Common(kRsp, 8, 0);
  rule.return_address.offset = -16;
  EXPECT_EQ(PackedRule::Of(rule).kind(), Kind::kComplex);
  rule.return_address.kind = RegisterRule::Kind::kUndefined;
  EXPECT_EQ(PackedRule::Of(rule).kind(), Kind::kNoCaller);
}

// A million addresses through 32 Ki entries: what is found is always the address's own.
TEST(UnwindCacheTest, NeverGivesAnotherAddressesRule) {
  const auto cache = std::make_unique<UnwindCache>();
  const auto rule_of = [](uintptr_t pc) {
    return PackedRule(PackedRule::Of(Common(kRsp, static_cast<int64_t>(pc % 997 + 1) * 8, 0)));
  };
  std::mt19937_64 random(5);
  int64_t found = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const uintptr_t pc = 0x7f0000000000 + random() % 100'000;
    const PackedRule known = cache->Find(pc);
    if (known.kind() == Kind::kUnknown) {
      cache->Put(pc, rule_of(pc));
      EXPECT_EQ(cache->Find(pc).bits(), rule_of(pc).bits());
    } else {
      ASSERT_EQ(known.bits(), rule_of(pc).bits());
      ++found;
    }
  }
  EXPECT_GT(found, 50'000);
  cache->Clear();
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(cache->Find(0x7f0000000000 + random() % 100'000).kind(), Kind::kUnknown);
  }
}

}  // namespace
}  // namespace tidemark::record
