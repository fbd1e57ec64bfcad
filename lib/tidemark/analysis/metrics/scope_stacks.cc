#include "tidemark/analysis/metrics/scope_stacks.h"

namespace tidemark::analysis {

void ScopeStacks::Begin(ThreadId thread, absl::string_view name) {
  Stack& stack = stacks_[thread];
  if (stack.names.size() < kMaxDepth) {
    stack.names.emplace_back(name);
  } else {
    ++stack.deeper;
  }
}

bool ScopeStacks::End(ThreadId thread, absl::string_view name) {
  auto it = stacks_.find(thread);
  if (it == stacks_.end()) return false;
  Stack& stack = it->second;
  if (stack.deeper > 0) {
    --stack.deeper;
    return true;
  }
  for (size_t depth = stack.names.size(); depth-- > 0;) {
    if (stack.names[depth] != name) continue;
    stack.names.resize(depth);
    if (depth == 0) stacks_.erase(it);
    return true;
  }
  return false;
}

}  // namespace tidemark::analysis
