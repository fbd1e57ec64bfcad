#include "tidemark/record/events/bridge_texts.h"

#include <cstring>

#include "tidemark/record/buffer/thread_local.h"

namespace tidemark::record {

const trace::KnownText* BridgeTexts::Add(const char* text) noexcept {
  const size_t size = std::strlen(text);
  if (size == 0 || size > trace::kMaxRememberedText) return nullptr;
  const SuppressHeap suppress;
  const std::lock_guard lock(mutex_);
  if (count_ >= kPlaces / 2) return nullptr;
  size_t i = HomeOf(text);
  for (; places_[i].key.load(std::memory_order_relaxed) != nullptr; i = (i + 1) % kPlaces) {
    if (places_[i].key.load(std::memory_order_relaxed) == text) return places_[i].text;
  }
  auto* const copy = new char[size + 1];
  std::memcpy(copy, text, size + 1);
  places_[i].text = new trace::KnownText(copy, size);
  places_[i].key.store(text, std::memory_order_release);
  ++count_;
  return places_[i].text;
}

}  // namespace tidemark::record
