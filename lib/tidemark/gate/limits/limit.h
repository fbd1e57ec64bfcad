// A bound on one metric, as a user writes it: "peak_bytes <= 64MiB".
//
// Produced from the command line; consumed by Check.
//
// Ownership: values; the metric is a constant of the program. Threading: immutable values.
// Units: as the metric's; byte values take the units of ByteCount, counts take none.
// Errors: InvalidArgument that names the limit, what is wrong with it, and the nearest metric.
//
//   TIDEMARK_ASSIGN_OR_RETURN(Limit limit, ParseLimit("peak_bytes <= 64MiB"));
//   bool fine = Holds(limit, limit.metric->value(report));
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
  LimitOp op = LimitOp::kLessEqual;
  int64_t value = 0;
  std::string text;  // as the user wrote it, without blanks around it
};

// METRIC OP VALUE, with or without blanks around OP, one of <= < >= > ==.
absl::StatusOr<Limit> ParseLimit(absl::string_view text);

// Whether `actual` keeps the limit; equality passes but for < and >.
bool Holds(const Limit& limit, int64_t actual);

absl::string_view LimitOpText(LimitOp op);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_LIMITS_LIMIT_H_
