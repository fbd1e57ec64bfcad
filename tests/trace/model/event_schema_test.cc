#include "tidemark/trace/model/event_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tidemark::trace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <class Body, Place::In kIn>
std::vector<std::string> KeysIn() {
  std::vector<std::string> keys;
  ForEachFieldIn<Body, kIn>(
      [&keys]<size_t kIndex>() { keys.emplace_back(kField<Body, kIndex>.key); });
  return keys;
}

TEST(EventSchema, InARecordTheFixedFieldsComeFirstAndTheKeysByTheirBits) {
  EXPECT_THAT((KeysIn<View, Place::In::kFixed>()), ElementsAre("view", "buf"));
  EXPECT_THAT((KeysIn<Copy, Place::In::kKeys>()),
              ElementsAre("src_buf", "dst_buf", "src", "dst", "reason", "op"));
  EXPECT_THAT((KeysIn<Alloc, Place::In::kExtra>()), ElementsAre("space"));
  EXPECT_THAT((KeysIn<Drop, Place::In::kKeys>()), IsEmpty());
}

TEST(EventSchema, ABoolHasTwoBits) {
  EXPECT_EQ(kKeyBits<Write>, 1U | 2U | 4U);
  EXPECT_EQ(kKeyBits<Alloc>, 8191U);
  EXPECT_EQ(kKeyBits<Drop>, 0U);
}

TEST(EventSchema, AnEventNeedsOneAlternativeWhole) {
  EXPECT_FALSE(HasAnAlternative(Free{}));
  EXPECT_TRUE(HasAnAlternative(Free{.buffer = {.addr = 0}}));
  EXPECT_FALSE(HasAnAlternative(Copy{.src_buf = BufferId(1), .dst = ViewId(2)}));
  EXPECT_TRUE(HasAnAlternative(Copy{.src = ViewId(1), .dst = ViewId(2)}));
  EXPECT_TRUE(HasAnAlternative(Mark{})) << "has none to choose from";
}

TEST(EventSchema, KindsFindTheirAlternative) {
  size_t kind = 0;
  ForEachKind([&kind]<class Body>() {
    EXPECT_EQ(kKindOf<Body>, kind);
    EXPECT_EQ(kKindInfos[kind++].name, EventSchema<Body>::kInfo.name);
  });
  EXPECT_EQ(kind, kEventKinds);
}

}  // namespace
}  // namespace tidemark::trace
