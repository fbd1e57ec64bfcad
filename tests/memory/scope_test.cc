#include "tidemark/memory/scope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/recording_observer.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using testing::ElementsAre;

TEST(ScopeTest, BeginsEndsAndNests) {
  RecordingObserver recorded;
  {
    const Scope outer("epoch");
    const Scope inner("step");
    Mark("weights loaded");
  }
  ASSERT_THAT(recorded.Kinds(),
              ElementsAre("scope_begin", "scope_begin", "mark", "scope_end", "scope_end"));
  EXPECT_EQ(recorded.events()[0].op, "epoch");
  EXPECT_EQ(recorded.events()[2].op, "weights loaded");
  EXPECT_EQ(recorded.events()[3].op, "step");
  EXPECT_EQ(recorded.events()[0].line + 2, recorded.events()[2].line);
}

TEST(ScopeTest, IsSilentWithoutAnObserver) {
  const Scope quiet("quiet");
  Mark("nothing");
}

}  // namespace
}  // namespace tidemark
