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
  struct Kept {
    Life life;
    int32_t keepers = 0;
  };
  absl::flat_hash_map<int64_t, Kept> kept;  // that have ended, by serial
  // Of live ones, by serial; the first of each is its beginning.
  absl::flat_hash_map<int64_t, std::vector<Life::Resize>> resizes;
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

void LiveState::End(int64_t serial, int64_t event) {
  const LiveBuffer* buffer = Find(serial);
  if (buffer == nullptr) return;
  if (buffer->array_state != nullptr) {
    for (int64_t view : buffer->array_state->views) tables_->views.erase(view);
  }
  if (buffer->array_state != nullptr && buffer->array_state->keepers > 0) {
    tables_->kept[serial] = {.life = LifeOf(serial), .keepers = buffer->array_state->keepers};
    tables_->kept[serial].life.end = event;
  }
  if (!tables_->resizes.empty()) tables_->resizes.erase(serial);
  last_ = nullptr;
  tables_->buffers.erase(serial);
  names_.End(serial);
}

void LiveState::Keep(int64_t serial) {
  if (LiveBuffer* buffer = Find(serial)) {
    ++Array(*buffer).keepers;
  } else if (auto it = tables_->kept.find(serial); it != tables_->kept.end()) {
    ++it->second.keepers;
  }
}

void LiveState::LetGo(int64_t serial) {
  if (LiveBuffer* buffer = Find(serial)) {
    --buffer->array_state->keepers;
    return;
  }
  auto it = tables_->kept.find(serial);
  if (it != tables_->kept.end() && --it->second.keepers == 0) tables_->kept.erase(it);
}

Life LiveState::LifeOf(int64_t serial) const {
  if (auto it = tables_->kept.find(serial); it != tables_->kept.end()) return it->second.life;
  Life life;
  life.serial = serial;
  auto it = tables_->buffers.find(serial);
  if (it == tables_->buffers.end()) return life;
  const LiveBuffer& buffer = *it->second;
  life.begin = buffer.begin.event;
  if (!buffer.external) life.bytes = Weighted(buffer.bytes, buffer.weight);
  if (auto resized = tables_->resizes.find(serial); resized != tables_->resizes.end()) {
    life.resizes = resized->second;
    life.bytes = life.resizes.front().bytes;
    life.resizes.erase(life.resizes.begin());
  }
  return life;
}

void LiveState::NoteResize(const LiveBuffer& buffer, int64_t bytes_before, int64_t event) {
  std::vector<Life::Resize>& resizes = tables_->resizes[buffer.serial];
  if (resizes.empty()) {
    resizes.push_back(
        {.event = buffer.begin.event, .bytes = Weighted(bytes_before, buffer.weight)});
  }
  resizes.push_back({.event = event, .bytes = Weighted(buffer.bytes, buffer.weight)});
}

bool LiveState::WasResized(int64_t serial) const { return tables_->resizes.contains(serial); }

void LiveState::AppendTurningPoints(std::vector<int64_t>* events) const {
  for (const auto& [serial, buffer] : tables_->buffers) {
    if (!buffer->tracked()) continue;
    events->push_back(buffer->begin.event);
    if (buffer->array_state != nullptr && buffer->array_state->accessed) {
      events->push_back(buffer->array_state->last_access_event);
    }
  }
  for (const auto& [serial, resizes] : tables_->resizes) {
    for (const Life::Resize& resize : resizes) events->push_back(resize.event);
  }
  for (const auto& [serial, kept] : tables_->kept) {
    events->push_back(kept.life.begin);
    events->push_back(kept.life.end);
    for (const Life::Resize& resize : kept.life.resizes) events->push_back(resize.event);
  }
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
