// A bound on one metric, as a user writes it: "peak_bytes <= 64MiB".
//
// Produced from the command line and from configurations; consumed by the judge.
//
// The form is METRIC [@scope=GLOB] [@site=GLOB] OP VALUE, with OP one of <= < >= > ==, and blanks where
// one likes; METRIC@GLOB is short for METRIC @site=GLOB. A glob that holds blanks or operators is put
// in double quotes: @site="operator<". METRIC may be slope(METRIC, NAME), what one more of NAME costs,
// which several traces tell together; its value may be a fraction.
//
// Ownership: values; the metric is a constant of the program. Threading: immutable values.
// Units: as the metric's; byte values take the units of ByteCount, counts take none.
// Errors: InvalidArgument that names the limit, what is wrong with it, and the nearest metric.
//
//   TIDEMARK_ASSIGN_OR_RETURN(Limit limit, ParseLimit("copies @scope=step <= 0"));
//   bool fine = Holds(limit, ValueOf(*limit.metric, report, {.site = limit.site}));
#ifndef TIDEMARK_GATE_LIMITS_LIMIT_H_
#define TIDEMARK_GATE_LIMITS_LIMIT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/gate/metrics/metric.h"

namespace tidemark::gate {

enum class LimitOp { kLess, kLessEqual, kGreater, kGreaterEqual, kEqual };

struct Limit {
  const Metric* metric = nullptr;
  std::string
      scope;  // a pattern: each scope that matches is judged by itself; empty: the whole trace
  std::string site;  // a pattern: what matches is judged as one
  LimitOp op = LimitOp::kLessEqual;
  int64_t value = 0;
  // Of a slope(METRIC, NAME): NAME and the value, of which `value` is the whole part. `metric` is METRIC.
  std::string by;
  double slope = 0;
  std::string text;                // as the user wrote it, without blanks around it
  std::string source = "--limit";  // the file that sets it
};

absl::StatusOr<Limit> ParseLimit(absl::string_view text);

// Whether `actual` keeps the limit; equality passes but for < and >.
bool Holds(const Limit& limit, int64_t actual);

// The same of a slope. A fit is exact but for the last digits, which do not decide.
bool SlopeHolds(const Limit& limit, double actual);

// "peak_bytes", "slope(peak_bytes, n)".
std::string LimitedMetric(const Limit& limit);

absl::string_view LimitOpText(LimitOp op);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_LIMITS_LIMIT_H_
