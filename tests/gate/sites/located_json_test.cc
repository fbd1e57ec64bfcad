#include "tidemark/gate/sites/located_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string ErrorOf(const std::string& text) {
  return std::string(LocatedJson::Parse(text, "f.json").status().message());
}

TEST(LocatedJson, KnowsTheLineAndTheWayOfEachValue) {
  const absl::StatusOr<LocatedJson> document = LocatedJson::Parse(
      "{\"a\": [1,\n 2.5, {\"b\":\n\n true}],\n\"c, : {\": \"x\\\"\\\\\",\n \"d\": null}",
      "f.json");
  ASSERT_TRUE(document.ok()) << document.status();
  const LocatedValue& list = *document->root().Find("a");
  EXPECT_EQ(list.line(), 1);
  EXPECT_EQ(list.items()[1].line(), 2);
  EXPECT_EQ(list.items()[1].number(), 2.5);
  int64_t whole = 0;
  EXPECT_FALSE(list.items()[1].Whole(&whole));
  EXPECT_TRUE(list.items()[0].Whole(&whole));
  const LocatedValue& flag = *list.items()[2].Find("b");
  EXPECT_TRUE(flag.is_bool() && flag.flag());
  EXPECT_EQ(flag.line(), 4);
  EXPECT_EQ(flag.path(), "a[2].b");
  EXPECT_EQ(document->root().Find("c, : {")->text(), "x\"\\");
  EXPECT_EQ(document->root().Find("c, : {")->line(), 5);
  EXPECT_EQ(document->root().Find("d")->line(), 6);
  EXPECT_EQ(std::string(document->Error(flag, "no").message()), "f.json:4: a[2].b: no");
}

TEST(LocatedJson, SaysWhereItIsNoJson) {
  EXPECT_THAT(ErrorOf("{\"a\": 1,\n  \"b\" 2}"), StartsWith("f.json:2:7: "));
  EXPECT_THAT(ErrorOf(""), HasSubstr("empty"));
  EXPECT_THAT(ErrorOf("{} x"), StartsWith("f.json:1:"));
  EXPECT_THAT(ErrorOf("\xff\xfe"), StartsWith("f.json:1:1"));
  EXPECT_THAT(ErrorOf("{\"a\": 1,\n\"a\": 2}"), HasSubstr("f.json:2: the key 'a' stands twice"));
  EXPECT_THAT(ErrorOf(std::string(100000, '[')), HasSubstr("nested too deeply"));
}

TEST(LocatedJson, RefusesTooManyKeys) {
  std::string text = "{";
  for (int i = 0; i < 2000; ++i) absl::StrAppend(&text, i == 0 ? "" : ",", "\"k", i, "\":1");
  EXPECT_THAT(ErrorOf(text + "}"), HasSubstr("too many keys"));
}

TEST(LocatedJson, NamesTheNearestKey) {
  const LocatedJson document = LocatedJson::Parse("{\"a\":1,\n\"limts\":2}", "f.json").value();
  constexpr absl::string_view kKeys[] = {"a", "limits"};
  EXPECT_EQ(std::string(document.CheckKeys(document.root(), kKeys).message()),
            "f.json:2: limts: unknown key 'limts'; did you mean 'limits'?");
}

}  // namespace
}  // namespace tidemark::gate
