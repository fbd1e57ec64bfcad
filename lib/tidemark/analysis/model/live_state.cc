#include "tidemark/analysis/model/live_state.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tidemark/analysis/model/hash_table_internal.h"
#include "tidemark/analysis/model/strided_set.h"

namespace tidemark::analysis {

template class HashTable<int64_t, std::unique_ptr<LiveBuffer>>;
template class HashTable<int64_t, LiveView>;

bool CoversAll(const Layout& layout, const LiveBuffer& buffer) {
  const std::optional<StridedSet> bytes = layout.Bytes(buffer.bytes);
  if (!bytes.has_value()) return true;
  if (bytes->axes.empty()) return bytes->run >= buffer.bytes;
  if (bytes->span() < buffer.bytes || bytes->AddressedBytes() < buffer.bytes) return false;
  int64_t work = 1 << 16;
  return CountDistinctBytes({*bytes}, &work).value_or(buffer.bytes) >= buffer.bytes;
}

void LiveState::End(int64_t serial) {
  const LiveBuffer* buffer = Find(serial);
  if (buffer == nullptr) return;
  if (buffer->array_state != nullptr) {
    for (int64_t view : buffer->array_state->views) views_.Erase(view);
  }
  last_ = nullptr;
  buffers_.Erase(serial);
  names_.End(serial);
}

bool LiveState::BeginView(LiveView view) {
  if (seen_views_.Contains(view.id)) return false;
  seen_views_.Insert(view.id);
  LiveBuffer* buffer = Find(view.buffer);
  if (buffer == nullptr) return false;
  Array(*buffer).views.insert(view.id);
  const int64_t id = view.id;
  views_[id] = std::move(view);
  return true;
}

Presence LiveState::ViewPresence(ViewId id) const {
  if (views_.Contains(id.value())) return Presence::kLive;
  return seen_views_.Contains(id.value()) ? Presence::kEnded : Presence::kUnknown;
}

void LiveState::EndView(ViewId id) {
  const LiveView* view = views_.Find(id.value());
  if (view == nullptr) return;
  LiveBuffer* buffer = Find(view->buffer);
  if (buffer != nullptr) Array(*buffer).views.erase(id.value());
  views_.Erase(id.value());
}

std::vector<int64_t> LiveState::Serials() const {
  std::vector<int64_t> serials = buffers_.Keys();
  std::sort(serials.begin(), serials.end());
  return serials;
}

}  // namespace tidemark::analysis
