// The judged figures as numbers, for services that draw them over time.
//
// Consumes a CheckResult; its consumers are the formats ctest, benchmark and bencher.
//
// A figure that several verdicts judged (a limit and the baseline's) is there once; where they differ
// it is the larger. What was not judged is left out: a 0 would be drawn as an improvement. Findings at
// single places are no series over time and are left out too.
//
// Ownership: values. Threading: pure functions. Units: as each metric's.
#ifndef TIDEMARK_GATE_FORMATS_MEASUREMENTS_H_
#define TIDEMARK_GATE_FORMATS_MEASUREMENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

struct Measurement {
  std::string test;    // cleaned; not empty
  std::string metric;  // "peak_bytes", cleaned
  std::string filter;  // " @scope=step @site=*.cc", cleaned; empty: the whole trace
  MetricUnit unit = MetricUnit::kBytes;
  int64_t value = 0;
  bool estimated = false;
  std::string limit_text;  // of the first verdict that has one, cleaned
};

// In the order in which they were judged.
std::vector<Measurement> MeasurementsOf(const CheckResult& result);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_MEASUREMENTS_H_
