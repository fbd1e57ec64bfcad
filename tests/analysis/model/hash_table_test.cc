// The hash table that the passes look up in.
#include "tidemark/analysis/model/hash_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <utility>

namespace tidemark::analysis {
namespace {

using testing::UnorderedElementsAre;

TEST(HashTableTest, FindsWhatWasInsertedUntilItIsErased) {
  HashTable<int64_t, int64_t> table;
  EXPECT_TRUE(table.empty());
  EXPECT_EQ(table.Find(7), nullptr);
  EXPECT_TRUE(table.Insert(7, 70).second);
  EXPECT_FALSE(table.Insert(7, 71).second);
  EXPECT_EQ(*table.Find(7), 70);
  EXPECT_EQ(table[8], 0);
  table[8] = 80;
  EXPECT_THAT(table.Keys(), UnorderedElementsAre(7, 8));
  EXPECT_TRUE(table.Erase(7));
  EXPECT_FALSE(table.Erase(7));
  EXPECT_FALSE(table.Contains(7));
  EXPECT_EQ(table.size(), 1u);
}

TEST(HashTableTest, MovesWithItsValues) {
  HashTable<int64_t, int64_t> from;
  from[1] = 10;
  HashTable<int64_t, int64_t> to = std::move(from);
  EXPECT_EQ(to[1], 10);
  from = HashTable<int64_t, int64_t>();
  EXPECT_TRUE(from.empty());
}

}  // namespace
}  // namespace tidemark::analysis
