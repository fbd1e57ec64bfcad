// Records with slots, in blocks.
#include "tidemark/analysis/model/slotted_slab.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

namespace tidemark::analysis {
namespace {

struct Record : SlotOwner {
  int64_t number = 3;
};

TEST(SlottedSlabTest, MakesAndDestroysSlotsWithTheRecord) {
  SlotLayout layout;
  const Slot<std::shared_ptr<int>> shared(&layout);
  const Slot<char> letter(&layout);
  const auto held = std::make_shared<int>(1);
  {
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
    Record* const again = slab.New();
    EXPECT_EQ(again->number, 3);
    EXPECT_EQ(shared.Of(*again), nullptr);
    EXPECT_EQ(letter.Of(*again), '\0');
  }
  EXPECT_EQ(held.use_count(), 1);
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
