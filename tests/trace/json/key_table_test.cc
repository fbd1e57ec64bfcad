#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tidemark/trace/json/key_table_internal.h"

namespace tidemark::trace {
namespace {

TEST(KeyTableTest, EveryNameFindsItsRow) {
  for (size_t i = 0; i < kKeys; ++i) {
    EXPECT_EQ(FindKey(PackedName::Of(kKeyNames.names[i])), i);
  }
  for (size_t i = 0; i < kEventKinds; ++i) {
    EXPECT_EQ(FindKind(PackedName::Of(kKindInfos[i].name)), i);
  }
}

TEST(KeyTableTest, NeighboursOfANameFindNothing) {
  std::set<absl::string_view> names;
  for (size_t i = 0; i < kKeys; ++i) names.insert(kKeyNames.names[i]);
  for (const absl::string_view key : names) {
    const std::string name(key);
    for (const std::string& other :
         {name + "x", "x" + name, name.substr(0, name.size() - 1), name.substr(1)}) {
      if (names.count(other) != 0) continue;
      EXPECT_EQ(FindKey(PackedName::Of(other)), kUnknownKey) << other;
    }
  }
  EXPECT_EQ(FindKey(PackedName::Of("")), kUnknownKey);
  EXPECT_EQ(FindKind(PackedName::Of("Alloc")), kUnknownKind);
}

TEST(KeyTableTest, NamesFitTheirPackedForm) {
  for (size_t i = 0; i < kKeys; ++i) EXPECT_LT(kKeyNames.names[i].size(), PackedName::kMaxBytes);
  for (const KindInfo& info : kKindInfos) EXPECT_LT(info.name.size(), PackedName::kMaxBytes);
}

TEST(KeyTableTest, ThePaddedFormEqualsThePlainOne) {
  const std::string text = "start_unix_ns\":17,\"filler";
  for (size_t size = 0; size <= PackedName::kMaxBytes; ++size) {
    EXPECT_EQ(PackedName::OfPadded(text.data(), size), PackedName::Of(text.substr(0, size)))
        << size;
  }
}

TEST(KeyTableTest, ThePlainPrefixEndsAtTheFirstQuoteOrBackslash) {
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

TEST(KeyTableTest, AKeyIsWhatItsKindSays) {
  const auto use = [](absl::string_view kind, absl::string_view key) {
    return kKindTables[FindKind(PackedName::Of(kind))].uses[FindKey(PackedName::Of(key))];
  };
  EXPECT_EQ(use("site", "file").type, FieldType::kText);
  EXPECT_EQ(use("memory", "file").type, FieldType::kInteger);
  EXPECT_TRUE(use("mark", "t").is_known());
  EXPECT_FALSE(use("site", "t").is_known()) << "definitions have no time";
  EXPECT_NE(use("write", "stack").number, use("stack", "stack").number) << "a stack's own id";
  EXPECT_FALSE(use("drop", "buf").is_known());
  EXPECT_FALSE(use("alloc", "ev").is_known());
  EXPECT_FALSE(use("quark", "t").is_known());
}

}  // namespace
}  // namespace tidemark::trace
