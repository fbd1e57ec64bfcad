// Records and their handles.
#include "tidemark/analysis/model/slab.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>

namespace tidemark::analysis {
namespace {

struct Numbered {
  int64_t number = -1;
};

TEST(SlabTest, RecordsKeepWhatIsTheirs) {
  Slab<Numbered> slab;
  std::map<SlabHandle, int64_t> plain;
  std::map<SlabHandle, const Numbered*> addresses;
  std::mt19937_64 random(1);
  for (int64_t i = 0; i < 50'000; ++i) {
    if (plain.empty() || random() % 5 < 3) {
      const SlabHandle handle = slab.New();
      ASSERT_NE(handle, 0u);
      ASSERT_EQ(slab[handle].number, -1) << "not as it is made";
      ASSERT_TRUE(plain.emplace(handle, i).second) << "handed out twice";
      slab[handle].number = i;
      addresses[handle] = &slab[handle];
    } else {
      auto it = plain.lower_bound(static_cast<SlabHandle>(random() % (slab.last() + 1)));
      if (it == plain.end()) it = plain.begin();
      slab.Free(it->first);
      plain.erase(it);
    }
    ASSERT_EQ(slab.size(), plain.size());
  }
  for (const auto& [handle, number] : plain) {
    EXPECT_EQ(slab[handle].number, number);
    EXPECT_EQ(&slab[handle], addresses[handle]) << "moved";
    EXPECT_LE(handle, slab.last());
  }
}

TEST(SlabTest, HandsOutAgainWhatCameBackLast) {
  Slab<Numbered> slab;
  const SlabHandle first = slab.New();
  const SlabHandle second = slab.New();
  slab.Free(first);
  slab.Free(second);
  EXPECT_EQ(slab.New(), second);
  EXPECT_EQ(slab.New(), first);
  EXPECT_EQ(slab.last(), 2u);
}

}  // namespace
}  // namespace tidemark::analysis
