// What a project demands of its memory, as tidemark.json says it: limits and suppressions.
//
// Produced from a file that people write; consumed by the judge.
//
//   {"defaults": {"limits": {"peak_bytes": {"max": "512MiB", "max_increase_pct": 2}}},
//    "scopes":   [{"match": "train/*", "limits": {"copy_count": {"max": 0}}}],
//    "sites":    [{"match": "lib/io/*", "limits": {"alloc_count": {"max": 10}}}],
//    "suppressions": [{"rule": "unmodified-copy", "site": "src/a.cc:load",
//                      "reason": "the API needs ownership", "expires": "2027-06-01"}]}
//
// All stated bounds must hold; equality passes. "max" and "min" are about the figure itself,
// "max_increase_pct", "max_increase_bytes" and "max_increase_count" about how much more than in the
// baseline it may be (increase_bound.h). The entries of "scopes" are tests too: one whose
// pattern matches the test's name is about the whole trace, and goes before the defaults.
//
// Ownership: values. Threading: immutable values. Units: sizes as numbers of bytes or as text with a
//   unit ("64KiB").
// Errors: InvalidArgument with file, line and the way to the value; unknown keys and metrics are
//   errors, with the nearest that there is.
#ifndef TIDEMARK_GATE_LIMITS_CONFIG_H_
#define TIDEMARK_GATE_LIMITS_CONFIG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/gate/limits/increase_bound.h"
#include "tidemark/gate/limits/limit.h"

namespace tidemark::gate {

struct BoundGroup {
  std::string match;  // empty: the defaults
  std::vector<Limit> limits;
  std::vector<IncreaseBound> increases;
};

struct Suppression {
  std::string rule;  // a pattern: "leak", "*-copy"
  std::string site;  // a pattern
  std::string test;  // a pattern of tests' names; empty: all
  std::string reason;
  std::string expires;  // "2027-06-01": from the next day on it covers nothing; empty: never
  std::string source;   // "tidemark.json:12"
};

struct Config {
  std::string source;  // the file
  BoundGroup defaults;
  std::vector<BoundGroup> scopes;
  std::vector<BoundGroup> sites;
  std::vector<Suppression> suppressions;

  bool has_limits() const;
  bool has_increases() const;
};

absl::StatusOr<Config> ParseConfig(absl::string_view text, const std::string& name);
absl::StatusOr<Config> ReadConfig(const std::string& path);

// "2026-11-27" of now; of SOURCE_DATE_EPOCH, where that is set.
std::string Today();

bool IsExpired(const Suppression& suppression, absl::string_view today);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_LIMITS_CONFIG_H_
