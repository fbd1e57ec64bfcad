// How much more than in the baseline a figure may be: {"max_increase_pct": 2, "max_increase_bytes": 65536}.
//
// Produced from configurations; consumed by the judge, where there is a baseline. What no bound is
// about may not increase at all.
//
// Ownership: values; the metric is a constant of the program. Threading: immutable values.
// Units: the amount is in the metric's.
#ifndef TIDEMARK_GATE_LIMITS_INCREASE_BOUND_H_
#define TIDEMARK_GATE_LIMITS_INCREASE_BOUND_H_

#include <cstdint>
#include <optional>
#include <string>

#include "tidemark/gate/metrics/metric.h"

namespace tidemark::gate {

struct IncreaseBound {
  const Metric* metric = nullptr;
  std::string scope;  // patterns, as a limit's
  std::string site;
  std::optional<double> percent;  // of what the baseline has
  std::optional<int64_t> amount;
  std::string source;  // the file that sets it
};

// All stated bounds must hold: the smallest of what they allow. 0 where none is stated.
int64_t AllowedIncrease(const IncreaseBound& bound, int64_t before);

// "peak_bytes <= baseline + 2%, <= baseline + 64 KiB"; empty where nothing is stated.
std::string IncreaseText(const IncreaseBound& bound);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_LIMITS_INCREASE_BOUND_H_
