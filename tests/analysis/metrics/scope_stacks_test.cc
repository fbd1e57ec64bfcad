#include "tidemark/analysis/metrics/scope_stacks.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace tidemark::analysis {
namespace {

TEST(ScopeStacks, PathsAreTheNamesThatAreOpenOnTheThread) {
  ScopeStacks scopes;
  const ThreadId one(1);
  const ThreadId two(2);
  EXPECT_EQ(scopes.Of(one), 0);
  scopes.Begin(one, "train");
  scopes.Begin(one, "step");
  scopes.Begin(two, "step");
  EXPECT_EQ(scopes.PathOf(scopes.Of(one)), "train/step");
  EXPECT_EQ(scopes.PathOf(scopes.Of(two)), "step");
  EXPECT_TRUE(scopes.End(one, "train"));  // closes the inner one with it
  EXPECT_EQ(scopes.Of(one), 0);
  EXPECT_FALSE(scopes.End(one, "step"));
  EXPECT_EQ(scopes.PathOf(0), "");
}

TEST(ScopeStacks, APeakIsTheMostWhileTheScopeWasOpenOnAnyThread) {
  ScopeStacks scopes;
  scopes.NoteLive(500, 1);  // before all of them
  scopes.Begin(ThreadId(1), "outer");
  scopes.NoteLive(100, 2);
  scopes.Begin(ThreadId(1), "inner");
  scopes.NoteLive(300, 3);
  scopes.NoteLive(300, 4);
  scopes.End(ThreadId(1), "inner");
  scopes.NoteLive(400, 5);
  scopes.Begin(ThreadId(1), "inner");
  scopes.NoteLive(200, 6);
  scopes.End(ThreadId(1), "outer");
  scopes.NoteLive(900, 7);
  bool capped = true;
  const std::vector<ScopeReport> report = scopes.Report(&capped);
  EXPECT_FALSE(capped);
  ASSERT_EQ(report.size(), 2u);
  EXPECT_EQ(report[0].path, "outer");
  EXPECT_EQ(report[0].peak_bytes, 400);
  EXPECT_EQ(report[0].entered, 1);
  EXPECT_EQ(report[1].path, "outer/inner");
  EXPECT_EQ(report[1].peak_bytes, 300);
  EXPECT_EQ(report[1].peak_t, 3);
  EXPECT_EQ(report[1].entered, 2);
}

TEST(ScopeStacks, PathsBeyondTheMostThatAreKeptShareOne) {
  ScopeStacks scopes;
  const ThreadId thread(1);
  const auto most = static_cast<int>(ScopeStacks::kMaxPaths);
  for (int i = 0; i < most + 100; ++i) {
    scopes.Begin(thread, absl::StrCat("scope ", i));
    EXPECT_EQ(scopes.PathOf(scopes.Of(thread)) == ScopeStacks::kOtherScopes, i >= most) << i;
    scopes.Begin(thread, "within");
    scopes.End(thread, absl::StrCat("scope ", i));
    if (i == 0) i = most / 2;  // half of the paths are those within
  }
}

TEST(ScopeStacks, DeepOnesOnlyCount) {
  ScopeStacks scopes;
  const ThreadId thread(1);
  for (size_t i = 0; i < ScopeStacks::kMaxDepth + 5; ++i) scopes.Begin(thread, "f");
  for (size_t i = 0; i < ScopeStacks::kMaxDepth + 5; ++i) EXPECT_TRUE(scopes.End(thread, "f"));
  EXPECT_FALSE(scopes.End(thread, "f"));
}

}  // namespace
}  // namespace tidemark::analysis
