#include "tidemark/analysis/rules/duplicate_group.h"

#include <algorithm>

namespace tidemark::analysis {
namespace {

bool MayBeTwins(absl::string_view a, absl::string_view b) {
  return a.empty() || b.empty() || a == b;
}

}  // namespace

bool DuplicateGroup::HasOpenBefore(int64_t copy, absl::string_view dtype) const {
  return std::any_of(by_dtype_.begin(), by_dtype_.end(), [&](const OfDtype& other) {
    return MayBeTwins(dtype, other.dtype) && !other.open.empty() && other.open.first() < copy;
  });
}

DuplicateGroup::OfDtype& DuplicateGroup::Of(absl::string_view dtype) {
  const auto at = std::find_if(by_dtype_.begin(), by_dtype_.end(),
                               [dtype](const OfDtype& copies) { return copies.dtype >= dtype; });
  if (at != by_dtype_.end() && at->dtype == dtype) return *at;
  return *by_dtype_.insert(at, OfDtype{.dtype = dtype, .open = {}, .waiting = {}});
}

bool DuplicateGroup::Add(int64_t copy, absl::string_view dtype) {
  const bool may_have_twin = HasOpenBefore(copy, dtype);
  OfDtype& copies = Of(dtype);
  if (may_have_twin) copies.waiting.Add(copy);
  copies.open.Add(copy);
  return may_have_twin;
}

void DuplicateGroup::OnWritten(int64_t copy, absl::string_view dtype,
                               std::vector<Settled>* settled) {
  OfDtype& copies = Of(dtype);
  copies.open.Erase(copy);
  if (copies.waiting.Erase(copy)) settled->push_back({.copy = copy, .had_twin = false});
  SettleThoseWithoutTwin(settled);
}

void DuplicateGroup::OnEnded(int64_t copy, absl::string_view dtype, std::vector<Settled>* settled) {
  Of(dtype).open.Erase(copy);
  for (OfDtype& other : by_dtype_) {
    if (!MayBeTwins(dtype, other.dtype)) continue;
    while (!other.waiting.empty() && other.waiting.last() > copy) {
      settled->push_back({.copy = other.waiting.last(), .had_twin = true});
      other.waiting.Erase(other.waiting.last());
    }
  }
  SettleThoseWithoutTwin(settled);
}

void DuplicateGroup::SettleThoseWithoutTwin(std::vector<Settled>* settled) {
  for (auto copies = by_dtype_.begin(); copies != by_dtype_.end();) {
    while (!copies->waiting.empty() && !HasOpenBefore(copies->waiting.first(), copies->dtype)) {
      settled->push_back({.copy = copies->waiting.first(), .had_twin = false});
      copies->waiting.Erase(copies->waiting.first());
    }
    copies = copies->open.empty() && copies->waiting.empty() ? by_dtype_.erase(copies) : copies + 1;
  }
}

}  // namespace tidemark::analysis
