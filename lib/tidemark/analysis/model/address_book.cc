#include "tidemark/analysis/model/address_book.h"

#include <utility>

namespace tidemark::analysis {
namespace {

constexpr size_t kFewPlaces = 1024;
// Up to so many, a table is kept half empty: it is in a cache, and shorter ways are worth more.
constexpr size_t kCachedPlaces = size_t{1} << 16;

size_t MostUsed(size_t places) {
  return places <= kCachedPlaces ? places / 16 * 7 : places / 4 * 3;
}

}  // namespace

AddressBook::AddressBook() { Resize(kFewPlaces); }

// Forgets what was freed long ago, and grows where that does not leave enough room.
AddressBook::Place& AddressBook::MakeRoomFor(uint64_t address) {
  size_t needed = 1;
  for (const Place& place : places_) {
    const bool is_live = (place.state_ & 1) != 0;
    if (is_live || (place.state_ != 0 && IsRemembered(place.state_))) ++needed;
  }
  size_t places = places_.size();
  while (needed > MostUsed(places) / 6 * 5) places += places / 3;
  Resize(places);
  return PlaceOf(address);
}

void AddressBook::Resize(size_t places) {
  std::vector<Place> before = std::exchange(places_, std::vector<Place>(places));
  used_ = 0;
  most_used_ = MostUsed(places);
  // Starts behind a gap, so that places that wrapped around the end come last, as they should.
  size_t start = 0;
  while (start < before.size() && before[start].state_ != 0) ++start;
  for (size_t n = 0; n < before.size(); ++n) {
    const Place& place = before[(start + n) % before.size()];
    if (place.state_ == 0) continue;
    if ((place.state_ & 1) == 0 && !IsRemembered(place.state_)) continue;
    PlaceOf(place.address_).state_ = place.state_;
  }
}

}  // namespace tidemark::analysis
