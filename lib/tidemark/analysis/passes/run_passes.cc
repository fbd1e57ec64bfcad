#include "tidemark/analysis/passes/run_passes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/passes/apply_allowances.h"
#include "tidemark/analysis/passes/report_order.h"
#include "tidemark/analysis/what_if/what_if_replay.h"
#include "tidemark/base/status.h"

namespace tidemark::analysis {
namespace {

std::string ReasonText(const Symbolizer::Problem& problem) {
  switch (problem.problem) {
    case SymbolProblem::kMissing:
      return "no longer there, or unreadable";
    case SymbolProblem::kDiffers:
      return "another build than the one that was recorded";
    case SymbolProblem::kNotElf:
      return "no ELF file any more";
    case SymbolProblem::kStripped:
      return problem.detail == SymbolDetail::kNothing ? "no symbols"
                                                      : "no debug info, and not all symbols";
    case SymbolProblem::kNone:
      break;
  }
  return "debug info that does not name all of it";
}

std::vector<UnnamedCode> ListUnnamedCode(const Symbolizer& symbolizer) {
  std::vector<UnnamedCode> list;
  for (const Symbolizer::Problem& problem : symbolizer.problems()) {
    list.push_back({.module = problem.path,
                    .reason = ReasonText(problem),
                    .addresses = problem.addresses,
                    .stripped = problem.problem == SymbolProblem::kStripped});
  }
  std::sort(list.begin(), list.end(), [](const UnnamedCode& a, const UnnamedCode& b) {
    return std::tie(b.addresses, a.module) < std::tie(a.addresses, b.module);
  });
  return list;
}

// Of the findings that count what they save: those that save nothing, or less than a hundredth of the
// peak. They are known only by a replay; the one that is reported does without them.
void TakeOutWhatSavesLittle(FirstPass::Result* result) {
  std::vector<Finding>& findings = result->report.findings;
  if (std::none_of(findings.begin(), findings.end(),
                   [](const Finding& finding) { return finding.counts_saving; })) {
    return;
  }
  WhatIfReplay what_if(result->edits, result->lives, &result->profile, findings.size());
  const WhatIfReplay::Result peaks = what_if.Run();
  std::vector<int32_t> renumbered(findings.size(), -1);
  std::vector<Finding> kept;
  for (size_t i = 0; i < findings.size(); ++i) {
    const int64_t saving = result->report.peak.bytes - peaks.peak_by_finding[i];
    if (findings[i].counts_saving && findings[i].allowed.empty()) {
      if (saving <= 0 || saving < result->report.peak.bytes / 100) continue;
      findings[i].bytes = saving;
    }
    renumbered[i] = static_cast<int32_t>(kept.size());
    kept.push_back(std::move(findings[i]));
  }
  findings = std::move(kept);
  std::erase_if(result->edits, [&](Edit& edit) {
    edit.finding = renumbered[static_cast<size_t>(edit.finding)];
    return edit.finding < 0;
  });
}

// `fixable`: whether any finding says how its bytes could be saved.
void NoteSavings(const WhatIfReplay::Result& peaks, bool fixable, Report* report) {
  // A fix that reserves memory may raise the peak where others are left out.
  report->what_if.peak_bytes_all_fixed = std::min(peaks.peak_all_fixed, report->peak.bytes);
  if (!fixable) return;
  for (size_t i = 0; i < report->findings.size(); ++i) {
    Finding& finding = report->findings[i];
    if (!finding.allowed.empty() || !finding.tells_saving) continue;
    finding.peak_saving_bytes = std::max<int64_t>(report->peak.bytes - peaks.peak_by_finding[i], 0);
    if (finding.peak_saving_bytes == 0) {
      absl::StrAppend(&finding.message, kLowersNoPeak);
    }
  }
}

}  // namespace

absl::Status NothingToAnalyse(const trace::ReaderStats& stats) {
  if (stats.cut_off) {
    return absl::OutOfRangeError("the trace is truncated: it is cut off before its first event");
  }
  const std::string unknown = trace::UnknownEventsText(stats);
  return absl::FailedPreconditionError(
      absl::StrCat("nothing to analyse", unknown.empty() ? "" : ", but ", unknown));
}

PassRun::PassRun(std::unique_ptr<trace::TraceReader> reader, const PassOptions& options)
    : reader_(std::move(reader)),
      options_(options),
      first_(std::make_unique<FirstPass>(&reader_->stats(), options)),
      details_(options_, first_.get()) {}

absl::StatusOr<bool> PassRun::Fetch() {
  if (at_ < run_.size()) return true;
  at_ = 0;
  TIDEMARK_ASSIGN_OR_RETURN(run_, reader_->NextRun());
  return !run_.empty();
}

int64_t PassRun::next_t() const { return std::max(last_t_, run_[at_].t); }

void PassRun::Consume(int64_t t) {
  const size_t begin = at_;
  while (at_ < run_.size() && next_t() <= t) last_t_ = std::max(last_t_, run_[at_++].t);
  if (at_ > begin) first_->ConsumeRun(run_.subspan(begin, at_ - begin));
}

void PassRun::ConsumeRun() {
  first_->ConsumeRun(run_.subspan(at_));
  at_ = run_.size();
}

absl::StatusOr<Report> PassRun::Finish(Symbolizer* symbolizer) {
  if (!first_->saw_events()) return NothingToAnalyse(reader_->stats());
  FirstPass::Result result = first_->Finish(symbolizer);
  if (options_.allowances != nullptr) ApplyAllowances(options_.allowances, &result);
  first_.reset();  // the books of what is live take more memory than all that follows
  reader_.reset();
  Report& report = result.report;
  if (symbolizer != nullptr) report.trace.unnamed_code = ListUnnamedCode(*symbolizer);

  WhatIfReplay::Result peaks{
      .peak_by_finding = std::vector<int64_t>(report.findings.size(), report.peak.bytes),
      .peak_all_fixed = report.peak.bytes};
  if (!result.edits.empty()) {
    TakeOutWhatSavesLittle(&result);
    WhatIfReplay what_if(std::move(result.edits), std::move(result.lives), &result.profile,
                         report.findings.size());
    peaks = what_if.Run();
  }
  NoteSavings(peaks, result.fixable, &report);
  Sort(&report.pins);
  Sort(&report.findings);
  return std::move(result.report);
}

absl::StatusOr<Report> RunPasses(std::unique_ptr<trace::TraceReader> reader, Symbolizer* symbolizer,
                                 const PassOptions& options) {
  PassRun run(std::move(reader), options);
  while (true) {
    TIDEMARK_ASSIGN_OR_RETURN(const bool more, run.Fetch());
    if (!more) break;
    run.ConsumeRun();
  }
  TIDEMARK_RETURN_IF_ERROR(run.CheckIsWhole());
  return run.Finish(symbolizer);
}

}  // namespace tidemark::analysis
