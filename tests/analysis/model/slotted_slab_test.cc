// Records in blocks, and the state that rules keep with them.
#include "tidemark/analysis/model/slotted_slab.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tidemark::analysis {
namespace {

struct Record : SlotOwner {
  int64_t number = 3;
};

TEST(SlottedSlabTest, AStateIsMadeWhenItIsAskedForAndGoesWithItsRecord) {
  SlotLayout layout;
  const Slot<char> letter(&layout);
  const Slot<std::string> text(&layout);
  const Slot<std::shared_ptr<int>> shared(&layout);
  const auto held = std::make_shared<int>(1);
  SlottedSlab<Record> slab(&layout);
  Record* const one = slab.New();
  Record* const other = slab.New();
  EXPECT_EQ(text.Find(*one), nullptr);
  text.Of(*one) = "a text that is too long to be kept without an allocation";
  text.Of(*other) = "b";
  shared.Of(*one) = held;
  one->number = 5;
  EXPECT_EQ(letter.Find(*one), nullptr);
  EXPECT_EQ(letter.Of(*one), '\0');
  EXPECT_NE(letter.Find(*one), nullptr);
  EXPECT_EQ(text.Find(*one)->size(), 56u);
  EXPECT_EQ(text.Of(*other), "b");
  EXPECT_EQ(shared.Find(*other), nullptr);
  EXPECT_EQ(held.use_count(), 2);
  slab.Free(one);
  EXPECT_EQ(held.use_count(), 1);
  Record* const again = slab.New();
  EXPECT_EQ(again->number, 3);
  EXPECT_EQ(text.Find(*again), nullptr);
  EXPECT_EQ(text.Of(*again), "");
}

TEST(SlottedSlabTest, StatesEndWithTheLayout) {
  const auto held = std::make_shared<int>(1);
  {
    SlotLayout layout;
    const Slot<std::shared_ptr<int>> shared(&layout);
    SlottedSlab<Record> slab(&layout);
    std::vector<Record*> records;
    for (int i = 0; i < 1000; ++i) {
      records.push_back(slab.New());
      shared.Of(*records.back()) = held;
    }
    EXPECT_EQ(held.use_count(), 1001);
    for (int i = 0; i < 1000; i += 2) slab.Free(records[static_cast<size_t>(i)]);
    EXPECT_EQ(held.use_count(), 501);
    EXPECT_EQ(slab.size(), 500u);
  }
  EXPECT_EQ(held.use_count(), 1);
}

TEST(SlottedSlabTest, ALayoutMayBeEmpty) {
  SlotLayout layout;
  SlottedSlab<Record> slab(&layout);
  EXPECT_EQ(layout.bytes(), 0u);
  EXPECT_EQ(slab.New()->number, 3);
}

TEST(SlottedSlabTest, VisitsThoseInUse) {
  SlotLayout layout;
  SlottedSlab<Record> slab(&layout);
  std::set<const Record*> used;
  std::vector<Record*> records;
  for (int i = 0; i < 700; ++i) records.push_back(slab.New());
  for (int i = 0; i < 700; ++i) {
    Record* const record = records[static_cast<size_t>(i)];
    if (i % 3 == 0) {
      slab.Free(record);
    } else {
      used.insert(record);
    }
  }
  std::set<const Record*> visited;
  slab.ForEach([&](const Record& record) { EXPECT_TRUE(visited.insert(&record).second); });
  EXPECT_EQ(visited, used);
}

}  // namespace
}  // namespace tidemark::analysis
