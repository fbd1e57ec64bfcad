// How a program's memory grows, for programs: the schema tidemark-fit/1.
//
// Printed by `tidemark fit --format json`. Errors are standard errors, margins those of 95 %.
// Text that is not UTF-8 has U+FFFD in place of what is not.
//
// Threading: a pure function.
#ifndef TIDEMARK_GATE_FORMATS_FIT_JSON_H_
#define TIDEMARK_GATE_FORMATS_FIT_JSON_H_

#include <string>

#include "tidemark/gate/growth/growth_report.h"

namespace tidemark::gate {

std::string FitJson(const GrowthReport& report);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_FIT_JSON_H_
