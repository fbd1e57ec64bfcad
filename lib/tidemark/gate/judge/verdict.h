// What the gate found: one verdict for each thing that was judged, and what could not be.
//
// Produced by the judge (judge.h) and by `diff`; consumed by the formats (formats/) and by
// the exit code of `tidemark check`.
//
// A verdict says all that a person needs to act: what was measured, before and now, which bound
// decided and which file set it, which places the difference comes from, and the commands to look
// closer and to accept. Names are as the trace has them: each format cleans or escapes them.
//
// Ownership: values. Threading: immutable values. Units: as each metric's.
#ifndef TIDEMARK_GATE_JUDGE_VERDICT_H_
#define TIDEMARK_GATE_JUDGE_VERDICT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tidemark/analysis/model/report.h"
#include "tidemark/gate/metrics/metric.h"
#include "tidemark/gate/sites/contribution.h"

namespace tidemark::gate {

enum class Outcome {
  kPassed,
  kFailed,
  kNotJudged,  // the trace does not tell, or there is nothing to compare with; `reason` says why
};

// How bad a failed verdict is, for formats that tell levels apart.
enum class Level { kError, kWarning, kNote };

const char* LevelName(Level level);  // "error"

// The two numbers of a slope before they were rounded.
struct Fractions {
  double after = 0;
  double limit = 0;
};

struct Verdict {
  // What was judged: "limit", "increase", "lost-reuse", "new-site", "improvement", "slack",
  // "leak", "suppression" (stale or expired), "selftest". Stable names: they are SARIF's rule ids.
  std::string rule;
  Outcome outcome = Outcome::kPassed;
  Level level = Level::kError;
  std::string test;   // the program, or the test's own name
  std::string trace;  // the file; several, joined by ", ", where the minimum of runs counts
  std::string scope;  // the filters of the bound, as written; empty: the whole trace
  std::string site;
  std::string metric;  // "peak_bytes"
  MetricUnit unit = MetricUnit::kBytes;
  bool estimated = false;  // from samples of the heap

  std::optional<int64_t> before;  // the baseline's
  int64_t after = 0;
  std::optional<int64_t> limit;        // the value that decided, in the metric's unit
  std::optional<Fractions> fractions;  // of a slope
  int64_t excess = 0;                  // how far on the wrong side; 0 where < or > only just fails
  std::string limit_text;              // as the user wrote it: "peak_bytes <= 64MiB"
  std::string limit_source;            // "--limit", "tidemark.json", "baselines/pipeline.json"

  std::string reason;  // of what was not judged, or of a suppression

  // Of a failure: the places that it comes from, the largest first, at most kMaxContributions. Their
  // deltas (values, without a baseline) and the remainder's sum to the difference (the value).
  std::vector<Contribution> contributions;
  int64_t other_places = 0;  // how many there are beyond these
  int64_t other_delta = 0;   // their sum
  bool broken_down = true;   // false: the metric has no places (lost_events)

  // What identifies the finding from run to run: a hash of rule, test, scope, metric and the keys of
  // the site, in hexadecimal. Unique within a result.
  std::string fingerprint;

  std::string inspect_command;  // "tidemark report run.tmk"
  std::string accept_command;   // empty where nothing can be accepted
};

inline constexpr size_t kMaxContributions = 5;

// A trace that could not be read or may not be judged.
struct RefusedTrace {
  std::string trace;
  std::string message;  // with position, where there is one
  bool empty = false;   // it has no events: nothing judged (4); else unreadable (3)
};

struct TraceNote {
  std::string trace;
  std::string text;  // "the trace is truncated; ..."
};

// A finding of the analysis that a suppression covers.
struct Allowed {
  std::string rule;
  analysis::SiteReport site;
  int64_t count = 0;
  int64_t bytes = 0;
  std::string reason;
  std::string source;  // the file that allows it
};

struct CheckResult {
  std::vector<std::string> traces;  // all that were given, in order
  std::vector<RefusedTrace> refused;
  std::vector<TraceNote> notes;
  std::vector<Verdict> verdicts;
  std::vector<Allowed> allowed;
  // There was nothing to judge by, and whoever asked allowed that (--missing-baseline skip).
  bool excused = false;

  int64_t judged() const;    // passed or failed
  int64_t failures() const;  // of these
  int64_t not_judged() const;
  // Nothing failed, all that was asked for was judged (or excused), and every trace could be.
  bool passed() const;
};

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_VERDICT_H_
