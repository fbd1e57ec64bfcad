#include "tidemark/record/environment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace tidemark::record {
namespace {

TEST(EnvironmentTest, ValuesMeanWhatTheySay) {
  EXPECT_EQ(OnFullFromText("drop"), OnFull::kDrop);
  EXPECT_EQ(OnFullFromText("block"), OnFull::kBlock);
  EXPECT_EQ(OnFullFromText(nullptr), OnFull::kBlock);
  EXPECT_EQ(OnFullFromText(""), OnFull::kBlock);
  for (const StackMode mode : {StackMode::kOff, StackMode::kFramePointer, StackMode::kDwarf}) {
    EXPECT_EQ(StackModeFromText(StackModeName(mode)), mode);
  }
  EXPECT_EQ(StackModeFromText(nullptr), StackMode::kAuto);
  EXPECT_EQ(SampleFromText("524288"), 524288);
  EXPECT_EQ(SampleFromText(nullptr), 0);
  for (const auto switched : {MapsFromText, ValuesFromText}) {
    EXPECT_TRUE(switched("1"));
    EXPECT_FALSE(switched("0"));
    EXPECT_FALSE(switched(""));
    EXPECT_FALSE(switched(nullptr));
  }
}

TEST(EnvironmentTest, OtherValuesCostOneLineAndTheDefaultHolds) {
  const auto expect_line = [](const char* what, auto&& call) {
    testing::internal::CaptureStderr();
    call();
    const std::string line = testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << line;
    EXPECT_NE(line.find(what), std::string::npos) << line;
  };
  expect_line("TIDEMARK_ON_FULL=wait", [] { EXPECT_EQ(OnFullFromText("wait"), OnFull::kBlock); });
  expect_line("TIDEMARK_STACKS=all", [] { EXPECT_EQ(StackModeFromText("all"), StackMode::kAuto); });
  expect_line("TIDEMARK_VALUES=yes", [] { EXPECT_FALSE(ValuesFromText("yes")); });
  expect_line("TIDEMARK_MMAP=on", [] { EXPECT_FALSE(MapsFromText("on")); });
  for (const char* bad : {"12kB", "-5", "1e9", "99999999999999999999"}) {
    expect_line(bad, [bad] { EXPECT_EQ(SampleFromText(bad), 0); });
  }
}

TEST(EnvironmentTest, ParamsBecomeAnObject) {
  EXPECT_EQ(ParamsFromText(nullptr), "");
  EXPECT_EQ(ParamsFromText(""), "");
  EXPECT_EQ(ParamsFromText("n=1000"), R"({"n":1000})");
  EXPECT_EQ(ParamsFromText("n=1e6,Width_2=-0.5"), R"({"Width_2":-0.5,"n":1e6})");
  EXPECT_EQ(ParamsFromText("n=1,n=2"), R"({"n":2})");
}

TEST(EnvironmentTest, WhatIsNoNumberIsNoParam) {
  for (const char* good : {"n=0", "n=-3", "_n=1.25", "n1=1E+06", "n=0.0e-99"}) {
    EXPECT_TRUE(IsParam(good)) << good;
  }
  // A reader would refuse these, or take the number for infinite, and lose the rest of the head.
  for (const char* bad :
       {"",      "n",      "n=",      "=1",    "1n=1",  "n=007", "n=1.", "n=.5",
        "n=+1",  "n=0x10", "n=1e999", "n=nan", "n=inf", "n= 1",  "n=1 ", "n=1,m=2",
        "n\"=1", "n=1}",   "größe=1", "n-1=2", "n=1e",  "n=--1"}) {
    EXPECT_FALSE(IsParam(bad)) << bad;
  }
  EXPECT_FALSE(IsParam("n=" + std::string(41, '1')));
  EXPECT_FALSE(IsParam(std::string(300, 'n') + "=1"));
  for (const char* bad : {"n=1,", ",", "n=1,m", "n=x"}) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(ParamsFromText(bad), "") << bad;
    EXPECT_NE(testing::internal::GetCapturedStderr().find("as n=1000"), std::string::npos) << bad;
  }
}

}  // namespace
}  // namespace tidemark::record
