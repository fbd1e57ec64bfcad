#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tidemark/trace/json/event_schema_internal.h"

namespace tidemark::trace {
namespace {

TEST(EventSchemaTest, EveryNameFindsItsRow) {
  for (size_t i = 0; i < kEventKeys; ++i) {
    EXPECT_EQ(FindKey(PackedName::Of(kKeyRows[i].name)), static_cast<EventKey>(i));
  }
  for (size_t i = 0; i < kEventKinds; ++i) {
    EXPECT_EQ(FindKind(PackedName::Of(kKindRows[i].name)), static_cast<EventKind>(i));
  }
}

TEST(EventSchemaTest, NeighboursOfANameFindNothing) {
  std::set<absl::string_view> names;
  for (const KeyRow& row : kKeyRows) names.insert(row.name);
  for (const KeyRow& row : kKeyRows) {
    const std::string name(row.name);
    for (const std::string& other :
         {name + "x", "x" + name, name.substr(0, name.size() - 1), name.substr(1)}) {
      if (names.count(other) != 0) continue;
      EXPECT_EQ(FindKey(PackedName::Of(other)), EventKey::kUnknown) << other;
    }
  }
  EXPECT_EQ(FindKey(PackedName::Of("")), EventKey::kUnknown);
  EXPECT_EQ(FindKind(PackedName::Of("Alloc")), EventKind::kUnknown);
}

TEST(EventSchemaTest, NamesFitTheirPackedForm) {
  for (const KeyRow& row : kKeyRows) EXPECT_LT(row.name.size(), PackedName::kMaxBytes);
  for (const KindRow& row : kKindRows) EXPECT_LT(row.name.size(), PackedName::kMaxBytes);
}

TEST(EventSchemaTest, ThePaddedFormEqualsThePlainOne) {
  const std::string text = "start_unix_ns\":17,\"filler";
  for (size_t size = 0; size <= PackedName::kMaxBytes; ++size) {
    EXPECT_EQ(PackedName::OfPadded(text.data(), size), PackedName::Of(text.substr(0, size)))
        << size;
  }
}

TEST(EventSchemaTest, ThePlainPrefixEndsAtTheFirstQuoteOrBackslash) {
  for (size_t at = 0; at < 16; ++at) {
    for (const char end : {'"', '\\'}) {
      // Bytes next to the two in value, and high ones, must not stop it.
      std::string text = "!#[]\xA2\xDC\xFF\x01!#[]\xA2\xDC\xFF\x01";
      text[at] = end;
      EXPECT_EQ(PlainPrefix(text.data()), at);
      text[15] = end;
      EXPECT_EQ(PlainPrefix(text.data()), at);
    }
  }
  EXPECT_EQ(PlainPrefix("0123456789abcdef"), 16U);
}

TEST(EventSchemaTest, WhatIsRequiredBelongsToTheKind) {
  for (const KindRow& row : kKindRows) {
    const KeySet all = row.required | row.one_of[0] | row.one_of[1];
    EXPECT_EQ(all & ~row.keys, 0U) << row.name;
    EXPECT_EQ(row.keys & Bit(EventKey::kEv), 0U) << row.name;
  }
}

}  // namespace
}  // namespace tidemark::trace
