#include "tidemark/record/stack/unwind/dwarf_expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "tidemark/record/stack/unwind/frame_rule.h"

namespace tidemark::record {
namespace {

using testing::Optional;

const FrameRegisters kRegisters{.rip = 0x40100b, .rsp = 0x7000, .rbp = 0x7100};

std::optional<uint64_t> Evaluate(const std::vector<uint8_t>& bytes, uint64_t first = 0) {
  uint64_t result = 0;
  if (!EvaluateDwarf({bytes.data(), bytes.size()}, kRegisters, first, &result)) return {};
  return result;
}

TEST(DwarfExpressionTest, Numbers) {
  EXPECT_THAT(Evaluate({0x30}), Optional(0));
  EXPECT_THAT(Evaluate({0x4f}), Optional(31));
  EXPECT_THAT(Evaluate({0x08, 0xff}), Optional(255));
  EXPECT_THAT(Evaluate({0x09, 0xff}), Optional(~uint64_t{0}));
  EXPECT_THAT(Evaluate({0x0a, 0xff, 0xff}), Optional(65535));
  EXPECT_THAT(Evaluate({0x0b, 0xfe, 0xff}), Optional(~uint64_t{1}));
  EXPECT_THAT(Evaluate({0x0c, 1, 2, 3, 4}), Optional(0x04030201));
  EXPECT_THAT(Evaluate({0x0e, 1, 0, 0, 0, 0, 0, 0, 1}), Optional(0x0100000000000001));
  EXPECT_THAT(Evaluate({0x10, 0x80, 0x01}), Optional(128));
  EXPECT_THAT(Evaluate({0x11, 0x7f}), Optional(~uint64_t{0}));
}

TEST(DwarfExpressionTest, RegistersAndTheFirstValue) {
  EXPECT_THAT(Evaluate({0x77, 8}), Optional(0x7008));
  EXPECT_THAT(Evaluate({0x76, 0x78}), Optional(0x70f8));
  EXPECT_THAT(Evaluate({0x80, 0}), Optional(0x40100b));
  EXPECT_THAT(Evaluate({0x23, 16}, 100), Optional(116));
  EXPECT_EQ(Evaluate({0x73, 0}), std::nullopt);  // rbx is not kept
}

TEST(DwarfExpressionTest, Arithmetic) {
  const auto of = [](uint8_t operation, uint8_t a, uint8_t b) {
    return Evaluate({static_cast<uint8_t>(0x30 + a), static_cast<uint8_t>(0x30 + b), operation});
  };
  EXPECT_THAT(of(0x1a, 12, 10), Optional(8));
  EXPECT_THAT(of(0x1c, 12, 10), Optional(2));
  EXPECT_THAT(of(0x1e, 12, 10), Optional(120));
  EXPECT_THAT(of(0x21, 12, 10), Optional(14));
  EXPECT_THAT(of(0x22, 12, 10), Optional(22));
  EXPECT_THAT(of(0x24, 3, 2), Optional(12));
  EXPECT_THAT(of(0x25, 12, 2), Optional(3));
  EXPECT_THAT(of(0x27, 12, 10), Optional(6));
  EXPECT_THAT(of(0x29, 3, 3), Optional(1));
  EXPECT_THAT(of(0x2a, 3, 3), Optional(1));
  EXPECT_THAT(of(0x2b, 3, 3), Optional(0));
  EXPECT_THAT(of(0x2c, 2, 3), Optional(1));
  EXPECT_THAT(of(0x2d, 3, 2), Optional(0));
  EXPECT_THAT(of(0x2e, 3, 2), Optional(1));
  EXPECT_THAT(Evaluate({0x09, 0xf8, 0x32, 0x26}), Optional(static_cast<uint64_t>(-2)));  // -8 >> 2
  EXPECT_THAT(Evaluate({0x31, 0x1f}), Optional(~uint64_t{0}));
  EXPECT_THAT(Evaluate({0x31, 0x20}), Optional(~uint64_t{1}));
  // What moves the stack.
  EXPECT_THAT(Evaluate({0x35, 0x33, 0x16, 0x1c}), Optional(static_cast<uint64_t>(-2)));
  EXPECT_THAT(Evaluate({0x35, 0x33, 0x14, 0x1c, 0x22}), Optional(3));
  EXPECT_THAT(Evaluate({0x35, 0x12, 0x22}), Optional(10));
  EXPECT_THAT(Evaluate({0x35, 0x33, 0x13}), Optional(5));
}

TEST(DwarfExpressionTest, Memory) {
  const uint64_t there = 42;
  const auto address = reinterpret_cast<uint64_t>(&there);
  EXPECT_THAT(Evaluate({0x06}, address), Optional(42));
}

// The one that linkers write for procedure linkage tables: the CFA is rsp + 8, and 8 more behind
// the push that is 11 bytes into an entry.
TEST(DwarfExpressionTest, TheProcedureLinkageTable) {
  const std::vector<uint8_t> bytes = {0x77, 8, 0x80, 0, 0x3f, 0x1a, 0x3b, 0x2a, 0x33, 0x24, 0x22};
  EXPECT_THAT(Evaluate(bytes), Optional(0x7010));
  FrameRegisters before = kRegisters;
  before.rip = 0x401006;
  uint64_t result = 0;
  ASSERT_TRUE(EvaluateDwarf({bytes.data(), bytes.size()}, before, 0, &result));
  EXPECT_EQ(result, 0x7008U);
}

TEST(DwarfExpressionTest, WhatIsNoExpressionIsRefused) {
  EXPECT_EQ(Evaluate({0x22}), std::nullopt);        // too few values
  EXPECT_EQ(Evaluate({0x13, 0x13}), std::nullopt);  // fewer still
  EXPECT_EQ(Evaluate({0xf0}), std::nullopt);        // not known
  EXPECT_EQ(Evaluate({0x0c, 1, 2}), std::nullopt);  // cut off
  EXPECT_EQ(Evaluate({0x10, 0x80}), std::nullopt);
  EXPECT_EQ(Evaluate(std::vector<uint8_t>(20, 0x31)), std::nullopt);  // too deep
}

}  // namespace
}  // namespace tidemark::record
