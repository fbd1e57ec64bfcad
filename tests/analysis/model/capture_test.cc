#include "tidemark/analysis/model/capture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace tidemark::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Capture, ReadsSamplesAndParameters) {
  const Capture capture =
      ReadCapture(R"({"stacks":"fp","sample_bytes":4096,"params":{"n":1000,"b":-0.5,"c":1e6}})");
  EXPECT_EQ(capture.sample_bytes, 4096);
  EXPECT_THAT(capture.params, ElementsAre(Pair("b", -0.5), Pair("c", 1e6), Pair("n", 1000)));
}

TEST(Capture, ReadsWhichPieceItIs) {
  const auto piece = ReadCapture(R"({"piece":{"number":2,"first":9223372036854775807}})").piece;
  ASSERT_TRUE(piece.has_value());
  EXPECT_EQ(piece->number, 2);
  EXPECT_EQ(piece->first, INT64_MAX);
  for (const char* text :
       {R"({})", R"({"piece":2})", R"({"piece":{"number":2}})", R"({"piece":{"first":2}})",
        R"({"piece":{"number":-1,"first":0}})", R"({"piece":{"number":0,"first":1.5}})",
        R"({"piece":{"number":9223372036854775808,"first":0}})"}) {
    EXPECT_FALSE(ReadCapture(text).piece.has_value()) << text;
  }
}

TEST(Capture, WhatIsNotWhatItShouldBeIsLeftOut) {
  EXPECT_THAT(ReadCapture(R"({"params":{"a":"5","b":null,"c":[1],"d":true,"n":7}})").params,
              ElementsAre(Pair("n", 7)));
  for (const char* text : {"", "{", "[]", "7", R"({"params":[1]})", R"({"params":"n=5"})"}) {
    EXPECT_THAT(ReadCapture(text).params, IsEmpty()) << text;
    EXPECT_EQ(ReadCapture(text).sample_bytes, 0) << text;
  }
  EXPECT_EQ(ReadCapture(R"({"params":3,"sample_bytes":64})").sample_bytes, 64);
}

}  // namespace
}  // namespace tidemark::analysis
