#include "tidemark/record/events/bridge_sites.h"

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "tidemark/record/buffer/thread_local.h"
#include "tidemark/record/os/own_memory.h"
#include "tidemark/record/os/text_or_empty.h"

namespace tidemark::record {

struct BridgeSites::Texts {
  std::set<std::string, std::less<>> texts;
  std::map<std::tuple<const char*, uint32_t, const char*>, uint32_t> sites;

  // The same text always has the same address.
  const char* Keep(const char* text) {
    const auto known = texts.find(TextOrEmpty(text));
    return known != texts.end() ? known->c_str() : texts.emplace(text).first->c_str();
  }
};

uint32_t BridgeSites::Add(const char* file, uint32_t line, const char* function) noexcept {
  const SuppressHeap suppress;
  const std::lock_guard lock(mutex_);
  if (texts_ == nullptr) texts_ = new Texts;
  const char* const kept_file = texts_->Keep(file == nullptr ? "" : file);
  const char* const kept_function = texts_->Keep(function == nullptr ? "" : function);
  uint32_t& site = texts_->sites[{kept_file, line, kept_function}];
  if (site != 0) return site;
  const uint32_t fresh = count_ + 1;
  if (fresh >> kBlockBits >= kBlocks) return 0;
  std::atomic<Place*>& block = blocks_[fresh >> kBlockBits];
  if (block.load(std::memory_order_relaxed) == nullptr) {
    void* const memory = MapOwn(sizeof(Place) << kBlockBits);
    if (memory == nullptr) return 0;
    block.store(static_cast<Place*>(memory), std::memory_order_release);
  }
  Place* const place = ::new (static_cast<void*>(PlaceOf(fresh))) Place;
  place->location = SourceLocation(kept_file, kept_function, line);
  count_ = fresh;
  return site = fresh;
}

SiteId BridgeSites::Define(Recording* recording, uint64_t number, ThreadBuffer* buffer,
                           Place* place) noexcept {
  const SiteId site = recording->Site(buffer, place->location, nullptr);
  const auto id = static_cast<uint64_t>(site.value());
  if (site && id >> kIdBits == 0) {
    place->known.store(number << kIdBits | id, std::memory_order_relaxed);
  }
  return site;
}

}  // namespace tidemark::record
