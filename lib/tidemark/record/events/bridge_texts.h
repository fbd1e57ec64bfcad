// Texts that bridges pass by the same address again and again: operations, dtypes, reasons.
//
// Used by BridgeEvents. A text is looked at once; from then on its address stands for it.
//
// Ownership: the texts are copied, and kept for good. Threading: any thread; a known one is found
//   without a lock.
#ifndef TIDEMARK_RECORD_EVENTS_BRIDGE_TEXTS_H_
#define TIDEMARK_RECORD_EVENTS_BRIDGE_TEXTS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <new>

#include "tidemark/trace/binary/brief_bodies.h"

namespace tidemark::record {

class BridgeTexts {
 public:
  constexpr BridgeTexts() = default;

  // Null for null, for "", for a text of more than 255 bytes, and where there are too many.
  const trace::KnownText* Find(const char* text) noexcept {
    if (text == nullptr) return nullptr;
    for (size_t i = HomeOf(text);; i = (i + 1) % kPlaces) {
      const char* const key = places_[i].key.load(std::memory_order_acquire);
      if (key == text) [[likely]] {
        return places_[i].text;
      }
      if (key == nullptr) return Add(text);
    }
  }

  void ForgetLock() noexcept { ::new (static_cast<void*>(&mutex_)) std::mutex; }

 private:
  static constexpr size_t kPlaces = 4096;

  struct Place {
    std::atomic<const char*> key{nullptr};
    const trace::KnownText* text = nullptr;
  };

  static size_t HomeOf(const char* text) noexcept {
    return static_cast<size_t>((reinterpret_cast<uintptr_t>(text) * 0x9e3779b97f4a7c15U) >> 52);
  }
  const trace::KnownText* Add(const char* text) noexcept;

  std::mutex mutex_;
  size_t count_ = 0;
  Place places_[kPlaces];
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_EVENTS_BRIDGE_TEXTS_H_
