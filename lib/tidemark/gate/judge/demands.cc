#include "tidemark/gate/judge/demands.h"

#include <algorithm>
#include <utility>

#include "tidemark/gate/sites/pattern.h"

namespace tidemark::gate {
namespace {

// What may not be more than in the baseline though nobody says so.
constexpr absl::string_view kNoIncreaseOf[] = {"peak_bytes", "leak_bytes", "copy_bytes",
                                               "redundant_copy_bytes"};

// In place of the one about the same metric, or behind all.
void Replace(IncreaseBound bound, std::vector<IncreaseBound>* bounds) {
  const auto same = std::find_if(bounds->begin(), bounds->end(), [&](const IncreaseBound& other) {
    return other.metric == bound.metric;
  });
  if (same == bounds->end()) {
    bounds->push_back(std::move(bound));
  } else {
    *same = std::move(bound);
  }
}

}  // namespace

std::vector<DemandedLimit> LimitsFor(const std::string& test, const JudgeOptions& options) {
  std::vector<DemandedLimit> limits;
  for (const Limit& limit : options.limits) limits.push_back({limit, true});
  std::vector<Limit> whole = options.config.defaults.limits;
  for (const BoundGroup& group : options.config.scopes) {
    const bool is_test = GlobMatches(group.match, test);
    for (Limit limit : group.limits) {
      if (!is_test) {
        limits.push_back({std::move(limit), false});
        continue;
      }
      limit.scope.clear();
      std::erase_if(whole, [&](const Limit& other) {
        return other.metric == limit.metric && other.by == limit.by && other.op == limit.op;
      });
      whole.push_back(std::move(limit));
    }
  }
  for (Limit& limit : whole) limits.push_back({std::move(limit), true});
  for (const BoundGroup& group : options.config.sites) {
    for (const Limit& limit : group.limits) limits.push_back({limit, true});
  }
  return limits;
}

std::vector<IncreaseBound> IncreasesFor(const std::string& test, const JudgeOptions& options) {
  std::vector<IncreaseBound> bounds;
  for (const absl::string_view metric : kNoIncreaseOf) {
    IncreaseBound& none = bounds.emplace_back();
    none.metric = FindMetric(metric);
    none.source = options.baseline_file;
  }
  for (const IncreaseBound& bound : options.config.defaults.increases) Replace(bound, &bounds);
  std::vector<IncreaseBound> of_parts;
  for (const BoundGroup& group : options.config.scopes) {
    const bool is_test = GlobMatches(group.match, test);
    for (IncreaseBound bound : group.increases) {
      if (!is_test) {
        of_parts.push_back(std::move(bound));
        continue;
      }
      bound.scope.clear();
      Replace(std::move(bound), &bounds);
    }
  }
  for (IncreaseBound& bound : of_parts) bounds.push_back(std::move(bound));
  for (const BoundGroup& group : options.config.sites) {
    bounds.insert(bounds.end(), group.increases.begin(), group.increases.end());
  }
  return bounds;
}

LimitKind KindOf(const Limit& limit, const JudgeOptions& options) {
  if (!limit.by.empty()) return LimitKind::kOfTraces;
  // Without a baseline each trace says for itself that it cannot tell.
  const bool compared = limit.metric->about == About::kChange && options.baseline != nullptr;
  return compared ? LimitKind::kOfChange : LimitKind::kOfTrace;
}

}  // namespace tidemark::gate
