// Whether a path ends in another one, by whole names.
//
// Used where people, macros or compilers name a file by the end of its path.
//
// Threading: a pure function.
//
//   EndsInPath("/src/lib/a.cc", "lib/a.cc");  // true; "b/a.cc" and "ib/a.cc" are none of its ends
#ifndef TIDEMARK_BASE_PATH_END_H_
#define TIDEMARK_BASE_PATH_END_H_

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace tidemark {

inline bool EndsInPath(absl::string_view path, absl::string_view end) {
  return path == end || (absl::EndsWith(path, end) && !end.empty() &&
                         (end[0] == '/' || path[path.size() - end.size() - 1] == '/'));
}

}  // namespace tidemark

#endif  // TIDEMARK_BASE_PATH_END_H_
