#include "tidemark/analysis/model/live_state.h"

#include <algorithm>
#include <utility>

namespace tidemark::analysis {

void LiveState::End(int64_t serial) {
  auto it = buffers_.find(serial);
  if (it == buffers_.end()) return;
  if (it->second->array_state != nullptr) {
    for (int64_t handle : it->second->array_state->handles) handles_.erase(handle);
  }
  buffers_.erase(it);
  names_.End(serial);
}

bool LiveState::BeginHandle(Handle handle) {
  if (seen_handles_.Contains(handle.id)) return false;
  seen_handles_.Insert(handle.id);
  Buffer* buffer = Find(handle.buffer);
  if (buffer == nullptr) return false;
  buffer->array().handles.insert(handle.id);
  const int64_t id = handle.id;
  handles_[id] = std::move(handle);
  return true;
}

Presence LiveState::HandlePresence(ViewId id) const {
  if (handles_.contains(id.value())) return Presence::kLive;
  return seen_handles_.Contains(id.value()) ? Presence::kEnded : Presence::kUnknown;
}

void LiveState::EndHandle(ViewId id) {
  auto it = handles_.find(id.value());
  if (it == handles_.end()) return;
  Buffer* buffer = Find(it->second.buffer);
  if (buffer != nullptr) buffer->array().handles.erase(id.value());
  handles_.erase(it);
}

std::vector<int64_t> LiveState::Serials() const {
  std::vector<int64_t> serials;
  serials.reserve(buffers_.size());
  for (const auto& [serial, buffer] : buffers_) serials.push_back(serial);
  std::sort(serials.begin(), serials.end());
  return serials;
}

}  // namespace tidemark::analysis
