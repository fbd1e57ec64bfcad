#include "tidemark/base/strong_id.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

#include "tidemark/base/ids.h"

namespace tidemark {
namespace {

static_assert(!std::is_convertible_v<BufferId, ViewId>);
static_assert(!std::is_convertible_v<int64_t, BufferId>);
static_assert(!std::is_constructible_v<BufferId, ViewId>);

TEST(StrongIdTest, ZeroIsNone) {
  EXPECT_FALSE(BufferId());
  EXPECT_FALSE(BufferId(0));
  EXPECT_TRUE(BufferId(1));
}

TEST(StrongIdTest, OrdersAndHashesByValue) {
  EXPECT_LT(BufferId(1), BufferId(2));
  EXPECT_EQ(BufferId(2), BufferId(2));
  const std::unordered_set<BufferId> ids = {BufferId(1), BufferId(2), BufferId(1)};
  EXPECT_EQ(ids.size(), 2u);
}

}  // namespace
}  // namespace tidemark
