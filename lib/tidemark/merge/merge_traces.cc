#include "tidemark/merge/merge_traces.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/analyze_together.h"
#include "tidemark/base/status.h"
#include "tidemark/merge/merge_reports.h"
#include "tidemark/merge/piece_reader.h"
#include "tidemark/merge/place_unifier.h"
#include "tidemark/merge/run_list_internal.h"
#include "tidemark/report/trace_words.h"
#include "tidemark/trace/reader.h"

namespace tidemark::merge {
namespace {

using analysis::GroupReport;
using analysis::Report;

absl::StatusOr<std::unique_ptr<trace::TraceReader>> OpenRun(const RunFiles& run,
                                                            const trace::ReaderOptions& options) {
  if (!run.front().piece) return trace::OpenTrace(run.front().path, options);
  std::vector<Piece> pieces;
  for (const TraceIdentity& piece : run) {
    pieces.push_back({.path = piece.path, .begin = piece.piece->first});
  }
  return std::make_unique<PieceReader>(std::move(pieces), options);
}

absl::StatusOr<GroupReport> AnalyzeGroup(const std::vector<const RunFiles*>& runs,
                                         const analysis::AnalyzeOptions& options) {
  // Side by side, each trace is read on the thread that analyses.
  const trace::ReaderOptions reading = {.recover = options.recover,
                                        .threads = runs.size() > 1 ? 1 : options.threads};
  std::vector<analysis::TraceOfGroup> traces;
  for (const RunFiles* const run : runs) {
    TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<trace::TraceReader> reader, OpenRun(*run, reading));
    traces.push_back(
        {.reader = std::move(reader), .name = run->front().path, .clock = run->front().clock});
  }
  return analysis::AnalyzeTogether(std::move(traces), options);
}

MergedRun Describe(const RunFiles& files, Report* report) {
  const TraceIdentity& first = files.front();
  MergedRun run{.files = {},
                .program = report->trace.program,
                .run = first.run,
                .host = first.host,
                .pid = first.pid,
                .events = report->trace.events,
                .peak_bytes = report->peak.bytes,
                .clock = first.clock_id};
  for (const TraceIdentity& file : files) run.files.push_back(file.path);
  report->trace.files = run.files;
  return run;
}

// One report of the runs of one clock, with their exact peak.
Sum MergeGroup(GroupReport group) {
  std::vector<const std::vector<analysis::SiteBytes>*> held;
  std::vector<Sum> sums;
  for (const Report& report : group.reports) held.push_back(&report.peak.sites);
  analysis::Peak peak = std::move(group.peak);
  peak.sites = MergeSites(held);
  const bool alone = group.reports.size() == 1;
  for (Report& report : group.reports) sums.push_back(SumOf(std::move(report)));
  Sum merged = MergeReports(std::move(sums));
  if (alone) return merged;
  Report& report = merged.report;
  merged.peak_at_most = peak.bytes;
  report.peak = std::move(peak);
  report.what_if.peak_bytes_all_fixed = report.peak.bytes;
  report.timeline = std::move(group.timeline);
  report.trace.duration_ns = group.duration_ns;
  return merged;
}

void NoteSamples(const std::vector<RunFiles>& runs, std::vector<std::string>* notes) {
  std::set<int64_t> means;
  for (const RunFiles& run : runs) means.insert(run.front().sample_bytes);
  if (means.size() < 2) return;
  notes->push_back(
      *means.begin() == 0
          ? "some of the traces hold samples of the heap and others all of it: sums of both are "
            "estimates in part"
          : "the traces were sampled at different intervals; the largest is shown");
}

void NoteClocks(const std::vector<RunFiles>& runs, const Sum& sum,
                std::vector<std::string>* notes) {
  if (sum.exact_peak()) return;
  const auto unknown = std::count_if(
      runs.begin(), runs.end(), [](const RunFiles& run) { return run.front().clock_id.empty(); });
  notes->push_back(
      absl::StrCat("the peak has bounds only, the largest peak and the sum of the peaks: ",
                   unknown > 0 ? absl::StrCat(unknown, " of ", runs.size(),
                                              " traces do not say by which clock they count")
                               : "the traces were recorded on several machines"));
}

}  // namespace

absl::StatusOr<MergedReport> MergeTraces(const std::vector<std::string>& paths,
                                         const analysis::AnalyzeOptions& options) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<RunFiles> runs, ListRuns(paths));
  MergedReport merged;
  merged.runs.resize(runs.size());
  std::vector<GroupReport> groups;
  std::vector<Report*> reports;
  for (const std::vector<size_t>& numbers : GroupByClock(runs)) {
    std::vector<const RunFiles*> members;
    members.reserve(numbers.size());
    for (const size_t number : numbers) members.push_back(&runs[number]);
    TIDEMARK_ASSIGN_OR_RETURN(GroupReport group, AnalyzeGroup(members, options));
    for (size_t i = 0; i < numbers.size(); ++i) {
      merged.runs[numbers[i]] = Describe(runs[numbers[i]], &group.reports[i]);
      // What it held at the peak of all, which counts from here on.
      group.reports[i].peak.sites = std::move(group.peak_sites[i]);
      if (runs.size() > 1 && group.reports[i].trace.truncated) {
        merged.notes.push_back(absl::StrCat(runs[numbers[i]].back().path, ": ", report::kNoEnd));
      }
    }
    groups.push_back(std::move(group));
  }
  for (GroupReport& group : groups) {
    for (Report& report : group.reports) reports.push_back(&report);
  }
  UnifyPlaces(reports);
  std::vector<Sum> of_groups;
  of_groups.reserve(groups.size());
  for (GroupReport& group : groups) of_groups.push_back(MergeGroup(std::move(group)));
  merged.sum = MergeReports(std::move(of_groups));
  NoteSamples(runs, &merged.notes);
  NoteClocks(runs, merged.sum, &merged.notes);
  return merged;
}

}  // namespace tidemark::merge
