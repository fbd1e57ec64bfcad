#include "tidemark/trace/heaptrack/live_blocks_internal.h"

namespace tidemark::trace {

void LiveBlocks::BeginAlike(size_t kind, int64_t block) {
  if (kind >= youngest_.size()) youngest_.resize(kind + 1, kNone);
  int64_t link = unused_;
  if (link == kNone) {
    link = static_cast<int64_t>(links_.size());
    links_.emplace_back();
  } else {
    unused_ = links_[static_cast<size_t>(link)].next;
  }
  links_[static_cast<size_t>(link)] = {.block = block, .next = youngest_[kind]};
  youngest_[kind] = link;
}

int64_t LiveBlocks::EndAlike(size_t kind) {
  if (kind >= youngest_.size() || youngest_[kind] == kNone) return 0;
  const int64_t link = youngest_[kind];
  Link& ended = links_[static_cast<size_t>(link)];
  youngest_[kind] = ended.next;
  ended.next = unused_;
  unused_ = link;
  return ended.block;
}

int64_t LiveBlocks::EndAt(uint64_t address) {
  const auto found = by_address_.find(address);
  if (found == by_address_.end()) return 0;
  const int64_t block = found->second;
  by_address_.erase(found);
  return block;
}

}  // namespace tidemark::trace
