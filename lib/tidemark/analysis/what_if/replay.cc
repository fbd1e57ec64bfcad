#include "tidemark/analysis/what_if/replay.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tidemark::analysis {

void Replay::DoNotAllocate(int64_t buffer) {
  if (SharedBuffer* found = Find(buffer)) {
    Apply(*found, [](SharedBuffer& b) { b.allocates = false; });
  }
}

void Replay::Link(int64_t holder, int64_t held) {
  SharedBuffer* from = Find(holder);
  SharedBuffer* to = Find(held);
  if (from == nullptr || to == nullptr || !from->lives()) return;
  const bool shrunk = to->is_shrunk;
  from->holds.push_back({.buffer = held, .shrunk = shrunk});
  Apply(*to, [shrunk](SharedBuffer& b) { ++(shrunk ? b.shrunk_holders : b.holders); });
}

void Replay::Shrink(int64_t buffer, WideSum bytes) {
  if (SharedBuffer* found = Find(buffer)) {
    Apply(*found, [bytes](SharedBuffer& b) {
      b.shrunk_bytes = std::min(bytes, b.is_shrunk ? b.shrunk_bytes : b.bytes);
      b.is_shrunk = true;
    });
  }
}

void Replay::Replace(int64_t buffer, WideSum bytes) {
  if (SharedBuffer* found = Find(buffer)) {
    Apply(*found, [bytes](SharedBuffer& b) {
      b.shrunk_bytes = b.is_shrunk ? std::min(bytes, b.shrunk_bytes) : bytes;
      b.is_shrunk = true;
    });
  }
}

void Replay::Resize(int64_t buffer, WideSum bytes) {
  SharedBuffer* found = Find(buffer);
  if (found == nullptr) return;
  Apply(*found, [bytes](SharedBuffer& b) {
    b.bytes = bytes;
    b.shrunk_bytes = std::min(bytes, b.shrunk_bytes);
  });
}

void Replay::Release(int64_t buffer) {
  SharedBuffer* found = Find(buffer);
  if (found == nullptr) return;
  Apply(*found, [](SharedBuffer& b) { b.owned = false; });
  Bury(buffer);
}

void Replay::End(int64_t buffer) {
  SharedBuffer* found = Find(buffer);
  if (found == nullptr) return;
  Apply(*found, [](SharedBuffer& b) {
    b.owned = false;
    b.lives_in_trace = false;
  });
  Bury(buffer);
}

void Replay::Bury(int64_t buffer) {
  std::vector<int64_t> pending = {buffer};
  while (!pending.empty()) {
    const int64_t id = pending.back();
    pending.pop_back();
    auto it = buffers_.find(id);
    if (it == buffers_.end() || it->second.lives()) continue;
    const auto holds = std::exchange(it->second.holds, {});
    if (!it->second.lives_in_trace) buffers_.erase(it);
    for (const SharedBuffer::Hold& hold : holds) {
      SharedBuffer* held = Find(hold.buffer);
      if (held == nullptr) continue;
      Apply(*held, [&](SharedBuffer& b) { --(hold.shrunk ? b.shrunk_holders : b.holders); });
      pending.push_back(hold.buffer);
    }
  }
}

}  // namespace tidemark::analysis
