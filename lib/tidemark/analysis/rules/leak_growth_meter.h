// Since when what leaked was there: by site, how much of it was there at the end of each of equally
// long spans.
//
// An observer of FirstPass where pictures are asked for (passes/detail_set.h); writes
// Pictures::leaks. What is a leak is what the rule `leak` takes for one (LeakJudge).
//
// A single table that is kept shows as one step, what grows with the run as a ramp.
//
// Memory: O(sites that leak). Threading: one thread at a time. It costs the events nothing.
#ifndef TIDEMARK_ANALYSIS_RULES_LEAK_GROWTH_METER_H_
#define TIDEMARK_ANALYSIS_RULES_LEAK_GROWTH_METER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/rules/leak_suppression.h"

namespace tidemark::analysis {

class LeakGrowthMeter final : public TraceObserver {
 public:
  static constexpr int64_t kSpans = 64;

  // `suppressions` outlive it.
  LeakGrowthMeter(const PictureOptions& options, const LeakSuppressions* suppressions)
      : most_(options.leaking_sites), suppressions_(*suppressions) {}

  void OnEvent(const trace::Event& /*event*/, const Moment& now) override {
    last_t_ = std::max(last_t_, now.t);
  }
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  const size_t most_;
  const LeakSuppressions& suppressions_;
  int64_t last_t_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_LEAK_GROWTH_METER_H_
