// The bytes are those of the protobuf documentation's own examples, and of what follows from them.
#include "tidemark/exports/protobuf.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace tidemark::exports {
namespace {

TEST(ProtoMessage, WritesVarints) {
  ProtoMessage message;
  message.AddInt(1, 150);
  EXPECT_EQ(message.bytes(), "\x08\x96\x01");
}

TEST(ProtoMessage, WritesTexts) {
  ProtoMessage message;
  message.AddBytes(2, "testing");
  EXPECT_EQ(message.bytes(), "\x12\x07testing");
}

TEST(ProtoMessage, WritesMessages) {
  ProtoMessage inner;
  inner.AddInt(1, 150);
  ProtoMessage outer;
  outer.AddMessage(3, inner);
  EXPECT_EQ(outer.bytes(), "\x1a\x03\x08\x96\x01");
}

TEST(ProtoMessage, WritesPackedLists) {
  ProtoMessage message;
  message.AddPacked(6, {3, 270, 86942});
  EXPECT_EQ(message.bytes(), "\x32\x06\x03\x8e\x02\x9e\xa7\x05");
}

TEST(ProtoMessage, LeavesOutZerosButInLists) {
  ProtoMessage message;
  message.AddInt(1, 0);
  message.AddBool(2, false);
  message.AddPacked(3, {});
  EXPECT_EQ(message.bytes(), "");
  message.AddBytes(4, "");
  message.AddPacked(5, {0});
  EXPECT_EQ(message.bytes(), std::string("\x22\x00\x2a\x01\x00", 5));
}

TEST(ProtoMessage, TakesTheLargestAndTheNegative) {
  ProtoMessage message;
  message.AddInt(1, INT64_MAX);
  message.AddInt(16, -1);
  EXPECT_EQ(message.bytes(),
            "\x08\xff\xff\xff\xff\xff\xff\xff\xff\x7f"
            "\x80\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
}

}  // namespace
}  // namespace tidemark::exports
