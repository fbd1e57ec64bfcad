#include "tidemark/analysis/rules/duplicate_group.h"

#include <algorithm>
#include <iterator>

namespace tidemark::analysis {
namespace {

bool MayBeTwins(absl::string_view a, absl::string_view b) {
  return a.empty() || b.empty() || a == b;
}

}  // namespace

bool DuplicateGroup::HasOpenBefore(int64_t copy, absl::string_view dtype) const {
  const auto is_open_before = [copy](const auto& of_dtype) {
    const absl::btree_set<int64_t>& open = of_dtype.second.open;
    return !open.empty() && *open.begin() < copy;
  };
  if (dtype.empty()) return std::any_of(by_dtype_.begin(), by_dtype_.end(), is_open_before);
  for (const absl::string_view other : {dtype, absl::string_view()}) {
    const auto it = by_dtype_.find(other);
    if (it != by_dtype_.end() && is_open_before(*it)) return true;
  }
  return false;
}

bool DuplicateGroup::Add(int64_t copy, absl::string_view dtype) {
  const bool may_have_twin = HasOpenBefore(copy, dtype);
  OfDtype& copies = by_dtype_[std::string(dtype)];
  if (may_have_twin) copies.waiting.insert(copy);
  copies.open.insert(copy);
  return may_have_twin;
}

void DuplicateGroup::OnWritten(int64_t copy, absl::string_view dtype,
                               std::vector<Settled>* settled) {
  OfDtype& copies = by_dtype_[std::string(dtype)];
  copies.open.erase(copy);
  if (copies.waiting.erase(copy) > 0) settled->push_back({.copy = copy, .had_twin = false});
  SettleThoseWithoutTwin(settled);
}

void DuplicateGroup::OnEnded(int64_t copy, absl::string_view dtype, std::vector<Settled>* settled) {
  by_dtype_[std::string(dtype)].open.erase(copy);
  for (auto& [other, copies] : by_dtype_) {
    if (!MayBeTwins(dtype, other)) continue;
    absl::btree_set<int64_t>& waiting = copies.waiting;
    while (!waiting.empty() && *std::prev(waiting.end()) > copy) {
      settled->push_back({.copy = *std::prev(waiting.end()), .had_twin = true});
      waiting.erase(std::prev(waiting.end()));
    }
  }
  SettleThoseWithoutTwin(settled);
}

void DuplicateGroup::SettleThoseWithoutTwin(std::vector<Settled>* settled) {
  for (auto it = by_dtype_.begin(); it != by_dtype_.end();) {
    OfDtype& copies = it->second;
    while (!copies.waiting.empty() && !HasOpenBefore(*copies.waiting.begin(), it->first)) {
      settled->push_back({.copy = *copies.waiting.begin(), .had_twin = false});
      copies.waiting.erase(copies.waiting.begin());
    }
    it = copies.open.empty() && copies.waiting.empty() ? by_dtype_.erase(it) : std::next(it);
  }
}

}  // namespace tidemark::analysis
