// Texts that the messages of the copy rules share.
#ifndef TIDEMARK_ANALYSIS_RULES_COPY_WORDS_H_
#define TIDEMARK_ANALYSIS_RULES_COPY_WORDS_H_

#include <cstdint>
#include <string>

#include "tidemark/analysis/rules/rule.h"

namespace tidemark::analysis {

// "7.81 KiB".
std::string BytesText(int64_t bytes);

// "copied 7.81 KiB by copy()" or "made 3 copies, 1 MiB in all, by astype() for another dtype": the
// beginning of a sentence about what was done.
std::string CopiedText(const Occurrences& all);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_COPY_WORDS_H_
