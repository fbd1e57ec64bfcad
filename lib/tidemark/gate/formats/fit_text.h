// How a program's memory grows, for people: the law of each figure, what each place costs for each
// element, and what a larger size would need.
//
// Printed by `tidemark fit`. Margins are those of 95 %. Names are untrusted and are cleaned.
//
// Threading: pure functions.
//
//   peak_bytes  = 1 MiB + 24 B * n  (fits within 0.1 %)
#ifndef TIDEMARK_GATE_FORMATS_FIT_TEXT_H_
#define TIDEMARK_GATE_FORMATS_FIT_TEXT_H_

#include <string>

#include "tidemark/gate/formats/format_options.h"
#include "tidemark/gate/growth/growth_report.h"

namespace tidemark::gate {

std::string FitText(const GrowthReport& report, const FormatOptions& options);

// "1 MiB + 24 B * n".
std::string GrowthLawText(const GrowthFit& fit, MetricUnit unit, const std::string& n);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_FIT_TEXT_H_
