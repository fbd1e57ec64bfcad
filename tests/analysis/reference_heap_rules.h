// The rules of the reference analyzer that are about memory of any kind, the heap's above all.
#ifndef TIDEMARK_TESTS_ANALYSIS_REFERENCE_HEAP_RULES_H_
#define TIDEMARK_TESTS_ANALYSIS_REFERENCE_HEAP_RULES_H_

#include <cstdint>
#include <vector>

#include "tests/analysis/reference_analyzer.h"
#include "tests/analysis/reference_trace.h"

namespace tidemark::analysis::reference {

// Memories, each given up for the next.
struct Growth {
  std::vector<int64_t> blocks;
};

struct HeapFound {
  SiteReport site;
  int64_t count = 0;
  int64_t bytes = 0;
};

bool IsTemporary(const LaidOutTrace& trace, const Memory& memory, Alteration alteration);

std::vector<Growth> Growths(const LaidOutTrace& trace, Alteration alteration,
                            int64_t peak_position);
std::vector<HeapFound> ShortLived(const LaidOutTrace& trace, Alteration alteration);
std::vector<HeapFound> HeldIdle(const LaidOutTrace& trace, Alteration alteration,
                                int64_t peak_position);
std::vector<HeapFound> Slack(const LaidOutTrace& trace, Alteration alteration,
                             int64_t peak_position);
std::vector<HeapFound> GrowingSites(const LaidOutTrace& trace, Alteration alteration,
                                    int64_t peak_position);

}  // namespace tidemark::analysis::reference

#endif  // TIDEMARK_TESTS_ANALYSIS_REFERENCE_HEAP_RULES_H_
