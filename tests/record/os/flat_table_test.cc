#include "tidemark/record/os/flat_table.h"

#include <gtest/gtest.h>

#include <random>
#include <unordered_map>

namespace tidemark::record {
namespace {

TEST(FlatTableTest, IsAMap) {
  std::mt19937_64 random(5);
  FlatTable table;
  std::unordered_map<uint64_t, uint32_t> model;
  EXPECT_EQ(table.Find(3), 0u);
  for (uint32_t i = 1; i < 20000; ++i) {
    // Some keys again, some close together, some far apart.
    const uint64_t key = 1 + (i % 3 == 0 ? random() % 500 : (i % 3 == 1 ? i : random()));
    table.Put(key, i);
    model[key] = i;
  }
  EXPECT_EQ(table.size(), model.size());
  for (const auto& [key, value] : model) EXPECT_EQ(table.Find(key), value);
  for (int i = 0; i < 1000; ++i) {
    const uint64_t key = random();
    EXPECT_EQ(table.Find(key), model.count(key) != 0 ? model[key] : 0);
  }
  table.Clear();
  EXPECT_EQ(table.size(), 0u);
  EXPECT_EQ(table.Find(1), 0u);
}

}  // namespace
}  // namespace tidemark::record
