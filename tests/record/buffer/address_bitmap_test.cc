#include "tidemark/record/buffer/address_bitmap.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace tidemark::record {
namespace {

std::vector<uintptr_t> AllOf(const AddressBitmap& bitmap) {
  std::vector<uintptr_t> all;
  bitmap.ForEach([&](uintptr_t address) { all.push_back(address); });
  return all;
}

TEST(AddressBitmapTest, KnowsWhatWasAddedAndNotRemoved) {
  AddressBitmap bitmap;
  bitmap.Open();
  const std::vector<uintptr_t> addresses = {0x10, 0x20, 0x3f0, 0x400, 0x7f0012345670};
  for (const uintptr_t address : addresses) bitmap.Add(address);
  EXPECT_EQ(AllOf(bitmap), addresses);
  EXPECT_TRUE(bitmap.Has(0x3f0));
  EXPECT_FALSE(bitmap.Has(0x3e0));
  EXPECT_FALSE(bitmap.Has(0x600000000000));  // nothing near it
  EXPECT_TRUE(bitmap.Remove(0x3f0));
  EXPECT_FALSE(bitmap.Remove(0x3f0));
  EXPECT_FALSE(bitmap.Has(0x3f0));
  EXPECT_EQ(AllOf(bitmap), (std::vector<uintptr_t>{0x10, 0x20, 0x400, 0x7f0012345670}));
}

TEST(AddressBitmapTest, KeepsNothingBeforeItIsOpened) {
  AddressBitmap bitmap;
  bitmap.Add(0x10);
  EXPECT_FALSE(bitmap.Has(0x10));
  EXPECT_EQ(AllOf(bitmap), std::vector<uintptr_t>());
}

}  // namespace
}  // namespace tidemark::record
