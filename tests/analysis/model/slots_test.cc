// State that rules keep with live records.
#include "tidemark/analysis/model/slots.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>

namespace tidemark::analysis {
namespace {

struct Record : SlotOwner {
  int64_t number = 0;
};

TEST(SlotsTest, EachRecordHasAnObjectOfEachTypeThatGoesWithIt) {
  SlotLayout layout;
  const Slot<char> letter(&layout);
  const Slot<std::string> text(&layout);
  const Slot<std::shared_ptr<int>> shared(&layout);
  const auto held = std::make_shared<int>(1);
  SlottedPtr<Record> one = MakeSlotted<Record>(layout);
  const SlottedPtr<Record> other = MakeSlotted<Record>(layout);
  EXPECT_EQ(letter.Of(*one), '\0');
  text.Of(*one) = "a text that is too long to be kept without an allocation";
  text.Of(*other) = "b";
  shared.Of(*one) = held;
  one->number = 5;
  EXPECT_EQ(letter.Of(*one), '\0');
  EXPECT_EQ(text.Of(*one).size(), 56u);
  EXPECT_EQ(text.Of(*other), "b");
  EXPECT_EQ(held.use_count(), 2);
  one.reset();
  EXPECT_EQ(held.use_count(), 1);
}

TEST(SlotsTest, ALayoutMayBeEmpty) {
  SlotLayout layout;
  const SlottedPtr<Record> record = MakeSlotted<Record>(layout);
  EXPECT_EQ(layout.bytes(), 0u);
  EXPECT_EQ(record->number, 0);
}

}  // namespace
}  // namespace tidemark::analysis
