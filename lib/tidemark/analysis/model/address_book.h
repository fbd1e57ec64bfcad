// Which buffer is at an address, and which addresses were freed lately.
//
// Used by LiveState with every event of the heap. A freed address keeps its place in the table, marked
// with the number of its free: malloc hands it out again soon, and until then its place tells a double
// free from the free of an address that never was one. Addresses freed more than kRememberedFrees
// frees ago are unknown.
//
// Open addressing. The place of an address is its hash as a fraction of the table, so that the
// addresses are in the order of their hashes and the table grows in one sweep, by a third.
//
// Memory: 16 bytes a place, of which a half to three quarters are in use: by live addresses, the
//   remembered ones, and older ones until the table is swept.
// Threading: one thread at a time.
//
//   AddressBook::Place& place = book.PlaceOf(address);
//   if (place.buffer() == 0) book.Settle(&place, handle);
//   book.Free(&place);
#ifndef TIDEMARK_ANALYSIS_MODEL_ADDRESS_BOOK_H_
#define TIDEMARK_ANALYSIS_MODEL_ADDRESS_BOOK_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "tidemark/analysis/model/slab.h"

namespace tidemark::analysis {

class AddressBook {
 public:
  static constexpr int64_t kRememberedFrees = int64_t{1} << 16;

  class Place {
   public:
    // 0: no live one.
    SlabHandle buffer() const {
      return (state_ & 1) != 0 ? static_cast<SlabHandle>(state_ >> 1) : 0;
    }

   private:
    friend class AddressBook;

    uint64_t address_ = 0;
    // 0: nobody's. Odd: a buffer's handle, doubled. Even: the number of the free, doubled.
    uint64_t state_ = 0;
  };

  AddressBook();

  // Places are valid until the next call of PlaceOf. Null where the address was never used, or is
  // forgotten.
  Place* Find(uint64_t address) {
    for (size_t i = HomeOf(address);; i = i + 1 == places_.size() ? 0 : i + 1) {
      if (places_[i].state_ == 0) return nullptr;
      if (places_[i].address_ == address) return &places_[i];
    }
  }
  // The address's, with or without a buffer.
  Place& PlaceOf(uint64_t address) {
    size_t i = HomeOf(address);
    for (; places_[i].state_ != 0; i = i + 1 == places_.size() ? 0 : i + 1) {
      if (places_[i].address_ == address) return places_[i];
    }
    if (used_ >= most_used_) return MakeRoomFor(address);
    return Occupy(i, address);
  }

  // A buffer begins at the address.
  void Settle(Place* place, SlabHandle buffer) { place->state_ = (uint64_t{buffer} << 1) | 1; }
  // The buffer there was freed.
  void Free(Place* place) { place->state_ = static_cast<uint64_t>(++frees_) << 1; }
  // There is no buffer there any more, and none was freed.
  void Vacate(Place* place) { place->state_ = uint64_t{kLongAgo} << 1; }

  bool WasFreed(const Place& place) const {
    return (place.state_ & 1) == 0 && IsRemembered(place.state_);
  }

  // Where the address will be looked for: to be prefetched, and by the caller himself, since GCC drops
  // calls of functions that do nothing else.
  const void* HomeAt(uint64_t address) const { return &places_[HomeOf(address)]; }
  // The buffer there, where that is known without a search; else 0.
  SlabHandle Guess(uint64_t address) const {
    const Place& home = places_[HomeOf(address)];
    return home.address_ == address ? home.buffer() : 0;
  }

 private:
  static constexpr int64_t kLongAgo = 1;

  bool IsRemembered(uint64_t state) const {
    return static_cast<int64_t>(state >> 1) > frees_ - kRememberedFrees;
  }
  size_t HomeOf(uint64_t address) const {
    // Addresses are multiples of 16 mostly, and lie close together.
    uint64_t hash = (address ^ (address >> 32)) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 29;
    hash *= 0xBF58476D1CE4E5B9U;
    return static_cast<size_t>(
        absl::Uint128High64(absl::uint128(hash) * absl::uint128(places_.size())));
  }
  Place& Occupy(size_t at, uint64_t address) {
    ++used_;
    places_[at].address_ = address;
    places_[at].state_ = uint64_t{kLongAgo} << 1;
    return places_[at];
  }
  Place& MakeRoomFor(uint64_t address);
  void Resize(size_t places);

  std::vector<Place> places_;
  size_t used_ = 0;       // by live, freed and forgotten addresses
  size_t most_used_ = 0;  // before the table is swept
  int64_t frees_ = kLongAgo + kRememberedFrees;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_ADDRESS_BOOK_H_
