// Takes what the source allows out of what counts.
//
// Applied by RunPasses after the first pass; the second one then replays without those edits.
//
// Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_PASSES_APPLY_ALLOWANCES_H_
#define TIDEMARK_ANALYSIS_PASSES_APPLY_ALLOWANCES_H_

#include "tidemark/analysis/passes/first_pass.h"
#include "tidemark/analysis/rules/source_allowance.h"

namespace tidemark::analysis {

// Allowed findings stay among the report's, marked, and count no more as needless copies or leaks, nor
// in the usage; their edits go.
void ApplyAllowances(SourceAllowances* allowances, FirstPass::Result* result);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_APPLY_ALLOWANCES_H_
