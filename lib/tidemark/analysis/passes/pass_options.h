// What a first pass is asked for beyond the report.
//
// Made by Analyze() from its options; consumed by RunPasses and FirstPass.
// Ownership: values.
#ifndef TIDEMARK_ANALYSIS_PASSES_PASS_OPTIONS_H_
#define TIDEMARK_ANALYSIS_PASSES_PASS_OPTIONS_H_

#include "tidemark/analysis/model/details.h"
#include "tidemark/analysis/rules/leak_suppression.h"
#include "tidemark/analysis/rules/source_allowance.h"

namespace tidemark::analysis {

struct PassOptions {
  bool break_down = false;  // fill Report::usage and Report::scopes
  LeakSuppressions leak_suppressions = {};
  DetailOptions details = {};              // fill Report::details
  SourceAllowances* allowances = nullptr;  // null: the source allows nothing
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_PASS_OPTIONS_H_
