// Places and what is counted at them: what most parts of a report are made of.
//
// Part of Report and of Details. Ownership: values. Units: bytes, nanoseconds since the start of the
// trace.
#ifndef TIDEMARK_ANALYSIS_MODEL_FIGURES_H_
#define TIDEMARK_ANALYSIS_MODEL_FIGURES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tidemark::analysis {

// A place in the user's program. All empty: unknown.
struct SiteReport {
  std::string file;
  int64_t line = 0;
  std::string function;
  std::string label;
  // The path of the program or library that the code is in, for places found by a stack; `file` is
  // the same where no source file is known. Of Python code "pkg.module".
  std::string module = {};

  // NOLINTNEXTLINE(modernize-use-nullptr): a zero that the compiler writes
  friend auto operator<=>(const SiteReport&, const SiteReport&) = default;
};

inline constexpr int kMostCallers = 3;
inline constexpr size_t kMostCallPaths = 8;

// A part of what was counted at a place, by who called it.
struct CallPath {
  std::vector<SiteReport> callers;  // innermost first; empty: nobody, or unknown
  int64_t bytes = 0;
  int64_t count = 0;
};

struct SiteBytes {
  SiteReport site;
  int64_t bytes = 0;
  int64_t count = 0;  // buffers
  // Who called it, innermost first: of the largest entries in the lists of peak, leaks and allocs,
  // where their stacks are known.
  std::vector<SiteReport> callers = {};
  // Where several call paths come together in such an entry: the largest of them, largest first, the
  // one above being the first. `bytes` less theirs is that of those beyond kMostCallPaths.
  std::vector<CallPath> paths = {};
  int64_t path_count = 0;  // all of them
  // Of the peak: where buffers of this site were resized to their size then, with the bytes that they
  // had more than when they were allocated; largest first.
  std::vector<SiteBytes> grown_at = {};
};

struct Peak {
  int64_t bytes = 0;
  int64_t t = 0;  // the first event that reaches it
  int64_t buffers = 0;
  std::vector<SiteBytes> sites;  // live just after that event
  // Where it is an estimate from samples, the standard error of `bytes`; else 0.
  int64_t standard_error = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_FIGURES_H_
