// The table that ids are looked up in.
#include "tidemark/analysis/model/id_table.h"

#include <gtest/gtest.h>

#include <utility>

namespace tidemark::analysis {
namespace {

TEST(IdTableTest, FindsWhatWasInserted) {
  IdTable table;
  EXPECT_EQ(table.Find(7), nullptr);
  EXPECT_TRUE(table.Insert(7, 70).second);
  EXPECT_FALSE(table.Insert(7, 71).second);
  EXPECT_EQ(*table.Find(7), 70);
  EXPECT_EQ(table[8], 0);
  table[8] = 80;
  EXPECT_TRUE(table.Contains(8));
  EXPECT_FALSE(table.Contains(9));
  EXPECT_EQ(table.size(), 2u);
}

TEST(IdTableTest, MovesWithItsValues) {
  IdTable from;
  from[1] = 10;
  IdTable to = std::move(from);
  EXPECT_EQ(to[1], 10);
  from = IdTable();
  EXPECT_EQ(from.size(), 0u);
}

}  // namespace
}  // namespace tidemark::analysis
