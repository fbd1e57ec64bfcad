// Adds up reports: one report of what several traces say.
//
// Consumes reports of different runs, whose places have one name (place_unifier.h); consumed by the
// report formats. What adds up is added up by place: counts, bytes, copies, leaks, what was live at
// exit; findings by rule and place. A peak does not add up: together the traces held at least the
// largest of their peaks, which is the peak of the sum with its sites, and at most the sum of them.
// The order of the reports makes no difference to the figures, nor does it whether some were added up
// before; the words of a finding are those of the part with the most bytes.
//
// Not of several traces: the timeline, the samples of the process's memory, and what the mending of
// a finding saves of the peak. They are empty, and 0.
//
// Ownership: takes values. Threading: pure. Units: as the reports; sums saturate.
#ifndef TIDEMARK_MERGE_MERGE_REPORTS_H_
#define TIDEMARK_MERGE_MERGE_REPORTS_H_

#include <cstdint>
#include <vector>

#include "tidemark/analysis/model/report.h"

namespace tidemark::merge {

struct Sum {
  analysis::Report report;
  // What the traces held together at most; at least it is report.peak.bytes. Of one trace, and where
  // the peak of several is known, the same.
  int64_t peak_at_most = 0;

  bool exact_peak() const { return peak_at_most == report.peak.bytes; }
};

Sum SumOf(analysis::Report report);

// At least one; of one it is that one.
Sum MergeReports(std::vector<Sum> sums);

// The sums by place, largest first.
std::vector<analysis::SiteBytes> MergeSites(
    const std::vector<const std::vector<analysis::SiteBytes>*>& lists);

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_MERGE_REPORTS_H_
