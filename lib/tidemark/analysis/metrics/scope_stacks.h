// The open scopes of each thread, and the paths that they make.
//
// Fed by FirstPass; a scope_end that names an outer scope closes the inner ones with it. Consumed
// where a figure is told apart by scope, and to detect a scope_end without its scope_begin.
//
// A path is the names of the scopes that are open on a thread, outermost first: "train/step". Paths
// are numbered from 1 in the order in which they first occur; 0 is outside of all.
//
// Memory: O(threads + open scopes + paths): at most kMaxDepth names a thread, deeper ones only count;
// at most kMaxPaths paths: the scopes beyond share one, kOtherScopes.
#ifndef TIDEMARK_ANALYSIS_METRICS_SCOPE_STACKS_H_
#define TIDEMARK_ANALYSIS_METRICS_SCOPE_STACKS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/base/ids.h"

namespace tidemark::analysis {

class ScopeStacks {
 public:
  static constexpr size_t kMaxDepth = 1024;
  static constexpr size_t kMaxPaths = 4096;
  static constexpr absl::string_view kOtherScopes = "...";

  void Begin(ThreadId thread, absl::string_view name);
  // False when no such scope is open on the thread.
  bool End(ThreadId thread, absl::string_view name);

  // The innermost that is open on the thread.
  ScopeIndex Of(ThreadId thread) const {
    if (stacks_.empty()) return 0;
    const auto it = stacks_.find(thread);
    return it == stacks_.end() ? 0 : it->second.open.back().path;
  }

  // To be called after every event: more or less may be live now.
  void NoteLive(int64_t bytes, int64_t t) {
    if (!stacks_.empty()) UpdatePeaks(bytes, t);
  }

  const std::string& PathOf(ScopeIndex scope) const;
  // The innermost name of a path that is not 0, and the path without it.
  const std::string& NameOf(ScopeIndex scope) const {
    return parts_[static_cast<size_t>(scope) - 1].name;
  }
  ScopeIndex OuterOf(ScopeIndex scope) const {
    return parts_[static_cast<size_t>(scope) - 1].outer;
  }
  // By path. `capped`: whether some scopes share kOtherScopes.
  std::vector<ScopeReport> Report(bool* capped) const;

 private:
  struct Open {
    std::string name;
    ScopeIndex path = 0;
  };
  struct Stack {
    std::vector<Open> open;
    int64_t deeper = 0;  // scopes beyond kMaxDepth
  };

  struct Part {
    std::string name;
    ScopeIndex outer = 0;
  };

  ScopeIndex PathIndex(ScopeIndex parent, absl::string_view name);
  void UpdatePeaks(int64_t bytes, int64_t t);

  std::map<ThreadId, Stack> stacks_;  // of threads with open scopes
  std::map<std::pair<ScopeIndex, std::string>, ScopeIndex> children_;
  std::vector<ScopeReport> paths_;  // without the one of index 0
  std::vector<Part> parts_;         // of the same
  ScopeIndex others_ = 0;           // the index of kOtherScopes; 0: not needed so far
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_SCOPE_STACKS_H_
