// The open scopes of each thread, to detect a scope_end without its scope_begin.
//
// Fed by FirstPass. A scope_end that names an outer scope closes the inner ones with it.
//
// Memory: O(threads + open scopes), at most kMaxDepth names a thread; deeper ones only count.
#ifndef TIDEMARK_ANALYSIS_METRICS_SCOPE_STACKS_H_
#define TIDEMARK_ANALYSIS_METRICS_SCOPE_STACKS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/base/ids.h"

namespace tidemark::analysis {

class ScopeStacks {
 public:
  static constexpr size_t kMaxDepth = 1024;

  void Begin(ThreadId thread, absl::string_view name);
  // False when no such scope is open on the thread.
  bool End(ThreadId thread, absl::string_view name);

 private:
  struct Stack {
    std::vector<std::string> names;
    int64_t deeper = 0;  // scopes beyond kMaxDepth
  };
  std::map<ThreadId, Stack> stacks_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_SCOPE_STACKS_H_
