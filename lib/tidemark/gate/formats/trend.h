// The judged figures as the files of services that draw them over time: CTest's measurements for
// CDash, github-action-benchmark, and Bencher.
//
// Consumes a CheckResult; see measurements.h for what is in it.
//
// Threading: pure functions. Equal results give equal bytes. Units: bytes or counts, as integers.
//
//   CtestText      <CTestMeasurement type="numeric/double" name="peak_bytes">159383552</CTestMeasurement>
//   BenchmarkText  [{"name":"pipeline: peak_bytes","unit":"bytes","value":159383552,"extra":"..."}]
//   BencherText    {"pipeline":{"peak_bytes":{"value":159383552}}}
#ifndef TIDEMARK_GATE_FORMATS_TREND_H_
#define TIDEMARK_GATE_FORMATS_TREND_H_

#include <string>

#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

// A line a figure, to be printed by the test itself: CTest takes them out of its output. They are
// named by the test as well where there is more than one.
std::string CtestText(const CheckResult& result, const FormatOptions& options);

// The tool `customSmallerIsBetter`. Without `reused_ops`, of which more is better.
std::string BenchmarkText(const CheckResult& result, const FormatOptions& options);

// Bencher Metric Format. A benchmark's name has at most 1024 characters, a measure's at most 64.
std::string BencherText(const CheckResult& result, const FormatOptions& options);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_TREND_H_
