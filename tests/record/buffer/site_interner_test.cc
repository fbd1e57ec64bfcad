#include "tidemark/record/buffer/site_interner.h"

#include <gtest/gtest.h>

namespace tidemark::record {
namespace {

TEST(SiteInternerTest, TheSamePlaceHasOneNumber) {
  SiteInterner table;
  const SourceLocation place{"a.cc", "f", 3};
  const SiteInterner::Result first = table.Find(place, nullptr);
  EXPECT_TRUE(first.first);
  EXPECT_EQ(first.id, SiteId(1));
  const SiteInterner::Result again = table.Find(place, nullptr);
  EXPECT_FALSE(again.first);
  EXPECT_EQ(again.id, first.id);
}

TEST(SiteInternerTest, TextsCountNotPointers) {
  SiteInterner table;
  const std::string file_one = "a.cc";
  const std::string file_two = "a.cc";  // the same text at another address
  const SiteId one = table.Find({file_one.c_str(), nullptr, 3}, nullptr).id;
  const SiteInterner::Result two = table.Find({file_two.c_str(), nullptr, 3}, nullptr);
  EXPECT_EQ(two.id, one);
  EXPECT_FALSE(two.first);
}

TEST(SiteInternerTest, EveryPartDistinguishes) {
  SiteInterner table;
  const SourceLocation place{"a.cc", "f", 3};
  EXPECT_EQ(table.Find(place, nullptr).id, SiteId(1));
  EXPECT_EQ(table.Find(place, "label").id, SiteId(2));
  EXPECT_EQ(table.Find({"a.cc", "f", 4}, nullptr).id, SiteId(3));
  EXPECT_EQ(table.Find({"a.cc", "g", 3}, nullptr).id, SiteId(4));
  EXPECT_EQ(table.Find({"b.cc", "f", 3}, nullptr).id, SiteId(5));
}

TEST(SiteInternerTest, WhatIsForgottenIsSeenForTheFirstTimeAgain) {
  SiteInterner table;
  const SourceLocation place{"a.cc", "f", 3};
  EXPECT_TRUE(table.Find(place, "x").first);
  table.Forget(place, "x");
  const SiteInterner::Result again = table.Find(place, "x");
  EXPECT_TRUE(again.first);
  EXPECT_EQ(again.id, SiteId(1));
  EXPECT_FALSE(table.Find(place, "x").first);
}

TEST(SiteInternerTest, AnUnknownPlaceHasNoneUnlessLabelled) {
  SiteInterner table;
  EXPECT_EQ(table.Find({}, nullptr).id, SiteId());
  EXPECT_FALSE(table.Find({}, nullptr).first);
  EXPECT_EQ(table.Find({}, "pool").id, SiteId(1));
}

}  // namespace
}  // namespace tidemark::record
