#include "tidemark/gate/judge/slope_judge.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tidemark/gate/growth/run_size.h"
#include "tidemark/gate/judge/demands.h"
#include "tidemark/gate/judge/limit_judge.h"
#include "tidemark/gate/judge/shell_word.h"

namespace tidemark::gate {
namespace {

using Runs = std::vector<const JudgedTrace*>;

Verdict BeginSlope(const Runs& runs, const Limit& limit) {
  Verdict verdict = BeginVerdict("limit", *runs.front(), limit);
  std::vector<std::string> files;
  std::vector<std::string> words;
  for (const JudgedTrace* run : runs) {
    files.push_back(run->file);
    words.push_back(ShellWord(run->file));
  }
  verdict.trace = absl::StrJoin(files, ", ");
  verdict.broken_down = false;
  verdict.inspect_command =
      absl::StrCat("tidemark fit ", absl::StrJoin(words, " "), " --by ", ShellWord(limit.by));
  return verdict;
}

void SetNotJudged(std::string reason, Verdict* verdict) {
  verdict->outcome = Outcome::kNotJudged;
  verdict->reason = std::move(reason);
}

Verdict JudgeSlope(const Runs& runs, const Limit& limit, const Suppressor& suppressor) {
  Verdict verdict = BeginSlope(runs, limit);
  std::vector<SizedTrace> sized;
  for (const JudgedTrace* run : runs) sized.push_back({.trace = run->file, .report = &run->report});
  const absl::StatusOr<std::vector<double>> sizes = RunSizes(limit.by, sized);
  if (!sizes.ok()) {
    SetNotJudged(std::string(sizes.status().message()), &verdict);
    return verdict;
  }
  std::vector<GrowthSample> samples;
  for (size_t i = 0; i < runs.size(); ++i) {
    const analysis::Report& report = runs[i]->report;
    std::string unknown = WhyUnknown(*limit.metric, report);
    if (!unknown.empty()) {
      SetNotJudged(absl::StrCat(runs[i]->file, ": ", unknown), &verdict);
      return verdict;
    }
    verdict.estimated = verdict.estimated || (report.trace.sample_bytes > 0 &&
                                              limit.metric->from_samples != FromSamples::kExact);
    Selection selection{.scope = limit.scope, .site = limit.site};
    selection.suppressed = [&](const std::string& rule, const analysis::SiteReport& site) {
      return suppressor.Find(runs[i]->test, rule, site) != nullptr;
    };
    const int64_t value = ValueOf(*limit.metric, report, selection);
    samples.push_back({.n = (*sizes)[i], .value = static_cast<double>(value)});
  }
  JudgeSamples(samples, limit, &verdict);
  return verdict;
}

// The whole number that stands for the slope, on the side of the limit that the slope is on.
int64_t WholeSlope(double slope, const Limit& limit) {
  constexpr double kMost = 9.2e18;
  constexpr double kLastDigits = 1e-6;
  double whole = std::round(slope);
  const bool is_whole = std::abs(slope - whole) <= kLastDigits * std::max(whole, 1.0);
  if (!is_whole && slope > limit.slope && !SlopeHolds(limit, slope)) whole = std::ceil(slope);
  return static_cast<int64_t>(std::clamp(whole, -kMost, kMost));
}

}  // namespace

void JudgeSamples(const std::vector<GrowthSample>& samples, const Limit& limit, Verdict* verdict) {
  const absl::StatusOr<GrowthFit> fit = FitGrowth(samples);
  if (!fit.ok()) return SetNotJudged(std::string(fit.status().message()), verdict);
  const double slope = SlopeOf(*fit);
  const char* const unit = limit.metric->unit == MetricUnit::kBytes ? " B" : "";
  verdict->after = WholeSlope(slope, limit);
  verdict->fractions = {.after = slope, .limit = limit.slope};
  verdict->reason =
      absl::StrFormat("it grows by %.6g%s for each of %s, from %d sizes between %.6g and %.6g",
                      slope, unit, limit.by, fit->sizes, fit->least_n, fit->most_n);
  if (const std::string note = SlopeNote(*fit, limit.by); !note.empty()) {
    absl::StrAppend(&verdict->reason, "; ", note);
  }
  if (SlopeHolds(limit, slope)) return;
  verdict->outcome = Outcome::kFailed;
  verdict->excess = std::abs(verdict->after - limit.value);
}

std::vector<Verdict> JudgeSlopes(const Runs& runs, const JudgeOptions& options,
                                 const Suppressor& suppressor) {
  std::vector<Verdict> verdicts;
  if (runs.empty()) return verdicts;
  for (const Limit& limit : options.limits) {
    if (limit.by.empty()) continue;
    verdicts.push_back(JudgeSlope(runs, limit, suppressor));
  }
  std::map<std::string, Runs> by_test;
  for (const JudgedTrace* run : runs) by_test[run->test].push_back(run);
  JudgeOptions configured;
  configured.config = options.config;
  for (const auto& [test, of_test] : by_test) {
    for (const auto& [limit, demanded] : LimitsFor(test, configured)) {
      if (limit.by.empty()) continue;
      verdicts.push_back(JudgeSlope(of_test, limit, suppressor));
    }
  }
  return verdicts;
}

}  // namespace tidemark::gate
