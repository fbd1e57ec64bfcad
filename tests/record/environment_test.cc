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
  for (const char* bad : {"12kB", "-5", "1e9", "99999999999999999999"}) {
    expect_line(bad, [bad] { EXPECT_EQ(SampleFromText(bad), 0); });
  }
}

}  // namespace
}  // namespace tidemark::record
