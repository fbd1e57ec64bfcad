// What a test's memory came to when it was last accepted: figures of the whole, and of each place.
//
// Produced from reports (MakeBaseline) and from files (ReadBaseline); consumed by Compare, by the
// judge and by the commands `diff` and `baseline`.
//
// The file, schema "tidemark-baseline/1", is committed, so it has nothing that changes by itself: no
// times, hosts, paths of the machine or numbers of lines, and one place a line, sorted. At most
// kMostRows places stand for themselves: of each scope, those that matter least are summed into one
// row, so that the rows still sum to the totals. README.md describes it.
//
// Ownership: values. Threading: immutable values; pure functions, but that sources are read.
// Units: bytes and counts, as each figure's (figures.h).
// Errors: of a file NotFound where there is none, else InvalidArgument with file, line and what to do.
//
//   const Baseline now = MakeBaseline(report, {.repository = FindRepository(".")});
//   TIDEMARK_ASSIGN_OR_RETURN(const Baseline base, ReadBaseline("baselines/pipeline.json"));
#ifndef TIDEMARK_GATE_BASELINE_BASELINE_H_
#define TIDEMARK_GATE_BASELINE_BASELINE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/gate/baseline/figures.h"
#include "tidemark/gate/sites/site_key.h"

namespace tidemark::gate {

inline constexpr absl::string_view kBaselineSchema = "tidemark-baseline/1";
inline constexpr size_t kMostRows = 4000;

// One place. Of a key, rows are in the order of their lines.
struct BaselineRow {
  SiteKey key;
  std::string text;  // of the line; empty: not known
  // Not 0: the row is the sum of so many places of its scope, and has no place of its own.
  int64_t others = 0;
  Figures figures = NoFigures();
  analysis::SiteReport site = {};  // as the trace has it; of a baseline that was read, the key's
};

struct ScopePeak {
  std::string path;
  int64_t peak_bytes = 0;
};

// An increase that somebody let in although a limit was against it.
struct Acceptance {
  std::string metric;
  int64_t from = 0;
  int64_t to = 0;
  std::string reason;
};

struct Baseline {
  std::string test;  // see TestNameOf, unless another name was given
  int64_t trace_version = 0;
  std::string standard_library;      // "libstdc++", "libc++"; empty: not known
  bool estimated = false;            // from samples of the heap: differs from run to run
  std::vector<std::string> unknown;  // figures that the trace does not tell, by name, sorted
  std::vector<Acceptance> accepted;
  Figures totals = NoFigures();
  std::vector<ScopePeak> scopes;  // by path
  std::vector<BaselineRow> rows;  // by key
};

struct BaselineOptions {
  std::string repository = {};  // see SiteKeys; the texts of lines are read below it
  bool read_sources = true;
  size_t most_rows = kMostRows;  // 0: as many as there are
  Suppressed suppressed = {};
};

// The name of a trace's test: its program's file name, cleaned for display.
std::string TestNameOf(const analysis::Report& report);

// Of a report with its breakdown (AnalyzeOptions::break_down).
Baseline MakeBaseline(const analysis::Report& report, const BaselineOptions& options);

// Of several runs of one test: of each figure, the run that has the smallest total (the largest, where
// more is better) and its rows. Not of none.
Baseline MinimumOf(const std::vector<Baseline>& runs);

// Sums up rows until at most `most_rows` stand for themselves; 0 leaves all.
void BoundRows(size_t most_rows, Baseline* baseline);

// How much of the whole a row is: the largest share that it has of any figure, in millionths.
int64_t WeightOf(const BaselineRow& row, const Figures& totals);

bool IsUnknown(const Baseline& baseline, absl::string_view figure);

// The file's content. Equal baselines give equal bytes.
std::string BaselineText(const Baseline& baseline);

absl::StatusOr<Baseline> ReadBaseline(const std::string& path);

// The same for text; `name` is the file's, for errors.
absl::StatusOr<Baseline> ParseBaseline(absl::string_view text, const std::string& name);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_BASELINE_BASELINE_H_
