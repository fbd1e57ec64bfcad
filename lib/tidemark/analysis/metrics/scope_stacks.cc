#include "tidemark/analysis/metrics/scope_stacks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace tidemark::analysis {

ScopeIndex ScopeStacks::PathIndex(ScopeIndex parent, absl::string_view name) {
  if (parent == others_ && others_ != 0) return others_;
  auto [it, inserted] = children_.try_emplace({parent, std::string(name)}, 0);
  if (!inserted) return it->second;
  if (paths_.size() >= kMaxPaths) {
    children_.erase(it);
    if (others_ == 0) {
      paths_.push_back({.path = std::string(kOtherScopes)});
      parts_.push_back({.name = std::string(kOtherScopes)});
      others_ = static_cast<ScopeIndex>(paths_.size());
    }
    return others_;
  }
  paths_.push_back(
      {.path = parent == 0 ? std::string(name) : absl::StrCat(PathOf(parent), "/", name)});
  parts_.push_back({.name = std::string(name), .outer = parent});
  it->second = static_cast<ScopeIndex>(paths_.size());
  return it->second;
}

const std::string& ScopeStacks::PathOf(ScopeIndex scope) const {
  static const std::string& none = *new std::string;
  return scope == 0 ? none : paths_[static_cast<size_t>(scope) - 1].path;
}

void ScopeStacks::Begin(ThreadId thread, absl::string_view name) {
  Stack& stack = stacks_[thread];
  if (stack.open.size() >= kMaxDepth) {
    ++stack.deeper;
    return;
  }
  const ScopeIndex path = PathIndex(stack.open.empty() ? 0 : stack.open.back().path, name);
  ++paths_[static_cast<size_t>(path) - 1].entered;
  stack.open.push_back({.name = std::string(name), .path = path});
}

bool ScopeStacks::End(ThreadId thread, absl::string_view name) {
  auto it = stacks_.find(thread);
  if (it == stacks_.end()) return false;
  Stack& stack = it->second;
  if (stack.deeper > 0) {
    --stack.deeper;
    return true;
  }
  for (size_t depth = stack.open.size(); depth-- > 0;) {
    if (stack.open[depth].name != name) continue;
    stack.open.resize(depth);
    if (depth == 0) stacks_.erase(it);
    return true;
  }
  return false;
}

void ScopeStacks::UpdatePeaks(int64_t bytes, int64_t t) {
  for (const auto& [thread, stack] : stacks_) {
    for (const Open& open : stack.open) {
      ScopeReport& scope = paths_[static_cast<size_t>(open.path) - 1];
      if (bytes <= scope.peak_bytes) continue;
      scope.peak_bytes = bytes;
      scope.peak_t = t;
    }
  }
}

std::vector<ScopeReport> ScopeStacks::Report(bool* capped) const {
  *capped = others_ != 0;
  std::vector<ScopeReport> report = paths_;
  std::sort(report.begin(), report.end(),
            [](const ScopeReport& a, const ScopeReport& b) { return a.path < b.path; });
  return report;
}

}  // namespace tidemark::analysis
