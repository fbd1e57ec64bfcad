#include "tidemark/analysis/passes/duplicate_group.h"

#include <iterator>

namespace tidemark::analysis {

bool DuplicateGroup::Add(int64_t copy) {
  const bool may_have_twin = !open_.empty();
  if (may_have_twin) waiting_.insert(copy);
  open_.insert(copy);
  return may_have_twin;
}

void DuplicateGroup::OnWritten(int64_t copy, std::vector<Settled>* settled) {
  open_.erase(copy);
  if (waiting_.erase(copy) > 0) settled->push_back({.copy = copy, .had_twin = false});
  SettleThoseWithoutTwin(settled);
}

void DuplicateGroup::OnEnded(int64_t copy, std::vector<Settled>* settled) {
  open_.erase(copy);
  while (!waiting_.empty() && *std::prev(waiting_.end()) > copy) {
    settled->push_back({.copy = *std::prev(waiting_.end()), .had_twin = true});
    waiting_.erase(std::prev(waiting_.end()));
  }
  SettleThoseWithoutTwin(settled);
}

void DuplicateGroup::SettleThoseWithoutTwin(std::vector<Settled>* settled) {
  while (!waiting_.empty() && (open_.empty() || *open_.begin() >= *waiting_.begin())) {
    settled->push_back({.copy = *waiting_.begin(), .had_twin = false});
    waiting_.erase(waiting_.begin());
  }
}

}  // namespace tidemark::analysis
