#include "tidemark/gate/formats/measurements.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/gate/formats/finding_text.h"

namespace tidemark::gate {
namespace {

bool IsSeries(const Verdict& verdict) {
  return verdict.outcome != Outcome::kNotJudged && !verdict.metric.empty() &&
         (verdict.rule == "limit" || verdict.rule == "increase" || verdict.rule == "improvement" ||
          verdict.rule == "lost-reuse");
}

std::string FilterText(const Verdict& verdict) {
  std::string text;
  if (!verdict.scope.empty()) absl::StrAppend(&text, " @scope=", ShortText(verdict.scope));
  if (!verdict.site.empty()) absl::StrAppend(&text, " @site=", ShortText(verdict.site));
  return text;
}

}  // namespace

std::vector<Measurement> MeasurementsOf(const CheckResult& result) {
  std::vector<Measurement> measurements;
  std::map<std::string, size_t> positions;
  for (const Verdict& verdict : result.verdicts) {
    if (!IsSeries(verdict)) continue;
    Measurement measurement = {.test = TestName(verdict.test),
                               .metric = ShortText(verdict.metric),
                               .filter = FilterText(verdict),
                               .unit = verdict.unit,
                               .value = verdict.after,
                               .estimated = verdict.estimated,
                               .limit_text = ShortText(verdict.limit_text)};
    // None of the three holds a line break.
    const auto [position, is_new] = positions.emplace(
        absl::StrCat(measurement.test, "\n", measurement.metric, "\n", measurement.filter),
        measurements.size());
    if (is_new) {
      measurements.push_back(std::move(measurement));
      continue;
    }
    Measurement& kept = measurements[position->second];
    kept.value = std::max(kept.value, measurement.value);
    kept.estimated = kept.estimated || measurement.estimated;
    if (kept.limit_text.empty()) kept.limit_text = std::move(measurement.limit_text);
  }
  return measurements;
}

}  // namespace tidemark::gate
