// Names the packages that have the debug info which code without names lacks.
//
// Called by Analyze and AnalyzeTogether once a report is made.
// Threading: any thread. Errors: none; what is not known stays unnamed.
#ifndef TIDEMARK_ANALYSIS_PASSES_NAME_PACKAGES_H_
#define TIDEMARK_ANALYSIS_PASSES_NAME_PACKAGES_H_

#include <vector>

#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/symbols/symbolizer.h"

namespace tidemark::analysis {

// Of files that are here and only lack debug info.
void NamePackages(const SymbolOptions& options, std::vector<UnnamedCode>* unnamed);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_NAME_PACKAGES_H_
