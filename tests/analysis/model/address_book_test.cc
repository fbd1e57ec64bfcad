// Addresses, live and freed, beside plain maps.
#include "tidemark/analysis/model/address_book.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>
#include <vector>

namespace tidemark::analysis {
namespace {

// The definition: an address counts as freed for so many frees, unless it is used again.
class PlainBook {
 public:
  void Settle(uint64_t address, SlabHandle buffer) {
    live_[address] = buffer;
    freed_.erase(address);
  }
  void Free(uint64_t address) {
    live_.erase(address);
    freed_[address] = ++frees_;
  }
  void Vacate(uint64_t address) { live_.erase(address); }
  SlabHandle At(uint64_t address) const {
    const auto it = live_.find(address);
    return it == live_.end() ? 0 : it->second;
  }
  bool WasFreed(uint64_t address) const {
    const auto it = freed_.find(address);
    return it != freed_.end() && it->second > frees_ - AddressBook::kRememberedFrees;
  }

 private:
  std::map<uint64_t, SlabHandle> live_;
  std::map<uint64_t, int64_t> freed_;
  int64_t frees_ = 0;
};

void ExpectEqual(AddressBook& book, const PlainBook& plain, uint64_t address) {
  const AddressBook::Place* place = book.Find(address);
  ASSERT_EQ(place == nullptr ? 0 : place->buffer(), plain.At(address)) << address;
  ASSERT_EQ(place != nullptr && book.WasFreed(*place), plain.WasFreed(address)) << address;
}

// `addresses` how many, `step` how far apart, `steps` how many changes.
void Compare(uint64_t seed, uint64_t addresses, uint64_t step, int steps) {
  std::mt19937_64 random(seed);
  AddressBook book;
  PlainBook plain;
  SlabHandle last = 0;
  for (int i = 0; i < steps; ++i) {
    const uint64_t address = random() % addresses * step;
    const SlabHandle held = plain.At(address);
    ExpectEqual(book, plain, address);
    ExpectEqual(book, plain, random() % addresses * step);
    if (held == 0) {
      AddressBook::Place& place = book.PlaceOf(address);
      ASSERT_EQ(place.buffer(), 0u);
      book.Settle(&place, ++last);
      plain.Settle(address, last);
    } else if (random() % 16 == 0) {
      book.Vacate(&book.PlaceOf(address));
      plain.Vacate(address);
    } else {
      book.Free(&book.PlaceOf(address));
      plain.Free(address);
    }
  }
  for (uint64_t i = 0; i < addresses; ++i) ExpectEqual(book, plain, i * step);
}

TEST(AddressBookTest, AgreesWithMapsOnFewAddresses) { Compare(1, 50, 16, 20'000); }
TEST(AddressBookTest, AgreesWithMapsOnMoreThanAreRemembered) { Compare(2, 120'000, 16, 300'000); }
TEST(AddressBookTest, AgreesWithMapsOnAddressesFarApart) {
  Compare(3, 40'000, uint64_t{1} << 47, 100'000);
}
// Any number can be an address in a trace, 0 and the largest as well.
TEST(AddressBookTest, TakesEveryAddress) {
  AddressBook book;
  for (const uint64_t address : {uint64_t{0}, uint64_t{1}, UINT64_MAX, UINT64_MAX - 1}) {
    EXPECT_EQ(book.Find(address), nullptr);
    book.Settle(&book.PlaceOf(address), 7);
    ASSERT_NE(book.Find(address), nullptr);
    EXPECT_EQ(book.Find(address)->buffer(), 7u);
  }
}

TEST(AddressBookTest, ForgetsAnAddressAfterSoManyFrees) {
  AddressBook book;
  const auto use = [&](uint64_t address) {
    book.Settle(&book.PlaceOf(address), 1);
    book.Free(&book.PlaceOf(address));
  };
  use(5);
  for (int64_t i = 1; i < AddressBook::kRememberedFrees; ++i) use(6);
  EXPECT_TRUE(book.WasFreed(book.PlaceOf(5)));
  use(6);
  EXPECT_FALSE(book.WasFreed(book.PlaceOf(5)));
}

}  // namespace
}  // namespace tidemark::analysis
