// The places that a bridge has named: of the process, and what each is called in the recording.
//
// Used by BridgeEvents. A place is named once, by texts that are copied, and is a number from then on;
// its definition goes into a trace when that trace first needs it.
//
// Ownership: the texts are kept for good. Threading: any thread.
#ifndef TIDEMARK_RECORD_EVENTS_BRIDGE_SITES_H_
#define TIDEMARK_RECORD_EVENTS_BRIDGE_SITES_H_

#include <atomic>
#include <cstdint>
#include <mutex>

#include "tidemark/base/ids.h"
#include "tidemark/base/source_location.h"
#include "tidemark/record/recording/recording.h"

namespace tidemark::record {

class BridgeSites {
 public:
  constexpr BridgeSites() = default;

  // 0 where there is no memory, or are too many places.
  uint32_t Add(const char* file, uint32_t line, const char* function) noexcept;

  // Of the recording with that number, between its Enter and Leave. 0 for 0.
  SiteId Find(Recording* recording, uint64_t number, ThreadBuffer* buffer, uint32_t site) noexcept {
    if (site == 0) return {};
    Place* const place = PlaceOf(site);
    if (place == nullptr) return {};
    const uint64_t known = place->known.load(std::memory_order_relaxed);
    if (known >> kIdBits == number) [[likely]] {
      return SiteId(static_cast<int64_t>(known & ((uint64_t{1} << kIdBits) - 1)));
    }
    return Define(recording, number, buffer, place);
  }

  SourceLocation Location(uint32_t site) noexcept {
    const Place* const place = site == 0 ? nullptr : PlaceOf(site);
    return place == nullptr ? SourceLocation() : place->location;
  }

  void ForgetLock() noexcept { ::new (static_cast<void*>(&mutex_)) std::mutex; }

 private:
  static constexpr unsigned kIdBits = 32;
  static constexpr uint32_t kBlockBits = 10;
  static constexpr uint32_t kBlocks = 4096;

  struct Place {
    SourceLocation location;
    std::atomic<uint64_t> known{0};  // the recording's number, and the id in it
  };
  struct Texts;

  Place* PlaceOf(uint32_t site) noexcept {
    Place* const block = blocks_[site >> kBlockBits].load(std::memory_order_acquire);
    return block == nullptr ? nullptr : block + (site & ((1U << kBlockBits) - 1));
  }
  static SiteId Define(Recording* recording, uint64_t number, ThreadBuffer* buffer,
                       Place* place) noexcept;

  std::mutex mutex_;
  Texts* texts_ = nullptr;
  uint32_t count_ = 0;
  std::atomic<Place*> blocks_[kBlocks] = {};
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_EVENTS_BRIDGE_SITES_H_
