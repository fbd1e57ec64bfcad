#include "tidemark/memory/budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory_resource>
#include <string>
#include <thread>

#include "tests/support/recording_observer.h"
#include "tidemark/memory/tracking_resource.h"

namespace tidemark {
namespace {

using testing::AllOf;
using testing::HasSubstr;

BudgetCharge Take(int64_t bytes) {
  return BudgetCharge::Take(bytes, SourceLocation{"user.cc", "work", 42});
}

TEST(BudgetTest, WithoutAScopeEverythingIsAllowed) {
  BudgetCharge charge = Take(INT64_MAX);
  charge.Release(INT64_MAX);
}

TEST(BudgetTest, RefusesWhatExceedsTheLimitAndNothingElse) {
  BudgetScope budget(ByteCount(100));
  BudgetCharge first = Take(100);
  EXPECT_EQ(budget.used(), ByteCount(100));
  EXPECT_THROW(Take(1), BudgetExceeded);
  EXPECT_EQ(budget.used(), ByteCount(100)) << "a refusal must leave the account as it was";
  first.Release(100);
  EXPECT_EQ(budget.used(), ByteCount(0));
  Take(100).Release(100);
}

TEST(BudgetTest, TheMessageSaysWhereWhatAndWhy) {
  BudgetScope budget(ByteCount(100));
  try {
    Take(101);
    FAIL();
  } catch (const BudgetExceeded& error) {
    EXPECT_THAT(std::string(error.what()),
                AllOf(HasSubstr("user.cc:42"), HasSubstr("101 bytes"), HasSubstr("100 bytes"),
                      HasSubstr("budget_test.cc:")));
  }
}

TEST(BudgetTest, EveryOpenScopeMustAgree) {
  BudgetScope outer(ByteCount(100));
  {
    BudgetScope inner(ByteCount(1000));
    BudgetCharge charge = Take(90);
    EXPECT_THROW(Take(20), BudgetExceeded);
    EXPECT_EQ(inner.used(), ByteCount(90));
    EXPECT_EQ(outer.used(), ByteCount(90));
    charge.Release(90);
  }
  EXPECT_EQ(outer.used(), ByteCount(0));
}

TEST(BudgetTest, AChargeMayOutliveItsScopeAndStillLowersTheOuterOne) {
  BudgetScope outer(ByteCount(100));
  BudgetCharge charge;
  {
    BudgetScope inner(ByteCount(100));
    charge = Take(60);
  }
  EXPECT_EQ(outer.used(), ByteCount(60));
  charge.Release(60);
  EXPECT_EQ(outer.used(), ByteCount(0));
}

TEST(BudgetTest, HugeRequestsDoNotOverflow) {
  BudgetScope budget(ByteCount(100));
  BudgetCharge held = Take(50);
  EXPECT_THROW(Take(INT64_MAX), BudgetExceeded);
  EXPECT_EQ(budget.used(), ByteCount(50));
  held.Release(50);
}

TEST(BudgetTest, NoAllocScopeRefusesEvenNothing) {
  NoAllocScope quiet;
  EXPECT_THROW(Take(1), BudgetExceeded);
  EXPECT_THROW(Take(0), BudgetExceeded);
}

TEST(BudgetTest, AScopeLimitsItsOwnThreadOnly) {
  NoAllocScope quiet;
  std::thread([] { Take(10).Release(10); }).join();
}

TEST(BudgetTest, ReleaseOnAnotherThreadCounts) {
  BudgetScope budget(ByteCount(100));
  BudgetCharge charge = Take(100);
  std::thread([&] { charge.Release(100); }).join();
  EXPECT_EQ(budget.used(), ByteCount(0));
}

TEST(BudgetTest, TrackedContainersObeyAndAreLeftUnharmed) {
  TrackingResource resource;
  std::pmr::vector<int> numbers({1, 2, 3}, &resource);
  const NoAllocScope quiet;
  EXPECT_THROW(numbers.resize(1000), BudgetExceeded);
  EXPECT_EQ(numbers.size(), 3u);
}

}  // namespace
}  // namespace tidemark
