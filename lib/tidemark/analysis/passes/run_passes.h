// Runs the pass over the events of a trace, and then the replay of what the findings would save, which
// needs no events any more.
//
// Called by Analyze() with files, and by tests with events in memory.
//
// Memory and errors: see analyze.h.
#ifndef TIDEMARK_ANALYSIS_PASSES_RUN_PASSES_H_
#define TIDEMARK_ANALYSIS_PASSES_RUN_PASSES_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tidemark/analysis/model/observer_list.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/passes/detail_set.h"
#include "tidemark/analysis/passes/first_pass.h"
#include "tidemark/analysis/passes/pass_options.h"
#include "tidemark/analysis/symbols/symbolizer.h"
#include "tidemark/trace/reader.h"

namespace tidemark::analysis {

// What the message of a finding ends with that saves nothing by itself.
inline constexpr char kLowersNoPeak[] = "; mending it alone does not lower the peak";

// Fills all of the report but TraceSummary::files.
// Code addresses become names by `symbolizer`; null: they are shown as they are.
absl::StatusOr<Report> RunPasses(std::unique_ptr<trace::TraceReader> reader,
                                 Symbolizer* symbolizer = nullptr, const PassOptions& options = {});

// An empty trace, or one of which the events are missing: whoever waits for figures is told which.
absl::Status NothingToAnalyse(const trace::ReaderStats& stats);

// The same step by step, for whoever reads several traces side by side.
//
//   PassRun run(std::move(reader), options);
//   while (true) {
//     TIDEMARK_ASSIGN_OR_RETURN(const bool more, run.Fetch());
//     if (!more) break;
//     run.Consume(run.next_t());
//   }
//   report = run.Finish(&symbolizer);
class PassRun {
 public:
  // `options.details` must outlive it.
  PassRun(std::unique_ptr<trace::TraceReader> reader, const PassOptions& options);
  PassRun(const PassRun&) = delete;
  PassRun& operator=(const PassRun&) = delete;

  // Further observers may be added before the first event is consumed.
  ObserverList& observers() { return first_->observers(); }

  // Has events at hand, unless the trace is at its end: false.
  absl::StatusOr<bool> Fetch();
  // When the next event is, of those at hand: times that run backwards count as the latest one.
  int64_t next_t() const;
  // Consumes those of the events at hand that are not later than `t`.
  void Consume(int64_t t);
  // All of them.
  void ConsumeRun();

  // After the last event: see FirstPass. Whoever puts pieces together has checked them.
  absl::Status CheckIsWhole() const { return first_->CheckIsWhole(); }
  // Once, after the last event. Fills all of the report but TraceSummary::files.
  absl::StatusOr<Report> Finish(Symbolizer* symbolizer);

 private:
  std::unique_ptr<trace::TraceReader> reader_;
  PassOptions options_;
  std::unique_ptr<FirstPass> first_;
  DetailSet details_;
  trace::EventRun run_;
  size_t at_ = 0;       // in run_
  int64_t last_t_ = 0;  // the latest so far
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_RUN_PASSES_H_
