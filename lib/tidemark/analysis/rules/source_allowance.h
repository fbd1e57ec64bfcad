// What the program's source allows: findings that its authors know of and want to keep.
//
// Read from the source files that findings name, where they are at hand; consumed by ApplyAllowances.
//
// On the line of the finding, or on lines of their own right above it, with nothing but other comments
// between:
//   TIDEMARK_ALLOW("unmodified-copy", "the API needs a copy of its own");
//   // tidemark: allow unmodified-copy the API needs a copy of its own
//   # tidemark: allow unmodified-copy,duplicate-copy the library keeps it      (Python)
// The names are those of `tidemark explain`. The rest of the line is the reason.
//
// Which files are read says source_files.h.
//
// Threading: one thread at a time. Errors: none; what cannot be read allows nothing.
// Memory: the lines of each file with a finding that speak of allowances.
#ifndef TIDEMARK_ANALYSIS_RULES_SOURCE_ALLOWANCE_H_
#define TIDEMARK_ANALYSIS_RULES_SOURCE_ALLOWANCE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/figures.h"

namespace tidemark::analysis {

struct Allowance {
  std::vector<std::string> rules;
  std::string reason;  // as it is written; may be empty
  int64_t line = 0;    // where it is written
};

// Those of a source text, by the line that they are about: the line itself where there is code on it,
// else the next line that has some.
std::multimap<int64_t, Allowance> FindAllowances(absl::string_view text);

class SourceAllowances {
 public:
  // Folders besides the current one.
  explicit SourceAllowances(std::vector<std::string> roots) : roots_(std::move(roots)) {}

  struct Found {
    std::string reason;
    std::string at;  // "src/a.cc:20", as the trace names the file
  };
  std::optional<Found> Find(absl::string_view rule, const SiteReport& site);

 private:
  const std::multimap<int64_t, Allowance>& Of(const std::string& file);

  std::vector<std::string> roots_;
  std::map<std::string, std::multimap<int64_t, Allowance>> files_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_SOURCE_ALLOWANCE_H_
