#include "tidemark/analysis/model/live_state.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "tidemark/analysis/model/strided_set.h"

namespace tidemark::analysis {

struct LiveState::Tables {
  absl::flat_hash_map<int64_t, std::unique_ptr<LiveBuffer>> buffers;
  absl::flat_hash_map<int64_t, LiveView> views;
};

LiveState::LiveState() : tables_(std::make_unique<Tables>()) {}
LiveState::~LiveState() = default;

bool CoversAll(const Layout& layout, const LiveBuffer& buffer) {
  const std::optional<StridedSet> bytes = layout.Bytes(buffer.bytes);
  if (!bytes.has_value()) return true;
  if (bytes->axes.empty()) return bytes->run >= buffer.bytes;
  if (bytes->span() < buffer.bytes || bytes->AddressedBytes() < buffer.bytes) return false;
  int64_t work = 1 << 16;
  return CountDistinctBytes({*bytes}, &work).value_or(buffer.bytes) >= buffer.bytes;
}

LiveBuffer& LiveState::Begin(int64_t serial) {
  auto& buffer = tables_->buffers[serial];
  buffer = std::make_unique<LiveBuffer>();
  buffer->serial = serial;
  last_serial_ = serial;
  last_ = buffer.get();
  return *buffer;
}

LiveBuffer* LiveState::LookUp(int64_t serial) {
  auto it = tables_->buffers.find(serial);
  last_serial_ = serial;
  last_ = it == tables_->buffers.end() ? nullptr : it->second.get();
  return last_;
}

void LiveState::MakeArray(LiveBuffer& buffer) {
  buffer.array_state = MakeSlotted<ArrayState>(array_slots_);
  buffer.array_state->escaped = buffer.foreign;
}

const LiveView* LiveState::FindView(ViewId id) const {
  auto it = tables_->views.find(id.value());
  return it == tables_->views.end() ? nullptr : &it->second;
}

void LiveState::End(int64_t serial) {
  const LiveBuffer* buffer = Find(serial);
  if (buffer == nullptr) return;
  if (buffer->array_state != nullptr) {
    for (int64_t view : buffer->array_state->views) tables_->views.erase(view);
  }
  last_ = nullptr;
  tables_->buffers.erase(serial);
  names_.End(serial);
}

bool LiveState::BeginView(LiveView view) {
  if (seen_views_.Contains(view.id)) return false;
  seen_views_.Insert(view.id);
  LiveBuffer* buffer = Find(view.buffer);
  if (buffer == nullptr) return false;
  Array(*buffer).views.insert(view.id);
  const int64_t id = view.id;
  tables_->views[id] = std::move(view);
  return true;
}

Presence LiveState::ViewPresence(ViewId id) const {
  if (tables_->views.contains(id.value())) return Presence::kLive;
  return seen_views_.Contains(id.value()) ? Presence::kEnded : Presence::kUnknown;
}

void LiveState::EndView(ViewId id) {
  auto it = tables_->views.find(id.value());
  if (it == tables_->views.end()) return;
  LiveBuffer* buffer = Find(it->second.buffer);
  if (buffer != nullptr) Array(*buffer).views.erase(id.value());
  tables_->views.erase(it);
}

std::vector<int64_t> LiveState::Serials() const {
  std::vector<int64_t> serials;
  serials.reserve(tables_->buffers.size());
  for (const auto& [serial, buffer] : tables_->buffers) serials.push_back(serial);
  std::sort(serials.begin(), serials.end());
  return serials;
}

}  // namespace tidemark::analysis
