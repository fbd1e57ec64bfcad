#include "tidemark/analysis/model/id_window.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"

namespace tidemark::analysis {

struct IdWindow::Strays {
  absl::flat_hash_map<int64_t, SlabHandle> handles;
};

IdWindow::IdWindow() : strays_(std::make_unique<Strays>()) {}
IdWindow::~IdWindow() = default;

SlabHandle IdWindow::FindStray(int64_t id) const {
  const auto found = strays_->handles.find(id);
  return found == strays_->handles.end() ? 0 : found->second;
}

void IdWindow::EraseStray(int64_t id) {
  strays_->handles.erase(id);
  has_strays_ = !strays_->handles.empty();
}

// Ids before the window are strays for ever: it only moves forward.
void IdWindow::SetOutside(int64_t id, SlabHandle handle) {
  if (id < first_) {
    strays_->handles[id] = handle;
    has_strays_ = true;
    return;
  }
  const auto distance = [&] { return static_cast<uint64_t>(id) - static_cast<uint64_t>(first_); };
  while (!window_.empty() && distance() >= Limit()) GiveUpOldest((window_.size() + 1) / 2);
  if (distance() >= Limit()) first_ = id;  // all of the window was given up
  window_.resize(distance() + 1);
  window_.back() = handle;
  ++live_in_window_;
}

void IdWindow::GiveUpOldest(size_t ids) {
  for (size_t i = 0; i < ids; ++i) {
    if (window_[i] == 0) continue;
    strays_->handles[first_ + static_cast<int64_t>(i)] = window_[i];
    has_strays_ = true;
    --live_in_window_;
  }
  window_.erase(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(ids));
  first_ += static_cast<int64_t>(ids);
}

}  // namespace tidemark::analysis
